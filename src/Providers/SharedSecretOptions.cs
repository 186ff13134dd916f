using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Tracking.Providers;

/// <summary>
/// The settings of a provider that signs nothing, the same for each: their name is the section, such as <c>Providers:Postmark</c>. Without
/// any secret, the endpoint does not exist.
/// </summary>
sealed class SharedSecretOptions : SharedSecretAccount
{
    /// <summary>By the name that ends the URL: <c>/webhooks/postmark/{name}</c>. Letter case counts.</summary>
    public IDictionary<string, SharedSecretAccount> Accounts { get; init; } = new Dictionary<string, SharedSecretAccount>();

    /// <summary>
    /// The header that carries one of <see cref="SharedSecretAccount.HeaderSecrets"/>, for all accounts. <c>Authorization</c> may be named
    /// for a fixed token, whose secret is then the whole value: <c>Bearer …</c>.
    /// </summary>
    public string HeaderName { get; init; } = "X-Webhook-Secret";

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedCredentials =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.Credentials ?? []));

    internal IEnumerable<KeyValuePair<string, IList<string>>> NamedHeaderSecrets =>
        Accounts.Select(a => KeyValuePair.Create(a.Key, a.Value?.HeaderSecrets ?? []));
}

class SharedSecretAccount
{
    /// <summary>Basic credentials as <c>user:password</c>, several while they are replaced. Never logged.</summary>
    public IList<string> Credentials { get; init; } = [];

    /// <summary>Values of the secret's header, several while they are replaced. Never logged.</summary>
    public IList<string> HeaderSecrets { get; init; } = [];
}

sealed class SharedSecretOptionsValidator : IValidateOptions<SharedSecretOptions>
{
    /// <summary>
    /// Of a password or a header's secret. It is all that stands between a stranger and our status, and may be tried as often as the rate
    /// limit lets through: sixteen characters by chance are beyond any number of tries, and no provider was found to take fewer.
    /// </summary>
    const int MinLength = 16;

    public ValidateOptionsResult Validate(string? name, SharedSecretOptions options)
    {
        var problems = Problems(name, options).ToList();
        foreach (var (account, secrets) in options.Accounts)
        {
            var key = $"{name}:Accounts:{account}";
            if (secrets is null or { Credentials.Count: 0, HeaderSecrets.Count: 0 })
                problems.Add($"{key} must hold {nameof(secrets.Credentials)} or {nameof(secrets.HeaderSecrets)}.");
            else
                problems.AddRange(Problems(key, secrets));
        }

        if (options.HeaderName.Length == 0 || !options.HeaderName.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            problems.Add($"{name}:{nameof(options.HeaderName)} must be the name of a header: letters, digits, hyphens and underscores.");
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    static IEnumerable<string> Problems(string? section, SharedSecretAccount secrets) =>
    [
        .. from credentials in secrets.Credentials.Index()
           where !IsUserAndPassword(credentials.Item)
           select $"{section}:{nameof(secrets.Credentials)}:{credentials.Index} must be user:password, with a user and with a password of "
               + $"at least {MinLength} characters, without blanks before or behind it, or be left out.",
        .. from secret in secrets.HeaderSecrets.Index()
           where !IsSecret(secret.Item) || !Ascii.IsValid(secret.Item)
           select $"{section}:{nameof(secrets.HeaderSecrets)}:{secret.Index} must be a secret of at least {MinLength} characters of ASCII, "
               + "without blanks before or behind it, or be left out.",
    ];

    static bool IsUserAndPassword(string credentials) =>
        credentials.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
        && credentials.Trim().Length == credentials.Length
        && IsSecret(credentials[(colon + 1)..]);

    static bool IsSecret(string secret) =>
        secret.Length >= MinLength && secret.Trim().Length == secret.Length && !secret.Any(char.IsControl);
}

static class SharedSecretServices
{
    /// <param name="section">Such as <c>Providers:Postmark</c>.</param>
    public static IServiceCollection AddSharedSecret(this IServiceCollection services, string section)
    {
        services.AddOptionsWithValidateOnStart<SharedSecretOptions, SharedSecretOptionsValidator>(section).BindConfiguration(section);
        return services;
    }
}
