using Microsoft.Extensions.Options;
using Tracking.Hosting;

namespace Tracking.Dashboard.Access;

/// <summary>The section <c>Dashboard</c>.</summary>
sealed class DashboardOptions
{
    public const string Section = "Dashboard";

    /// <summary>By the name they have in the configuration, so that a complaint can point at the right one. None: open, on loopback only.</summary>
    public Dictionary<string, ApiKey> ApiKeys { get; init; } = [];

    /// <summary>The header in which a reverse proxy says who has signed in there, such as <c>X-Forwarded-User</c>. Null: no proxy is asked.</summary>
    public string? TrustedProxyHeader { get; set; }

    /// <summary>Addresses or networks of the proxies that are believed. Nobody else's header is, not even loopback's.</summary>
    public Dictionary<string, string> TrustedProxies { get; init; } = [];

    /// <summary>Whom of those that a proxy names are operators. The others are readers.</summary>
    public Dictionary<string, string> Operators { get; init; } = [];

    /// <returns>Null where none has it.</returns>
    public ApiKey? FindKey(byte[] hash) => BearerKey.Find(ApiKeys.Values, key => Convert.FromHexString(key.Hash!), hash);
}

/// <summary>Who may call the API. The key itself is known to its holder alone.</summary>
sealed class ApiKey
{
    /// <summary>Whose key it is, for the log.</summary>
    public string? Name { get; init; }

    /// <summary>One of <see cref="Roles"/>.</summary>
    public string? Role { get; init; }

    /// <summary>SHA-256 of the key, in lower-case hex.</summary>
    public string? Hash { get; init; }
}

sealed class DashboardOptionsValidator : IValidateOptions<DashboardOptions>
{
    public ValidateOptionsResult Validate(string? name, DashboardOptions options)
    {
        var wrong = options.ApiKeys.SelectMany(key => Problems($"{DashboardOptions.Section}:ApiKeys:{key.Key}", key.Value))
            .Concat(ProxyProblems(options))
            .ToArray();
        return wrong.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }

    static IEnumerable<string> Problems(string path, ApiKey key)
    {
        if (string.IsNullOrWhiteSpace(key.Name))
            yield return $"{path}:Name must say whose key it is.";
        if (key.Role is not (Roles.Reader or Roles.Operator))
            yield return $"{path}:Role must be {Roles.Reader} or {Roles.Operator}.";
        if (!BearerKey.IsHash(key.Hash))
            yield return $"{path}:Hash must be the SHA-256 of the key in lower-case hex, 64 digits.";
    }

    static IEnumerable<string> ProxyProblems(DashboardOptions options)
    {
        foreach (var (key, proxy) in options.TrustedProxies)
        {
            if (TrustedProxy.NetworkOf(proxy) is null)
                yield return $"{DashboardOptions.Section}:TrustedProxies:{key} must be an IP address or a network such as 10.0.0.0/8.";
        }

        if (options.TrustedProxyHeader is not null && options.TrustedProxies.Count == 0)
        {
            yield return $"{DashboardOptions.Section}:TrustedProxies:0 must be the address of the proxy that sends "
                + $"{DashboardOptions.Section}:TrustedProxyHeader: from anybody else it would be a way in.";
        }
    }
}
