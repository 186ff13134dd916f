using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tracking.Hosting;

namespace Tracking.Worker;

/// <summary>
/// Live: evidence that waits for its write gets on. Trying a store again that is away is getting on, and so is a migration, however
/// long it takes.
/// </summary>
sealed class WritesLiveness(EvidenceWriter writer, StoragePatience patience, TimeProvider clock) : IHealthCheck
{
    readonly Stall _stall = new(clock);

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_stall.IsTooLong(patience.IsPrepared ? writer.Progress : null)
            ? HealthCheckResult.Unhealthy("evidence has waited for its write for minutes")
            : HealthCheckResult.Healthy());
}
