using Microsoft.Extensions.Options;

namespace Tracking.Providers.Plivo;

/// <summary><c>Providers:Plivo</c>. Without any token, the endpoint does not exist.</summary>
public sealed class PlivoOptions : PlivoAccount
{
    public const string Section = "Providers:Plivo";

    /// <summary>By the name that ends the URL: <c>/webhooks/plivo/status/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, PlivoAccount> Accounts { get; init; } = new Dictionary<string, PlivoAccount>();

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedTokens =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.AuthTokens ?? []));
}

public class PlivoAccount
{
    /// <summary>Auth Tokens of the account or subaccount that sends, or of its main account; several while one is replaced. Never logged.</summary>
    public IList<string> AuthTokens { get; init; } = [];
}

sealed class PlivoOptionsValidator : IValidateOptions<PlivoOptions>
{
    public ValidateOptionsResult Validate(string? name, PlivoOptions options)
    {
        var problems = AccountSecrets.Problems(
            PlivoOptions.Section, nameof(options.AuthTokens), "an Auth Token", options.AuthTokens, options.NamedTokens).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
