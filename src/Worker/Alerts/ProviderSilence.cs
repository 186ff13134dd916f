using Tracking.Storage;

namespace Tracking.Worker.Alerts;

/// <summary>
/// How many callbacks were to be expected since the last one, by what the source itself did before. The least of three estimates counts,
/// so that a source is only called silent where all of them agree:
/// <list type="bullet">
/// <item>as many as came in an equally long time before the silence: a source that was dying away anyway is not silent;</item>
/// <item>the median of the same hours of the days before, up to seven: one that rests every night is not;</item>
/// <item>as many as came in the same time a week before: one that rests at weekends is not, before Monday.</item>
/// </list>
/// Of a source that is not known for a day or a week yet, the estimates that need it are left out.
/// </summary>
static class ProviderSilence
{
    public const string Kind = "provider_silence";

    /// <summary>How far before the silence the history reaches that is needed to judge it.</summary>
    public static readonly TimeSpan History = TimeSpan.FromDays(8);

    static readonly TimeSpan Day = TimeSpan.FromDays(1);

    const int Days = 7;

    /// <param name="latest">When the source last called.</param>
    /// <param name="accepted">Its buckets, the earliest first, from <see cref="History"/> before <paramref name="latest"/> on.</param>
    public static AlertObservation Observe(
        CallbackSource source, DateTimeOffset latest, IReadOnlyList<CallbackCount> accepted, ProviderSilenceOptions options,
        DateTimeOffset now)
    {
        var silence = now - latest;
        var expected = silence < options.AtLeast || accepted.Count == 0 ? 0 : Expected(latest, silence, accepted);
        return new AlertObservation(
            new AlertSubject(Kind, source.Provider, source.Account), expected >= options.Expected, "warning", expected,
            options.Expected, silence);
    }

    static long Expected(DateTimeOffset latest, TimeSpan silence, IReadOnlyList<CallbackCount> accepted)
    {
        // Every time that is compared lies before the silence: days with the first day of it, weeks with its first week.
        var week = Shorter(silence, Days * Day);
        var known = latest - accepted[0].Bucket;
        long[] days =
        [
            .. Enumerable.Range(1, Days).Where(day => day * Day <= known)
                .Select(day => Before(day, Shorter(silence, Day))).Order(),
        ];
        var estimates = new List<long> { Between(latest - week, latest) };
        if (days.Length > 0)
            estimates.Add(days[(days.Length - 1) / 2]);
        if (days.Length == Days)
            estimates.Add(Before(Days, week));
        return estimates.Min();

        long Before(int day, TimeSpan length) => Between(latest - day * Day, latest - day * Day + length);

        // The bucket in which the silence began belongs to what was before it, hence to none of the same hours of other days.
        long Between(DateTimeOffset from, DateTimeOffset to) =>
            accepted.Where(c => c.Bucket > CallbackCount.BucketOf(from) && c.Bucket <= CallbackCount.BucketOf(to)).Sum(c => c.Count);
    }

    static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
