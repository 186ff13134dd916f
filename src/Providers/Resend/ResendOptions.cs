using Microsoft.Extensions.Options;

namespace Tracking.Providers.Resend;

/// <summary><c>Providers:Resend</c>. Without any secret, the endpoint does not exist.</summary>
public sealed class ResendOptions : ResendAccount
{
    public const string Section = "Providers:Resend";

    /// <summary>By the name that ends the URL: <c>/webhooks/resend/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, ResendAccount> Accounts { get; init; } = new Dictionary<string, ResendAccount>();

    /// <summary>
    /// Past which a request is <see cref="SignatureVerdict.Stale"/>. Short, as in the provider's own library: a repetition is signed anew,
    /// under the time at which it is sent.
    /// </summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromMinutes(5);

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedSecrets =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.SigningSecrets ?? []));
}

public class ResendAccount
{
    /// <summary>Of each webhook that calls here, as Resend shows it: <c>whsec_</c> and Base64. Never logged.</summary>
    public IList<string> SigningSecrets { get; init; } = [];
}

sealed class ResendOptionsValidator : IValidateOptions<ResendOptions>
{
    public ValidateOptionsResult Validate(string? name, ResendOptions options)
    {
        var problems = AccountSecrets.Problems(
                ResendOptions.Section, nameof(options.SigningSecrets), "a signing secret, whsec_ and Base64,", options.SigningSecrets,
                options.NamedSecrets, secret => ResendSignature.TryReadSecret(secret) is not null)
            .Concat(SignedTime.Problems(ResendOptions.Section, options.MaxAge))
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
