using Microsoft.Extensions.Options;

namespace Tracking.Providers.Mailgun;

/// <summary><c>Providers:Mailgun</c>. Without any key, the endpoint does not exist.</summary>
public sealed class MailgunOptions : MailgunAccount
{
    public const string Section = "Providers:Mailgun";

    /// <summary>By the name that ends the URL: <c>/webhooks/mailgun/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, MailgunAccount> Accounts { get; init; } = new Dictionary<string, MailgunAccount>();

    /// <summary>
    /// Past which a request is <see cref="SignatureVerdict.Stale"/>. Mailgun repeats one for eight hours; that it signs a repetition anew is
    /// not documented.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedKeys =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.SigningKeys ?? []));
}

public class MailgunAccount
{
    /// <summary>The HTTP webhook signing key, or in older accounts the API key; several while it is replaced. Never logged.</summary>
    public IList<string> SigningKeys { get; init; } = [];
}

sealed class MailgunOptionsValidator : IValidateOptions<MailgunOptions>
{
    public ValidateOptionsResult Validate(string? name, MailgunOptions options)
    {
        var problems = AccountSecrets.Problems(
                MailgunOptions.Section, nameof(options.SigningKeys), "a webhook signing key", options.SigningKeys, options.NamedKeys)
            .Concat(SignedTime.Problems(MailgunOptions.Section, options.MaxAge))
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
