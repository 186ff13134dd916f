using Tracking.Hosting.DeadLetters;
using Tracking.Storage;

namespace Tracking.Dashboard.DeadLetters;

/// <summary>
/// Runs the bulk actions that were started, one after another. What it has done is counted in the transaction that marks it, so that a
/// process that dies loses nothing: when its lease ends, another one goes on, or itself when it is back. What had been published and was not
/// marked is published again, which is the same letter if it fails.
/// </summary>
sealed partial class JobRunner(
    IDeadLetterJobStore jobs, IReplays replays, IAuditTrail audit, JobSignal signal, TimeProvider clock, ILogger<JobRunner> logger)
    : BackgroundService
{
    /// <summary>Longer than a chunk may take, with the broker's patience of ten seconds in it.</summary>
    static readonly TimeSpan Lease = TimeSpan.FromSeconds(15);

    /// <summary>How long another process's start goes unnoticed.</summary>
    static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(2);

    /// <summary>A tenth of a second of work, and so long until a cancelled job stands still.</summary>
    const int ChunkLetters = 500;

    const long ChunkBytes = 16 << 20;

    /// <summary>Chunks of a second, where there is a limit to them.</summary>
    const int ChunksPerSecond = 4;

    readonly Guid _owner = Guid.CreateVersion7(clock.GetUtcNow());

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await jobs.ClaimAsync(_owner, Lease, stoppingToken) is { } id)
                    await RunAsync(id, stoppingToken);
                else
                    await signal.WaitAsync(BetweenLooks, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                // The way it is meant to end.
            }
            catch (Exception e)
            {
                // The boundary: the store is away, or has no schema yet. What was begun goes on when it is back.
                Interrupted(e is StorageUnavailableException ? null : e, e.Message);
                await Task.Delay(AfterFault, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task RunAsync(Guid id, CancellationToken stopping)
    {
        if (await jobs.FindAsync(id, stopping) is not { } job)
            return;
        Begins(job.Action, id, job.Planned, job.Done);
        var limits = new ChunkLimits(
            job.PerSecond is { } most ? Math.Clamp(most / ChunksPerSecond, 1, ChunkLetters) : ChunkLetters, ChunkBytes);
        while (!stopping.IsCancellationRequested)
        {
            var began = clock.GetTimestamp();

            // A chunk that has begun is ended: it takes as long as a stop may.
            switch (await NextAsync(id, limits))
            {
                case null:
                    await Task.Delay(AfterFault, clock, stopping);
                    break;
                case { IsGone: true }:
                    Stopped(job.Action, id);
                    return;
                case { Chunk.IsLast: true }:
                    await FinishAsync(id);
                    return;
                case { Chunk.Taken: var taken } when job.PerSecond is { } perSecond:
                    await PaceAsync(taken, perSecond, clock.GetElapsedTime(began), stopping);
                    break;
            }
        }

        // Whoever is there takes it up at once.
        await jobs.ClaimAsync(_owner, TimeSpan.Zero, CancellationToken.None);
    }

    /// <returns>Null where the broker is away.</returns>
    async Task<Step?> NextAsync(Guid id, ChunkLimits limits)
    {
        try
        {
            var chunk = await jobs.RunChunkAsync(id, _owner, Lease, limits, ActAsync, CancellationToken.None);
            return new Step(IsGone: chunk is null, chunk ?? default);
        }
        catch (BrokerUnavailableException e)
        {
            BrokerAway(id, e.Message);
            await jobs.TellAsync(id, "RabbitMQ cannot be reached. It goes on when it is back.", CancellationToken.None);
            return null;
        }
    }

    async Task<IReadOnlyList<bool>> ActAsync(LetterJob job, IReadOnlyList<KeptLetter> letters, CancellationToken cancellationToken)
    {
        if (job.Action == LetterAction.Discard)
            return [.. letters.Select(_ => true)];
        var refusals = await replays.PublishAsync([.. letters.Select(letter => letter.ToReplay(job.Id))], cancellationToken);
        if (refusals.FirstOrDefault(refusal => refusal is not null) is { } reason)
            Refused(refusals.Count(refusal => refusal is not null), job.Id, reason);
        return [.. refusals.Select(refusal => refusal is null)];
    }

    async Task FinishAsync(Guid id)
    {
        var now = clock.GetUtcNow();
        if (await jobs.FinishAsync(id, now, CancellationToken.None) is not { } job)
            return;
        await audit.RecordAsync(
            AuditEntry.Of(now, job.StartedBy ?? "", AuditAction.LetterJobDone, id.ToString("D"), JobsByHand.DetailOf(job)),
            CancellationToken.None);
        Done(job.Action, id, job.Done, job.Failed, job.Skipped);
    }

    Task PaceAsync(int taken, int perSecond, TimeSpan worked, CancellationToken stopping)
    {
        var pause = TimeSpan.FromSeconds((double)taken / perSecond) - worked;
        return pause > TimeSpan.Zero ? Task.Delay(pause, clock, stopping) : Task.CompletedTask;
    }

    sealed record Step(bool IsGone, LetterChunk Chunk);

    [LoggerMessage(LogLevel.Information, "The {Action} of dead letters {Id} begins: {Planned} planned, {Done} done")]
    partial void Begins(string action, Guid id, long planned, long done);

    [LoggerMessage(LogLevel.Information, "The {Action} of dead letters {Id} is done: {Done} done, {Failed} failed, {Skipped} skipped")]
    partial void Done(string action, Guid id, long done, long failed, long skipped);

    [LoggerMessage(LogLevel.Information, "The {Action} of dead letters {Id} was cancelled, or is somebody else's")]
    partial void Stopped(string action, Guid id);

    [LoggerMessage(LogLevel.Warning, "{Letters} dead letters of job {Id} were refused, and wait as before: {Reason}")]
    partial void Refused(int letters, Guid id, string reason);

    [LoggerMessage(LogLevel.Warning, "Job {Id} waits for the broker: {Reason}")]
    partial void BrokerAway(Guid id, string reason);

    [LoggerMessage(LogLevel.Debug, "Bulk actions are interrupted, and will go on: {Reason}")]
    partial void Interrupted(Exception? fault, string reason);
}
