using Microsoft.Extensions.Options;

namespace Tracking.Providers.Sinch;

/// <summary><c>Providers:Sinch</c>. Without any secret, the endpoint does not exist.</summary>
public sealed class SinchOptions : SinchAccount
{
    public const string Section = "Providers:Sinch";

    /// <summary>By the name that ends the URL: <c>/webhooks/sinch/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, SinchAccount> Accounts { get; init; } = new Dictionary<string, SinchAccount>();

    /// <summary>
    /// Past which a request is <see cref="SignatureVerdict.Stale"/>. Neither how long Sinch repeats one is documented, nor whether it signs a
    /// repetition anew.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedSecrets =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.WebhookSecrets ?? []));
}

public class SinchAccount
{
    /// <summary>Of each webhook of the Conversation API that calls here, as it was given to Sinch. Never logged.</summary>
    public IList<string> WebhookSecrets { get; init; } = [];
}

sealed class SinchOptionsValidator : IValidateOptions<SinchOptions>
{
    /// <summary>Of the other product's URL, which an account of this one could not have.</summary>
    const string TakenName = "sms";

    public ValidateOptionsResult Validate(string? name, SinchOptions options)
    {
        var problems = AccountSecrets.Problems(
                SinchOptions.Section, nameof(options.WebhookSecrets), "a webhook secret", options.WebhookSecrets, options.NamedSecrets)
            .Concat(SignedTime.Problems(SinchOptions.Section, options.MaxAge))
            .ToList();
        if (options.Accounts.ContainsKey(TakenName))
            problems.Add($"{SinchOptions.Section}:Accounts:{TakenName} must have another name: /webhooks/sinch/sms is that of SMS reports.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
