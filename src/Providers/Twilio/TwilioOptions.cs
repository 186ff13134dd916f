using Microsoft.Extensions.Options;

namespace Tracking.Providers.Twilio;

/// <summary><c>Providers:Twilio</c>. Without any token, the endpoint does not exist.</summary>
public sealed class TwilioOptions : TwilioAccount
{
    public const string Section = "Providers:Twilio";

    /// <summary>By the name that ends the URL: <c>/webhooks/twilio/status/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, TwilioAccount> Accounts { get; init; } = new Dictionary<string, TwilioAccount>();

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedTokens =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.AuthTokens ?? []));
}

public class TwilioAccount
{
    /// <summary>Of the account or subaccount: the primary token, and while rotating also the one that is to be promoted. Never logged.</summary>
    public IList<string> AuthTokens { get; init; } = [];
}

sealed class TwilioOptionsValidator : IValidateOptions<TwilioOptions>
{
    public ValidateOptionsResult Validate(string? name, TwilioOptions options)
    {
        var problems = AccountSecrets.Problems(
            TwilioOptions.Section, nameof(options.AuthTokens), "an Auth Token", options.AuthTokens, options.NamedTokens).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
