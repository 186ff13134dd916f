using Microsoft.Extensions.Options;

namespace Tracking.Providers.SendGrid;

/// <summary><c>Providers:SendGrid</c>. Without any key, the endpoint does not exist.</summary>
public sealed class SendGridOptions : SendGridAccount
{
    public const string Section = "Providers:SendGrid";

    /// <summary>By the name that ends the URL: <c>/webhooks/sendgrid/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, SendGridAccount> Accounts { get; init; } = new Dictionary<string, SendGridAccount>();

    /// <summary>
    /// Past which a request is <see cref="SignatureVerdict.Stale"/>. SendGrid repeats one for a day; whether it signs a repetition anew is
    /// not documented.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedKeys =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.PublicKeys ?? []));
}

public class SendGridAccount
{
    /// <summary>
    /// Of each event webhook that calls here, as SendGrid shows it: Base64 of a SubjectPublicKeyInfo in DER, on P-256. A signature names
    /// neither account nor URL, so a key is believed on its own account's URL only.
    /// </summary>
    public IList<string> PublicKeys { get; init; } = [];
}

sealed class SendGridOptionsValidator : IValidateOptions<SendGridOptions>
{
    public ValidateOptionsResult Validate(string? name, SendGridOptions options)
    {
        string[] problems =
        [
            .. AccountSecrets.Problems(
                SendGridOptions.Section, nameof(options.PublicKeys), "a public key in Base64, on P-256 and without lines around it,",
                options.PublicKeys, options.NamedKeys, SendGridKey.IsOne),
            .. SignedTime.Problems(SendGridOptions.Section, options.MaxAge),
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
