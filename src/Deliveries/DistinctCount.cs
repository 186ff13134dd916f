using System.Collections.Immutable;

namespace Tracking.Deliveries;

/// <summary>
/// How many distinct events: a set of ids, hence a join, however often an event is repeated. A table keeps only the number;
/// a store that counts on from it first adds again every event of the delivery that counts, and so ends exact.
/// </summary>
public readonly struct DistinctCount(int atLeast, ImmutableHashSet<Guid>? ids = null) : IEquatable<DistinctCount>
{
    /// <summary>Never fewer than were counted before: events may have been deleted by retention since.</summary>
    public int Value => Math.Max(atLeast, ids?.Count ?? 0);

    public DistinctCount With(Guid id) => new(atLeast, (ids ?? []).Add(id));

    public bool Equals(DistinctCount other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is DistinctCount other && Equals(other);

    public override int GetHashCode() => Value;

    public static bool operator ==(DistinctCount left, DistinctCount right) => left.Equals(right);

    public static bool operator !=(DistinctCount left, DistinctCount right) => !left.Equals(right);
}
