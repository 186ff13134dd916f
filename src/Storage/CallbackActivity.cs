using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>Who calls back.</summary>
/// <param name="Account">The configured account; null for the unnamed one.</param>
public readonly record struct CallbackSource(string Provider, string? Account);

/// <summary>
/// How many callbacks came from a source within one bucket of time, of one verdict. Approximate by design, and cheap for it: what is
/// counted in memory and not written yet is lost with its process, and what comes twice is counted twice.
/// </summary>
/// <param name="Bucket">The start of the five minutes, by the clock of the ingress (<see cref="BucketOf"/>).</param>
/// <param name="Verdict"><see cref="Accepted"/>, or the cause for which they were refused.</param>
/// <param name="LatestAt">When the last of them came.</param>
public readonly record struct CallbackCount(
    CallbackSource Source, DateTimeOffset Bucket, string Verdict, long Count, DateTimeOffset LatestAt)
{
    public const string Accepted = "accepted";

    /// <summary>Short enough to tell ten minutes from the ten before, and 2,016 rows a week of a source that never rests.</summary>
    public static readonly TimeSpan BucketLength = TimeSpan.FromMinutes(5);

    public static DateTimeOffset BucketOf(DateTimeOffset at) =>
        new(at.UtcTicks - at.UtcTicks % BucketLength.Ticks, TimeSpan.Zero);

    public static CallbackCount Of(CallbackSource source, string verdict, long count, DateTimeOffset at) =>
        new(source, BucketOf(at), verdict, count, at.ToMicroseconds());

    /// <summary>Two counts of one source, bucket and verdict.</summary>
    public CallbackCount Plus(CallbackCount other) =>
        this with { Count = Count + other.Count, LatestAt = LatestAt >= other.LatestAt ? LatestAt : other.LatestAt };
}
