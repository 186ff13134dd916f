using Microsoft.Extensions.Options;

namespace Tracking.Providers.Bird;

/// <summary><c>Providers:Bird</c>. Without any key, the endpoint does not exist.</summary>
public sealed class BirdOptions : BirdAccount
{
    public const string Section = "Providers:Bird";

    /// <summary>By the name that ends the URL: <c>/webhooks/bird/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, BirdAccount> Accounts { get; init; } = new Dictionary<string, BirdAccount>();

    /// <summary>Past which a request is <see cref="SignatureVerdict.Stale"/>. Bird repeats one for eight hours and more under its first time.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedKeys =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.SigningKeys ?? []));
}

public class BirdAccount
{
    /// <summary>Of each webhook subscription that calls here: every one has a key of its own. Never logged.</summary>
    public IList<string> SigningKeys { get; init; } = [];
}

sealed class BirdOptionsValidator : IValidateOptions<BirdOptions>
{
    public ValidateOptionsResult Validate(string? name, BirdOptions options)
    {
        var problems = AccountSecrets.Problems(
                BirdOptions.Section, nameof(options.SigningKeys), "a signing key", options.SigningKeys, options.NamedKeys)
            .Concat(SignedTime.Problems(BirdOptions.Section, options.MaxAge))
            .ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
