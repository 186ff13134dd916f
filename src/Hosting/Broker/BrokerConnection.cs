using MassTransit;
using MassTransit.RabbitMqTransport;
using MassTransit.RabbitMqTransport.Configuration;
using MassTransit.Transports;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tracking.Hosting.Broker;

/// <summary>
/// The connection that publishes go by and queues are consumed by: healthy while it is open, or can be opened. MassTransit's own check
/// asks its receive endpoints, of which a host that only publishes has none: once started, it would be healthy for ever.
/// </summary>
public sealed class BrokerConnection(IBusInstance bus) : IHealthCheck
{
    public const string CheckName = "broker";

    // Less than orchestrators wait for a probe; a connection within a data centre is opened in a few milliseconds.
    static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(800);

    /// <returns>The one that is open, the same for as long as it is; null where there is none and none can be opened at once.</returns>
    public async Task<object?> FindAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        object? open = null;
        try
        {
            var host = (IRabbitMqHostConfiguration)bus.HostConfiguration;
            await host.ConnectionContextSupervisor.Send(
                Pipe.Execute<ConnectionContext>(context => open = context.Connection.IsOpen ? context.Connection : null),
                deadline.Token);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever keeps it from being opened, nothing can be published meanwhile.
        }

        return open;
    }

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await FindAsync(cancellationToken) is null
            ? new HealthCheckResult(context.Registration.FailureStatus, "the broker cannot be reached")
            : HealthCheckResult.Healthy();
}
