using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.RabbitMqTransport.Configuration;
using MassTransit.Transports;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tracking.Hosting.Broker;

/// <summary>
/// Healthy while the connection that publishes go by is open, or can be opened. MassTransit's own check asks its receive endpoints, of
/// which a host that only publishes has none: once started, it would be healthy for ever.
/// </summary>
sealed class BrokerConnection(IBusInstance bus) : IHealthCheck
{
    // Less than orchestrators wait for a probe; a connection within a data centre is opened in a few milliseconds.
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        var isOpen = false;
        try
        {
            var host = (IRabbitMqHostConfiguration)bus.HostConfiguration;
            await host.ConnectionContextSupervisor.Send(
                Pipe.Execute<ConnectionContext>(connection => isOpen = connection.Connection.IsOpen), deadline.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever keeps it from being opened, nothing can be published meanwhile.
            return HealthCheckResult.Unhealthy("The broker cannot be reached.", e);
        }

        return isOpen ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The connection to the broker is closed.");
    }
}
