using System.Net;
using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Dashboard.Access;

/// <summary>Believes a reverse proxy that says who has signed in with it, and nobody else who says so.</summary>
sealed class TrustedProxy(IOptions<DashboardOptions> options)
{
    readonly IPNetwork[] _proxies = [.. options.Value.TrustedProxies.Values.Select(NetworkOf).OfType<IPNetwork>()];

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

    /// <summary>The network that a setting means, an address being one of its own; null where it is neither.</summary>
    public static IPNetwork? NetworkOf(string setting) =>
        IPNetwork.TryParse(setting, out var network) ? network
        : IPAddress.TryParse(setting, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;
}
