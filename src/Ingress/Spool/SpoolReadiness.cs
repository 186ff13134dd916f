using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tracking.Hosting.Broker;

namespace Tracking.Ingress.Spool;

/// <summary>
/// Says that the spool is in use. Not ready only where neither it nor the broker takes callbacks; a host without a broker of its own
/// has one that is never away.
/// </summary>
sealed class SpoolReadiness(CallbackSpool spool, BrokerConnection? broker = null) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!spool.IsOn)
            return HealthCheckResult.Healthy();
        var waiting = $"{spool.Callbacks} callbacks, {spool.Bytes} bytes waiting";
        if (spool.HasRoom())
            return spool.IsInUse ? HealthCheckResult.Degraded(waiting) : HealthCheckResult.Healthy();
        return broker is null || await broker.FindAsync(cancellationToken) is not null
            ? HealthCheckResult.Degraded($"takes no more; {waiting}")
            : HealthCheckResult.Unhealthy($"takes no more; {waiting}");
    }
}
