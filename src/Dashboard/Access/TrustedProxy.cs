using System.Net;
using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Dashboard.Access;

/// <summary>Believes a reverse proxy that says who has signed in with it, and nobody else who says so.</summary>
sealed class TrustedProxy(IOptions<DashboardOptions> options)
{
    readonly IPNetwork[] _proxies =
    [
        .. options.Value.TrustedProxies.Values.Select(proxy => IPNetwork.TryParse(proxy, out var network)
            ? network
            : NetworkOf(IPAddress.Parse(proxy))),
    ];

    readonly HashSet<string> _operators = [.. options.Value.Operators.Values];

    /// <returns>Null where no trusted proxy names anybody.</returns>
    public (string Name, string Role)? PersonOf(HttpRequest request)
    {
        if (options.Value.TrustedProxyHeader is not { } header
            || request.HttpContext.Connection.RemoteIpAddress is not { } address || !IsTrusted(address)
            || request.Headers[header] is not [{ Length: <= MessageRules.MaxNameLength } name] || string.IsNullOrWhiteSpace(name))
        {
            return null;
        }

        return (name, _operators.Contains(name) ? Roles.Operator : Roles.Reader);
    }

    bool IsTrusted(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return _proxies.Any(proxy => proxy.Contains(plain));
    }

    static IPNetwork NetworkOf(IPAddress address) => new(address, address.GetAddressBytes().Length * 8);
}
