namespace Tracking.Storage;

/// <summary>Deletes what is old.</summary>
/// <remarks>
/// The law: deleting old facts never changes the row of a delivery that is kept, also not when evidence comes afterwards. A row is the join
/// of everything it ever knew, and joining on from it needs none of the facts that it already holds. Only counts of opens and clicks
/// are told by the events that are left: what was counted stays, and later ones count once they are more than that.
/// </remarks>
public interface IRetentionStore
{
    /// <summary>One process at a time.</summary>
    /// <returns>Null where another one is at it.</returns>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<IRetentionPass?> TryBeginAsync(CancellationToken cancellationToken);
}

/// <summary>Ends with its disposal.</summary>
public interface IRetentionPass : IAsyncDisposable
{
    /// <summary>Deletes the oldest of a kind, in a short transaction of its own.</summary>
    /// <param name="before">What is as old as this or younger stays. Leftovers have no age.</param>
    /// <param name="limit">At most so many of the kind; for leftovers, so many are looked at.</param>
    /// <exception cref="StorageUnavailableException">A passing fault: another pass may go on from there.</exception>
    Task<RetentionStep> DeleteAsync(Expiring what, DateTimeOffset before, int limit, CancellationToken cancellationToken);
}

/// <summary>What a step has deleted.</summary>
/// <param name="IsLast">Nothing is left for this pass.</param>
public readonly record struct RetentionStep(DeletedRows Rows, bool IsLast);

/// <summary>What grows old, each by an age of its own.</summary>
public enum Expiring
{
    /// <summary>By arrival, with the marks of those that are orphans. The rows of their deliveries stay as they are.</summary>
    Events,

    /// <summary>By when they were first known, each with its claims and the events that are its alone; not while new evidence of them comes.</summary>
    Deliveries,

    /// <summary>By arrival.</summary>
    RawCallbacks,

    /// <summary>By when it was done.</summary>
    AuditEntries,

    /// <summary>Dead letters that were settled, by when that was, with the jobs that ended before; not one that waits.</summary>
    DeadLetters,

    /// <summary>Counts of deliveries, by the hour in which those were first known: whole hours before.</summary>
    Counts,

    /// <summary>Claims whose delivery was never written and whose events are gone.</summary>
    Leftovers,
}

/// <summary>How many rows of each kind.</summary>
public readonly record struct DeletedRows
{
    public int Deliveries { get; init; }

    public int Claims { get; init; }

    public int Events { get; init; }

    /// <summary>Marks of events that no delivery had claimed: those events are counted, too.</summary>
    public int Orphans { get; init; }

    public int RawCallbacks { get; init; }

    public int AuditEntries { get; init; }

    public int DeadLetters { get; init; }

    /// <summary>Of a single use (<see cref="IProofStore"/>).</summary>
    public int Proofs { get; init; }

    /// <summary>Of deliveries (<see cref="IAnalyticsQuery"/>).</summary>
    public int Counts { get; init; }

    public DeletedRows Plus(DeletedRows other) => new()
    {
        Deliveries = Deliveries + other.Deliveries,
        Claims = Claims + other.Claims,
        Events = Events + other.Events,
        Orphans = Orphans + other.Orphans,
        RawCallbacks = RawCallbacks + other.RawCallbacks,
        AuditEntries = AuditEntries + other.AuditEntries,
        DeadLetters = DeadLetters + other.DeadLetters,
        Proofs = Proofs + other.Proofs,
        Counts = Counts + other.Counts,
    };
}

static class Quiet
{
    /// <summary>A delivery of which evidence came this recently is left for another pass: its writer may not be through with it.</summary>
    public static readonly TimeSpan Time = TimeSpan.FromHours(1);
}
