using Tracking.Storage;

namespace Tracking.Worker.Alerts;

/// <summary>
/// The share of a source's callbacks that are not believed. A secret that was rotated shows within minutes where there are many; where
/// there are few, the sample reaches further back until it means something.
/// </summary>
static class SignatureFailures
{
    public const string Kind = "signature_failures";

    /// <summary>As far as a sample reaches back.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>One observation for each source of which any callback was refused.</summary>
    /// <param name="counts">Of all sources and verdicts, for <see cref="Longest"/> at least.</param>
    /// <param name="open">The subjects that have an open alert.</param>
    public static IReadOnlyList<AlertObservation> Observe(
        IEnumerable<CallbackCount> counts, IReadOnlySet<AlertSubject> open, SignatureFailureOptions options, DateTimeOffset now) =>
    [
        .. from source in counts.Where(c => c.Bucket + CallbackCount.BucketLength > now - Longest).GroupBy(c => c.Source)
           where source.Any(IsRefusal)
           select Observe(source.Key, source, open, options, now),
    ];

    static AlertObservation Observe(
        CallbackSource source, IEnumerable<CallbackCount> counts, IReadOnlySet<AlertSubject> open, SignatureFailureOptions options,
        DateTimeOffset now)
    {
        var subject = new AlertSubject(Kind, source.Provider, source.Account);
        var (refused, all, since) = (0L, 0L, now - options.Window);
        foreach (var bucket in counts.GroupBy(c => c.Bucket).OrderByDescending(b => b.Key))
        {
            var isWithin = bucket.Key + CallbackCount.BucketLength > now - options.Window;
            if (!isWithin && all >= options.MinSample)
                break;
            refused += bucket.Where(IsRefusal).Sum(c => c.Count);
            all += bucket.Sum(c => c.Count);
            since = bucket.Key < since ? bucket.Key : since;
        }

        // What is open is cleared below half of what raised it: a share that hovers is not told over and over.
        var share = all == 0 ? 0 : (double)refused / all;
        var threshold = open.Contains(subject) ? options.Share / 2 : options.Share;
        return new AlertObservation(
            subject, all >= options.MinSample && share > threshold, "critical", share, options.Share, now - since);
    }

    static bool IsRefusal(CallbackCount count) => count.Verdict != CallbackCount.Accepted;
}
