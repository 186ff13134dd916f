namespace Tracking.Deliveries;

/// <summary>What one event says of a delivery's status. Totally ordered, so the join is simply the greater of two.</summary>
public readonly record struct Observation(
    Evidence Evidence, DateTimeOffset StatedAt, Guid EventId, string? Reason, string? ErrorCode, string? ErrorMessage)
{
    /// <summary>Below every other that an event makes, hence the identity of <see cref="Join"/>.</summary>
    public static readonly Observation Bottom = new(Evidence.None, DateTimeOffset.MaxValue, Guid.Empty, null, null, null);

    /// <summary>
    /// When the source says it happened, latest possible where it does not say: it then loses to one that does. Arrival takes no
    /// part, for it would let the order of arrival decide.
    /// </summary>
    public DateTimeOffset StatedAt { get; } = StatedAt.ToMicroseconds();

    /// <summary>Least upper bound: commutative, associative, idempotent.</summary>
    public static Observation Join(Observation a, Observation b) => Compare(a, b) >= 0 ? a : b;

    // Stronger evidence wins; of two equally strong the one stated earlier stands; then the smaller event id. One event may be
    // repeated in other words, and after an upgrade be read as other evidence: then the smaller, so that even this does not
    // depend on which came first.
    static int Compare(Observation a, Observation b) =>
        a.Evidence.Strength() - b.Evidence.Strength() is not 0 and var byStrength ? byStrength
        : b.StatedAt.CompareTo(a.StatedAt) is not 0 and var byTime ? byTime
        : b.EventId.CompareTo(a.EventId) is not 0 and var byEvent ? byEvent
        : b.Evidence - a.Evidence is not 0 and var byKind ? byKind
        : string.CompareOrdinal(b.Reason, a.Reason) is not 0 and var byReason ? byReason
        : string.CompareOrdinal(b.ErrorCode, a.ErrorCode) is not 0 and var byCode ? byCode
        : string.CompareOrdinal(b.ErrorMessage, a.ErrorMessage);
}
