using Microsoft.Extensions.Options;

namespace Tracking.Providers.Vonage;

/// <summary><c>Providers:VonageSms</c>. Without any secret, the endpoint does not exist.</summary>
public sealed class VonageSmsOptions : VonageSmsAccount
{
    public const string Section = "Providers:VonageSms";

    /// <summary>By the name that ends the URL: <c>/webhooks/vonage/sms/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, VonageSmsAccount> Accounts { get; init; } = new Dictionary<string, VonageSmsAccount>();

    /// <summary>
    /// Past which a receipt is <see cref="SignatureVerdict.Stale"/>. Vonage repeats one for a day; that it signs a repetition anew is not
    /// documented.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedSecrets =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.SignatureSecrets ?? []));
}

public class VonageSmsAccount
{
    /// <summary>The account's signature secret, several while it is replaced. Never logged.</summary>
    public IList<string> SignatureSecrets { get; init; } = [];

    /// <summary>
    /// As the account's settings have it: <c>md5hash</c> for the plain hash, or <c>md5</c>, <c>sha1</c>, <c>sha256</c>, <c>sha512</c> for
    /// an HMAC. Required, and never guessed from a receipt.
    /// </summary>
    public string? SignatureMethod { get; init; }
}

sealed class VonageSmsOptionsValidator : IValidateOptions<VonageSmsOptions>
{
    public ValidateOptionsResult Validate(string? name, VonageSmsOptions options)
    {
        var problems = AccountSecrets.Problems(
                VonageSmsOptions.Section, nameof(options.SignatureSecrets), "a signature secret", options.SignatureSecrets, options.NamedSecrets)
            .Concat(Problems(VonageSmsOptions.Section, options))
            .Concat(options.Accounts.SelectMany(a => Problems($"{VonageSmsOptions.Section}:Accounts:{a.Key}", a.Value)))
            .Concat(SignedTime.Problems(VonageSmsOptions.Section, options.MaxAge))
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    static IEnumerable<string> Problems(string section, VonageSmsAccount? account)
    {
        if (account is not { SignatureSecrets.Count: > 0, SignatureMethod: var method })
            yield break;
        if (method is null || !VonageSmsSignature.Methods.Contains(method))
        {
            yield return $"{section}:SignatureMethod must be that of the account: one of {string.Join(", ", VonageSmsSignature.Methods)}.";
        }
    }
}
