using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>
/// Times from sent to delivered, counted in buckets whose borders are a tenth apart, or a millisecond where that is more: whatever lies in one
/// is told with an error of at most 5 % or a millisecond. Borders are whole numbers, so that memory, table and migration agree on each.
/// </summary>
static class TimeToDelivery
{
    // What took longer, for months beyond any retry, is counted with the longest.
    const long LongestMs = 400L * 24 * 60 * 60 * 1000;

    /// <summary>Where each bucket but the first begins, in milliseconds, rising. The n-th bucket lies below the n-th of these.</summary>
    public static readonly long[] BordersMs = [.. Borders()];

    /// <returns>Null where it was not delivered, or nobody said when it was sent. A clock that ran ahead makes it no time at all.</returns>
    public static int? BucketOf(Delivery delivery) => delivery is { SentAt: { } sentAt, DeliveredAt: { } deliveredAt }
        ? BucketOf(deliveredAt - sentAt)
        : null;

    /// <summary>SQL twin: <c>width_bucket(milliseconds, borders)</c>.</summary>
    public static int BucketOf(TimeSpan time)
    {
        // Whole ones, rounded down.
        var ms = (long)Math.Floor(time.Ticks / (decimal)TimeSpan.TicksPerMillisecond);
        var at = Array.BinarySearch(BordersMs, ms);
        return at < 0 ? ~at : at + 1;
    }

    /// <summary>What stands for a bucket: as far, in proportion, from its beginning as from its end.</summary>
    public static double SecondsOf(int bucket)
    {
        if (bucket == 0)
            return 0;
        var from = BordersMs[bucket - 1];
        var to = bucket < BordersMs.Length ? BordersMs[bucket] : from;
        return 2.0 * from * to / (from + to) / 1000;
    }

    static IEnumerable<long> Borders()
    {
        for (var ms = 1L; ms <= LongestMs; ms = Math.Max(ms + 1, ms * 11 / 10))
            yield return ms;
    }
}
