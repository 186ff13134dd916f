using Microsoft.Extensions.Options;

namespace Tracking.Providers.Vonage;

/// <summary><c>Providers:Vonage</c>. Without any secret, the endpoint does not exist.</summary>
public sealed class VonageOptions : VonageAccount
{
    public const string Section = "Providers:Vonage";

    /// <summary>By the name that ends the URL: <c>/webhooks/vonage/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, VonageAccount> Accounts { get; init; } = new Dictionary<string, VonageAccount>();

    /// <summary>
    /// Past which a request is <see cref="SignatureVerdict.Stale"/>. Vonage repeats one for a day; that it signs a repetition anew is not
    /// documented.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedSecrets =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.SignatureSecrets ?? []));
}

public class VonageAccount
{
    /// <summary>The account's signature secret, several while it is replaced. Never logged.</summary>
    public IList<string> SignatureSecrets { get; init; } = [];

    /// <summary>The account's API key, which a token must then name; null where any may be named that the secret signs for. No secret.</summary>
    public string? ApiKey { get; init; }
}

sealed class VonageOptionsValidator : IValidateOptions<VonageOptions>
{
    /// <summary>Of the other product's URL, which an account of this one could not have.</summary>
    const string TakenName = "sms";

    public ValidateOptionsResult Validate(string? name, VonageOptions options)
    {
        var problems = AccountSecrets.Problems(
                VonageOptions.Section, nameof(options.SignatureSecrets), "a signature secret", options.SignatureSecrets, options.NamedSecrets)
            .Concat(SignedTime.Problems(VonageOptions.Section, options.MaxAge))
            .ToList();
        if (options.Accounts.ContainsKey(TakenName))
            problems.Add($"{VonageOptions.Section}:Accounts:{TakenName} must have another name: /webhooks/vonage/sms is that of SMS receipts.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
