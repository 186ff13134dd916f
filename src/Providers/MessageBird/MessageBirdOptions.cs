using Microsoft.Extensions.Options;

namespace Tracking.Providers.MessageBird;

/// <summary><c>Providers:MessageBird</c>. Without any key, the endpoint does not exist.</summary>
public sealed class MessageBirdOptions : MessageBirdAccount
{
    public const string Section = "Providers:MessageBird";

    /// <summary>By the name that ends the URL: <c>/webhooks/messagebird/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, MessageBirdAccount> Accounts { get; init; } = new Dictionary<string, MessageBirdAccount>();

    /// <summary>
    /// By how much MessageBird's clock and ours may differ. Its tokens live for a minute; whether a repeated request gets a new one is not
    /// documented, so whoever sees repeats refused as expired raises this.
    /// </summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedKeys =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.SigningKeys ?? []));
}

public class MessageBirdAccount
{
    /// <summary>The account's signing key, which is not its API access key; several while it is replaced. Never logged.</summary>
    public IList<string> SigningKeys { get; init; } = [];
}

sealed class MessageBirdOptionsValidator : IValidateOptions<MessageBirdOptions>
{
    static readonly TimeSpan LongestSkew = TimeSpan.FromDays(1);

    public ValidateOptionsResult Validate(string? name, MessageBirdOptions options)
    {
        var problems = AccountSecrets.Problems(
            MessageBirdOptions.Section, nameof(options.SigningKeys), "a signing key", options.SigningKeys, options.NamedKeys).ToList();
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > LongestSkew)
            problems.Add($"{MessageBirdOptions.Section}:ClockSkew must be a time span from 00:00:00 to 1.00:00:00.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}
