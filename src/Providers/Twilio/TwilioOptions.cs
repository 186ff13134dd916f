using Microsoft.Extensions.Options;

namespace Tracking.Providers.Twilio;

/// <summary><c>Providers:Twilio</c>. Without any token, the endpoint does not exist.</summary>
public sealed class TwilioOptions
{
    public const string Section = "Providers:Twilio";

    /// <summary>Of the unnamed account: the primary token, and while rotating also the one that is to be promoted. Never logged.</summary>
    public IList<string> AuthTokens { get; init; } = [];

    /// <summary>By the name that ends the URL: <c>/webhooks/twilio/status/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, TwilioAccount> Accounts { get; init; } = new Dictionary<string, TwilioAccount>();
}

public sealed class TwilioAccount
{
    public IList<string> AuthTokens { get; init; } = [];
}

sealed class TwilioOptionsValidator : IValidateOptions<TwilioOptions>
{
    public ValidateOptionsResult Validate(string? name, TwilioOptions options)
    {
        var problems = Problems($"{TwilioOptions.Section}:AuthTokens", options.AuthTokens).ToList();
        foreach (var (account, settings) in options.Accounts)
        {
            var key = $"{TwilioOptions.Section}:Accounts:{account}:AuthTokens";
            if (settings is not { AuthTokens.Count: > 0 })
                problems.Add($"{key} must hold at least one Auth Token.");
            else
                problems.AddRange(Problems(key, settings.AuthTokens));
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    static IEnumerable<string> Problems(string key, IList<string> tokens) =>
        from token in tokens.Index()
        where string.IsNullOrWhiteSpace(token.Item) || token.Item.Length != token.Item.Trim().Length
        select $"{key}:{token.Index} must be an Auth Token without blanks before or behind it, or be left out.";
}
