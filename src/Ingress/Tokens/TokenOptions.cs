using System.Text;
using Microsoft.Extensions.Options;

namespace Tracking.Ingress.Tokens;

/// <summary><c>Receipts</c> and <c>Unsubscribe</c>, each by its name. Without a key, the endpoint does not exist.</summary>
public sealed class TokenOptions
{
    public const string Receipts = "Receipts";
    public const string Unsubscribe = "Unsubscribe";

    /// <summary>
    /// Any of them may have signed a token, so that a new one can take the place of an old one while messages with the old one are still
    /// about: put the new one first, and take the old one out when its tokens have expired. Never logged.
    /// </summary>
    public IList<string> SigningKeys { get; init; } = [];
}

sealed class TokenOptionsValidator : IValidateOptions<TokenOptions>
{
    const int MinKeyBytes = 32; // RFC 7518, section 3.2.

    public ValidateOptionsResult Validate(string? name, TokenOptions options)
    {
        string[] problems =
        [
            .. from key in options.SigningKeys.Index()
               where string.IsNullOrWhiteSpace(key.Item) || Encoding.UTF8.GetByteCount(key.Item) < MinKeyBytes
               select $"{name}:SigningKeys:{key.Index} must be a secret of at least {MinKeyBytes} bytes, or be left out.",
        ];
        return problems.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }
}

static class TokenServices
{
    public static void AddTokens(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<TokenOptions>, TokenOptionsValidator>();
        foreach (var name in (string[])[TokenOptions.Receipts, TokenOptions.Unsubscribe])
            services.AddOptions<TokenOptions>(name).BindConfiguration(name).ValidateOnStart();
    }
}
