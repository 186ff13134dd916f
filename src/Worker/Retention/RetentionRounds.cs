using Microsoft.Extensions.Options;
using Tracking.Storage;

namespace Tracking.Worker.Retention;

/// <summary>
/// Deletes what is old, one worker at a time, in small steps with pauses between them: applying evidence comes first. An outage of the
/// store is sat out; whatever else fails is logged and tried again in the next pass, and stops nothing.
/// </summary>
sealed partial class RetentionRounds(
    IRetentionStore store, IProofStore proofs, StoragePatience patience, IOptions<RetentionOptions> options, RetentionMetrics metrics, TimeProvider clock,
    ILogger<RetentionRounds> logger) : BackgroundService
{
    /// <summary>Rows of a step: a few milliseconds of work, and of locks.</summary>
    const int StepRows = 1_000;

    /// <summary>A delivery goes with a claim and two or three events.</summary>
    const int StepDeliveries = StepRows / 4;

    /// <summary>Up to 2 MiB each, though most have one or two kilobytes.</summary>
    const int StepCallbacks = StepRows / 2;

    /// <summary>A round through all claims may take days: nearly every one that is looked at is in order.</summary>
    const int LeftoverSteps = 100;

    /// <summary>After a step of one millisecond, four of pause: a fifth of the time at most.</summary>
    const int PauseForWork = 4;

    /// <summary>Before the first pass: a start has better things to do.</summary>
    static readonly TimeSpan AfterStart = TimeSpan.FromMinutes(1);

    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var settings = options.Value;
        try
        {
            await Task.Delay(settings.Interval < AfterStart ? settings.Interval : AfterStart, clock, stoppingToken);
            while (true)
            {
                await TryPassAsync(settings, stoppingToken);
                await Task.Delay(settings.Interval, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The way it is meant to end.
        }
    }

    async Task TryPassAsync(RetentionOptions settings, CancellationToken cancellationToken)
    {
        try
        {
            await using var pass = await patience.ExecuteAsync(store.TryBeginAsync, cancellationToken);
            if (pass is null)
                OtherWorker();
            else
                await RunAsync(pass, settings, cancellationToken);
        }
        catch (StorageUnavailableException e)
        {
            // What was deleted is deleted. The next pass begins when the store is back.
            Interrupted(e.Message);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // The boundary: what does not get deleted must not keep evidence from being applied.
            Failed(e);
        }
    }

    async Task RunAsync(IRetentionPass pass, RetentionOptions settings, CancellationToken cancellationToken)
    {
        var started = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        var total = default(DeletedRows);
        var steps = 0;
        await DeleteAsync(Expiring.RawCallbacks, settings.RawCallbacks, StepCallbacks);
        await DeleteAsync(Expiring.Events, settings.Events, StepRows);
        await DeleteAsync(Expiring.Deliveries, settings.Deliveries, StepDeliveries);
        await DeleteAsync(Expiring.Counts, settings.Deliveries, StepRows);
        await ForgetProofsAsync();
        await DeleteAsync(Expiring.AuditEntries, settings.Audit, StepRows);
        await DeleteAsync(Expiring.DeadLetters, settings.DeadLetters, StepCallbacks);
        await DeleteAsync(Expiring.Leftovers, TimeSpan.Zero, StepRows, LeftoverSteps);
        Passed(
            total.RawCallbacks, total.Events, total.Orphans, total.Deliveries, total.Claims, total.AuditEntries, total.DeadLetters, total.Counts,
            total.Proofs, steps, (long)clock.GetElapsedTime(started).TotalMilliseconds);

        Task DeleteAsync(Expiring what, TimeSpan kept, int limit, int most = int.MaxValue) =>
            StepAsync(() => pass.DeleteAsync(what, now - kept, limit, cancellationToken), most);

        // As long as a delivery is kept, a lie about it would be seen.
        Task ForgetProofsAsync() => StepAsync(async () =>
        {
            var forgotten = await proofs.DeleteOlderThanAsync(now - settings.Deliveries, StepRows, cancellationToken);
            return new RetentionStep(new DeletedRows { Proofs = forgotten }, forgotten < StepRows);
        });

        async Task StepAsync(Func<Task<RetentionStep>> delete, int most = int.MaxValue)
        {
            for (var i = 0; i < most; i++)
            {
                var begun = clock.GetTimestamp();
                var step = await delete();
                metrics.Count(step.Rows);
                total = total.Plus(step.Rows);
                steps++;
                await PauseAsync(clock.GetElapsedTime(begun), cancellationToken);
                if (step.IsLast)
                    return;
            }
        }
    }

    Task PauseAsync(TimeSpan worked, CancellationToken cancellationToken)
    {
        var pause = worked * PauseForWork;
        return Task.Delay(pause < LongestPause ? pause : LongestPause, clock, cancellationToken);
    }

    [LoggerMessage(LogLevel.Information,
        "Retention deleted {RawCallbacks} callbacks, {Events} events ({Orphans} orphans), {Deliveries} deliveries, {Claims} claims, {AuditEntries} audit "
        + "entries, {DeadLetters} dead letters, {Counts} counts and {Proofs} proofs in {Steps} steps and {Milliseconds} ms")]
    partial void Passed(
        int rawCallbacks, int events, int orphans, int deliveries, int claims, int auditEntries, int deadLetters, int counts, int proofs, int steps,
        long milliseconds);

    [LoggerMessage(LogLevel.Debug, "Another worker deletes what is old")]
    partial void OtherWorker();

    [LoggerMessage(LogLevel.Warning, "Retention was interrupted, and will go on: {Reason}")]
    partial void Interrupted(string reason);

    [LoggerMessage(LogLevel.Error, "Retention failed, and will be tried again")]
    partial void Failed(Exception exception);
}
