namespace Tracking.Storage;

/// <summary>By what counts are told apart.</summary>
public enum AnalyticsDimension
{
    TenantId,
    Channel,
    Provider,
    TemplateId,
    NotificationType,
    Hour,
    Day,
}

/// <summary>Which deliveries are counted; what is null is not asked about. Hours and days are those of UTC.</summary>
public sealed record AnalyticsQuestion
{
    /// <summary>First known from then on.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>First known before; null: all until now.</summary>
    public DateTimeOffset? To { get; init; }

    public string? TenantId { get; init; }
    public string? Channel { get; init; }
    public string? Provider { get; init; }
    public string? TemplateId { get; init; }
    public string? NotificationType { get; init; }

    /// <summary>Of hour and day at most one.</summary>
    public IReadOnlyCollection<AnalyticsDimension> GroupBy { get; init; } = [];

    /// <summary>The biggest are told; the others are in the total alone.</summary>
    public int MaxGroups { get; init; } = 1_000;

    internal bool Groups(AnalyticsDimension dimension) => GroupBy.Contains(dimension);

    internal bool IsOverTime => Groups(AnalyticsDimension.Hour) || Groups(AnalyticsDimension.Day);
}

/// <summary>What the deliveries of a group have in common. Null is what they were not grouped by, or what they have not.</summary>
/// <param name="At">The beginning of the hour or day.</param>
public readonly record struct AnalyticsKey(
    string? TenantId = null, string? Channel = null, string? Provider = null, string? TemplateId = null, string? NotificationType = null,
    DateTimeOffset? At = null);

/// <param name="Groups">In the order of time where they are grouped by it, otherwise the biggest first.</param>
/// <param name="Total">Of all, also of those that are not told.</param>
/// <param name="Truncated">There are more groups.</param>
public sealed record AnalyticsAnswer(
    IReadOnlyList<(AnalyticsKey Key, DeliveryFigures Figures)> Groups, DeliveryFigures Total, bool Truncated);

/// <summary>Counted by facts: a delivery that was delivered and bounced later counts as both. A rate over nothing is 0.</summary>
public record DeliveryFigures
{
    /// <summary>All that were first known in the time asked for.</summary>
    public required long Deliveries { get; init; }

    public required long Sent { get; init; }
    public required long Delivered { get; init; }

    /// <summary>By a person.</summary>
    public required long Opened { get; init; }

    public required long Clicked { get; init; }

    /// <summary>Hard, soft and undelivered.</summary>
    public required long Bounced { get; init; }

    /// <summary>For good: a hard bounce that nothing stronger followed, or a number that does not exist.</summary>
    public required long BouncedHard { get; init; }

    public required long BouncedSoft { get; init; }
    public required long Failed { get; init; }
    public required long Complained { get; init; }
    public required long Unsubscribed { get; init; }

    /// <summary>Sent, and without a verdict so far.</summary>
    public required long Unconfirmed { get; init; }

    /// <summary>Delivered of sent.</summary>
    public double DeliveryRate => Rate(Delivered, Sent);

    /// <summary>Opened of delivered.</summary>
    public double OpenRate => Rate(Opened, Delivered);

    /// <summary>Clicked of opened.</summary>
    public double ClickRate => Rate(Clicked, Opened);

    /// <summary>Complained of sent.</summary>
    public double ComplaintRate => Rate(Complained, Sent);

    /// <summary>From when it was sent, over those of which both times are known.</summary>
    public required DeliveryTimes TimeToDelivery { get; init; }

    static double Rate(long part, long whole) => whole == 0 ? 0 : (double)part / whole;
}

/// <summary>In seconds, within 5 %; null over nothing.</summary>
public sealed record DeliveryTimes(double? P50, double? P95, double? P99);

/// <summary>Counts by measure, those that are not 0.</summary>
sealed class Tally
{
    readonly SortedDictionary<Measure, long> _counts = [];

    /// <summary>How many measures.</summary>
    public int Count => _counts.Count;

    public long this[Measure measure] => Math.Max(0, _counts.GetValueOrDefault(measure));

    public void Add(Measure measure, long count)
    {
        if (_counts.GetValueOrDefault(measure) + count is not 0 and var sum)
            _counts[measure] = sum;
        else
            _counts.Remove(measure);
    }

    public void Add(Tally other)
    {
        foreach (var (measure, count) in other._counts)
            Add(measure, count);
    }

    public DeliveryFigures Figures => new()
    {
        Deliveries = this[Measure.Deliveries],
        Sent = this[Measure.Sent],
        Delivered = this[Measure.Delivered],
        Opened = this[Measure.Opened],
        Clicked = this[Measure.Clicked],
        Bounced = this[Measure.Bounced],
        BouncedHard = this[Measure.BouncedHard],
        BouncedSoft = Math.Max(0, this[Measure.Bounced] - this[Measure.BouncedHard]),
        Failed = this[Measure.Failed],
        Complained = this[Measure.Complained],
        Unsubscribed = this[Measure.Unsubscribed],
        Unconfirmed = this[Measure.Unconfirmed],
        TimeToDelivery = new DeliveryTimes(Percentile(0.50), Percentile(0.95), Percentile(0.99)),
    };

    // The nearest rank: the least time that so many did not exceed.
    double? Percentile(double share)
    {
        var timed = _counts.Where(c => c.Key >= Measure.TimeToDelivery && c.Value > 0).ToArray();
        var rank = (long)Math.Ceiling(share * timed.Sum(c => c.Value));
        foreach (var (measure, count) in timed)
        {
            rank -= count;
            if (rank <= 0)
                return Math.Round(TimeToDelivery.SecondsOf(measure - Measure.TimeToDelivery), 3);
        }

        return null;
    }
}
