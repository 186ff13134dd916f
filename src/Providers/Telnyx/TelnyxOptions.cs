using Microsoft.Extensions.Options;

namespace Tracking.Providers.Telnyx;

/// <summary><c>Providers:Telnyx</c>. Without any key, the endpoint does not exist.</summary>
public sealed class TelnyxOptions : TelnyxAccount
{
    public const string Section = "Providers:Telnyx";

    /// <summary>By the name that ends the URL: <c>/webhooks/telnyx/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, TelnyxAccount> Accounts { get; init; } = new Dictionary<string, TelnyxAccount>();

    /// <summary>
    /// Past which a request is <see cref="SignatureVerdict.Stale"/>. Telnyx's own library takes five minutes; that a repetition is signed
    /// anew is not documented.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedKeys =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.PublicKeys ?? []));
}

public class TelnyxAccount
{
    /// <summary>The account's public key, as the portal shows it: Base64 of 32 bytes. Several while it is replaced. No secret.</summary>
    public IList<string> PublicKeys { get; init; } = [];
}

sealed class TelnyxOptionsValidator : IValidateOptions<TelnyxOptions>
{
    public ValidateOptionsResult Validate(string? name, TelnyxOptions options)
    {
        var problems = AccountSecrets.Problems(
                TelnyxOptions.Section, nameof(options.PublicKeys), "a public key, Base64 of the 32 bytes of an Ed25519 key,",
                options.PublicKeys, options.NamedKeys, key => TelnyxSignature.TryReadKey(key) is not null)
            .Concat(SignedTime.Problems(TelnyxOptions.Section, options.MaxAge))
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
