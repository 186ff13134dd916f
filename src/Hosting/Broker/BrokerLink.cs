using Microsoft.Extensions.Options;
using RabbitMQ.Client;

namespace Tracking.Hosting.Broker;

/// <summary>
/// A connection of its own, beside the bus: opened when it is first needed and again when it is found closed. The client's automatic
/// recovery stays off, for what a broken connection held is the broker's again and must not be answered for.
/// </summary>
sealed class BrokerLink(IOptions<BrokerOptions> options, string name) : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly SemaphoreSlim _opening = new(1, 1);
    IConnection? _connection;

    public async Task<IConnection> OpenAsync(CancellationToken cancellationToken)
    {
        if (_connection is { IsOpen: true } open)
            return open;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_connection is { IsOpen: true } opened)
                return opened;
            if (_connection is not null)
                await _connection.DisposeAsync();
            _connection = null;
            return _connection = await ConnectAsync(cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        _opening.Dispose();
    }

    Task<IConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var address = options.Value.Address;
        var isSecure = address.Host.Scheme == "amqps";
        var port = isSecure ? AmqpTcpEndpoint.DefaultAmqpSslPort : Protocols.DefaultProtocol.DefaultPort;
        var virtualHost = Uri.UnescapeDataString(address.Host.AbsolutePath.Trim('/'));
        var factory = new ConnectionFactory
        {
            UserName = address.UserName,
            Password = address.Password,
            VirtualHost = virtualHost.Length > 0 ? virtualHost : "/",
            AutomaticRecoveryEnabled = false,
            RequestedConnectionTimeout = Patience,
        };
        var endpoints = address.Nodes.Select(node => new Uri($"amqp://{node}")).Select(node => new AmqpTcpEndpoint(
            node.Host, node.Port > 0 ? node.Port : port, new SslOption(node.Host, enabled: isSecure)));
        return factory.CreateConnectionAsync(endpoints, name, cancellationToken);
    }
}
