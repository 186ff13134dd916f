namespace Tracking.Storage;

/// <summary>Bulk actions on dead letters. Planned on what has arrived, started by a second word, run in chunks by whoever holds the lease.</summary>
public interface IDeadLetterJobStore
{
    /// <summary>
    /// Freezes which letters a job may touch, and counts them. A letter that arrives after is not among them, nor one that was on its way
    /// into the archive at that moment.
    /// </summary>
    /// <exception cref="StorageUnavailableException">A passing fault; so for all the others.</exception>
    Task<LetterJob> PlanAsync(LetterJobPlan plan, CancellationToken cancellationToken);

    /// <returns>The job, running; null where there is no such job, or it is not planned.</returns>
    Task<LetterJob?> StartAsync(Guid jobId, string by, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>No further chunk begins. One that is under way is ended, and counted.</summary>
    /// <returns>The job, cancelled; null where there is no such job, or it has ended.</returns>
    Task<LetterJob?> CancelAsync(Guid jobId, DateTimeOffset at, CancellationToken cancellationToken);

    Task<LetterJob?> FindAsync(Guid jobId, CancellationToken cancellationToken);

    /// <summary>A page of jobs, the latest planned first.</summary>
    Task<IReadOnlyList<LetterJob>> ListAsync(PagePosition? after, int limit, CancellationToken cancellationToken);

    /// <summary>Takes a running job that nobody has a lease for.</summary>
    /// <returns>Null where there is none.</returns>
    Task<Guid?> ClaimAsync(Guid owner, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Takes the next letters of a job, the oldest first, and marks those that the act has done, with the job's counts, in one transaction.</summary>
    /// <returns>Null where the job no longer runs, or the lease is somebody else's.</returns>
    Task<LetterChunk?> RunChunkAsync(
        Guid jobId, Guid owner, TimeSpan lease, ChunkLimits limits, LetterAct act, CancellationToken cancellationToken);

    /// <summary>What keeps the job from going on; a chunk that is done takes it back.</summary>
    Task TellAsync(Guid jobId, string problem, CancellationToken cancellationToken);

    /// <summary>Ends the job where nothing is left for it.</summary>
    /// <returns>The job; null where it no longer ran.</returns>
    Task<LetterJob?> FinishAsync(Guid jobId, DateTimeOffset at, CancellationToken cancellationToken);
}

/// <summary>Does what a job is for with letters that nobody else can settle meanwhile.</summary>
/// <returns>For each in turn whether it is done. What is thrown leaves all of them waiting, and is thrown on.</returns>
public delegate Task<IReadOnlyList<bool>> LetterAct(
    LetterJob job, IReadOnlyList<KeptLetter> letters, CancellationToken cancellationToken);

/// <param name="Letters">At most so many.</param>
/// <param name="Bytes">No further letter once their bodies have so many.</param>
public readonly record struct ChunkLimits(int Letters, long Bytes);

/// <param name="Taken">How many the act was given. None: nothing is left.</param>
/// <param name="IsLast">Nothing is left for the job.</param>
public readonly record struct LetterChunk(int Taken, int Done, bool IsLast);

/// <param name="Ids">Only these; null for all that match the filter.</param>
/// <param name="PerSecond">Letters a second; null: as fast as it goes.</param>
public sealed record LetterJobPlan(
    Guid Id, string Action, LetterFilter Filter, IReadOnlyCollection<string>? Ids, int? PerSecond, string By, DateTimeOffset At);

public static class LetterAction
{
    public const string Replay = "replay";
    public const string Discard = "discard";

    /// <summary>The state of a letter to which it was done.</summary>
    public static string StateAfter(string action) => action switch
    {
        Replay => LetterState.Replayed,
        Discard => LetterState.Discarded,
        _ => throw new System.Diagnostics.UnreachableException($"action {action}"),
    };
}

public static class LetterJobState
{
    public const string Planned = "planned";
    public const string Running = "running";
    public const string Done = "done";
    public const string Cancelled = "cancelled";
}

/// <summary>A bulk action, and how far it has come.</summary>
public sealed record LetterJob
{
    public required Guid Id { get; init; }
    public required string Action { get; init; }
    public required LetterFilter Filter { get; init; }

    /// <summary>How many letters were chosen one by one; null: all that match the filter.</summary>
    public int? Chosen { get; init; }

    /// <summary>The number of the last letter that it may touch.</summary>
    public required long UpTo { get; init; }

    /// <summary>How many letters it was to touch when it was planned.</summary>
    public required long Planned { get; init; }

    public int? PerSecond { get; init; }
    public required string State { get; init; }
    public required DateTimeOffset PlannedAt { get; init; }
    public required string PlannedBy { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public string? StartedBy { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Replayed and confirmed by the broker, or discarded.</summary>
    public required long Done { get; init; }

    /// <summary>Refused by the broker: they wait as before.</summary>
    public required long Failed { get; init; }

    /// <summary>Of those that were replayed: came back as letters since.</summary>
    public required long FailedAgain { get; init; }

    /// <summary>What keeps it from going on just now, in a sentence.</summary>
    public string? Problem { get; init; }

    /// <summary>Settled by others meanwhile. Known at the end.</summary>
    public long Skipped => State == LetterJobState.Done ? Math.Max(0, Planned - Done - Failed) : 0;

    /// <summary>Of those that were planned.</summary>
    public long StillWaiting => Math.Max(0, Planned - Done - Skipped);
}
