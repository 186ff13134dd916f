using MassTransit;
using MassTransit.Transports;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tracking.Hosting.Broker;

/// <summary>Ready: every queue of the host is consumed.</summary>
sealed class ConsumersReadiness(Consumers consumers, BrokerConnection connection, IBusInstance bus) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await connection.FindAsync(cancellationToken) is { } open
        && consumers.AllConsumeBy(open)
        && bus.BusControl.CheckHealth().Status == BusHealthStatus.Healthy
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("not every queue is consumed");
}

/// <summary>
/// Live: not ready for minutes although there is a connection is a state that has no end. Without one, trying again is all that can be
/// done.
/// </summary>
sealed class ConsumersLiveness(Consumers consumers, BrokerConnection connection, IBusInstance bus, TimeProvider clock) : IHealthCheck
{
    readonly ConsumersReadiness _ready = new(consumers, connection, bus);
    readonly Stall _stall = new(clock);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var isAway = await connection.FindAsync(cancellationToken) is null;
        var isReady = isAway || (await _ready.CheckHealthAsync(context, cancellationToken)).Status == HealthStatus.Healthy;
        return _stall.IsTooLong(isReady ? null : consumers.Beginnings)
            ? HealthCheckResult.Unhealthy("queues have not been consumed for minutes")
            : HealthCheckResult.Healthy();
    }
}
