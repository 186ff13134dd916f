using Tracking.Storage;

namespace Tracking.Worker.Analytics;

/// <summary>Adds up, every few seconds, what batches have counted. Every worker does; they pass over each other's rows, and nobody waits for it.</summary>
sealed partial class AnalyticsFold(IAnalyticsStore store, StoragePatience patience, TimeProvider clock, ILogger<AnalyticsFold> logger)
    : BackgroundService
{
    // Seldom enough to find many rows of one key, often enough that questions add up few by themselves.
    static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>Rows of a step, each a batch's counts of one key: a tenth of a second.</summary>
    const int Step = 2_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryFoldAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The way it is meant to end: what is not added up counts as it is.
        }
    }

    async Task TryFoldAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (await patience.ExecuteAsync(token => store.FoldAsync(Step, token), cancellationToken) == Step)
            {
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The boundary: counts that wait must not keep evidence from being applied.
            NotFolded(e);
        }
    }

    [LoggerMessage(LogLevel.Error, "Counts of deliveries could not be added up, and wait")]
    partial void NotFolded(Exception exception);
}
