using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tracking.Storage;

namespace Tracking.Dashboard.Health;

/// <summary>Ready means that a query is answered: the cheapest there is, one look-up by key.</summary>
sealed class StorageReadiness(IDeliveryQuery deliveries) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await deliveries.FindAsync("ready", cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (StorageUnavailableException fault)
        {
            return HealthCheckResult.Unhealthy("The storage cannot be reached.", fault);
        }
    }
}
