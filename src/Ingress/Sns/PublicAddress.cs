using System.Net;
using System.Net.Sockets;

namespace Tracking.Ingress.Sns;

/// <summary>Keeps calls that a stranger's request causes out of our own networks, whatever the name resolves to.</summary>
static class PublicAddress
{
    // Everything that is not reached over the public internet: RFC 6890 and the registries that it founded.
    static readonly IPNetwork[] Others =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // Of the addresses of version 6, only 2000::/3 is given out; these parts of it hold others inside, or are for documents.
    static readonly IPNetwork GivenOut = IPNetwork.Parse("2000::/3");
    static readonly IPNetwork[] Wrapping =
        [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Array.Exists(Others, network => network.Contains(address))
            : GivenOut.Contains(address) && !Array.Exists(Wrapping, network => network.Contains(address));
    }

    /// <summary>Resolves, and connects to the very addresses that were checked: a second look-up could answer otherwise.</summary>
    /// <exception cref="HttpRequestException">The name leads to an address that is not public.</exception>
    public static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var host = context.DnsEndPoint.Host;
        var addresses = await Dns.GetHostAddressesAsync(host, cancellationToken);
        // A proxy is the operator's own choice, and he may well run it at home.
        var isProxy = context.InitialRequestMessage.RequestUri is { } target && target.IdnHost != host;
        if (!isProxy && !Array.TrueForAll(addresses, IsPublic))
            throw new HttpRequestException($"{host} leads to an address that is not public");

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
