namespace Tracking.Storage;

/// <summary>From then on, and before.</summary>
readonly record struct Interval(DateTimeOffset From, DateTimeOffset To);

/// <summary>A question's time, cut into the whole hours, which are counted already, and what is left at both ends, less than an hour each.</summary>
readonly record struct AnalyticsWindow(Interval Whole, Interval Early, Interval Late)
{
    // No clock of ours shows it.
    static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static AnalyticsWindow Of(AnalyticsQuestion question)
    {
        var (from, to) = (Known(question.From), Known(question.To ?? Never));
        var (first, last) = (CountKey.HourOf(from), CountKey.HourOf(to));
        if (first < from)
            first = first.AddHours(1);
        return first <= last
            ? new AnalyticsWindow(new(first, last), new(from, first), new(last, to))
            : new AnalyticsWindow(new(first, first), new(from, to), new(to, to));
    }

    static DateTimeOffset Known(DateTimeOffset at) => at < Never ? at.ToUniversalTime() : Never;
}
