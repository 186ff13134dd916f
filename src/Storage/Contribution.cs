using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>What is counted of deliveries. The numbers are kept in tables.</summary>
enum Measure : short
{
    Deliveries = 0,
    Sent = 1,
    Delivered = 2,
    Opened = 3,
    Clicked = 4,
    Bounced = 5,

    /// <summary>Of those bounced: for good, by what decides the status.</summary>
    BouncedHard = 6,
    Failed = 7,
    Complained = 8,
    Unsubscribed = 9,

    /// <summary>Sent, and without a verdict.</summary>
    Unconfirmed = 10,

    /// <summary>The first bucket of <see cref="Storage.TimeToDelivery"/>; the others follow.</summary>
    TimeToDelivery = 100,
}

/// <summary>Under what a delivery is counted. Empty text stands for none.</summary>
/// <param name="Hour">The beginning of the hour, in UTC, in which it was first known.</param>
readonly record struct CountKey(
    DateTimeOffset Hour, string TenantId, string Channel, string Provider, string TemplateId, string NotificationType)
{
    public static CountKey Of(TrackedDelivery tracked)
    {
        var description = tracked.Delivery.Description;
        return new CountKey(
            HourOf(tracked.CreatedAt), Of(DescriptionField.TenantId), Of(DescriptionField.Channel), Of(DescriptionField.Provider),
            Of(DescriptionField.TemplateId), Of(DescriptionField.NotificationType));

        string Of(DescriptionField field) => description[field] ?? "";
    }

    public static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
}

/// <summary>By how much a count changes.</summary>
readonly record struct CountChange(CountKey Key, Measure Measure, int By);

/// <summary>
/// What a delivery adds to the counts: a function of its row alone. A store that writes a row writes with it the new row's contribution less
/// the old one's; whatever the order of writes, the counts are then the sum over all rows. A description that arrives later moves the
/// contribution to another key.
/// </summary>
/// <param name="Facts">A bit for each <see cref="Measure"/> below <see cref="Measure.TimeToDelivery"/> that it counts for, by one.</param>
/// <param name="Bucket">Of its time to delivery.</param>
readonly record struct Contribution(int Facts, int? Bucket)
{
    /// <summary>SQL twin: <c>PostgresAnalyticsQuery.OfDeliveries</c>.</summary>
    public static Contribution Of(Delivery delivery) => new(
        1 << (int)Measure.Deliveries
        | Bit(Measure.Sent, delivery.SentAt is not null)
        | Bit(Measure.Delivered, delivery.DeliveredAt is not null)
        | Bit(Measure.Opened, delivery.OpenedAt is not null)
        | Bit(Measure.Clicked, delivery.ClickedAt is not null)
        | Bit(Measure.Bounced, delivery.BouncedAt is not null)
        | Bit(Measure.BouncedHard, delivery.BouncedAt is not null && IsHard(delivery.Decisive))
        | Bit(Measure.Failed, delivery.FailedAt is not null)
        | Bit(Measure.Complained, delivery.ComplainedAt is not null)
        | Bit(Measure.Unsubscribed, delivery.UnsubscribedAt is not null)
        | Bit(Measure.Unconfirmed, delivery.Status == DeliveryStatus.Sent),
        TimeToDelivery.BucketOf(delivery));

    /// <summary>Each that the delivery counts for, by one.</summary>
    public IEnumerable<Measure> Measures
    {
        get
        {
            for (var measure = Measure.Deliveries; measure <= Measure.Unconfirmed; measure++)
            {
                if (Has(measure))
                    yield return measure;
            }

            if (Bucket is { } bucket)
                yield return Measure.TimeToDelivery + (short)bucket;
        }
    }

    /// <summary>What a write changes of the counts.</summary>
    public static IEnumerable<CountChange> Change(TrackedDelivery? before, TrackedDelivery after)
    {
        var (key, now) = (CountKey.Of(after), Of(after.Delivery));
        if (before is null)
            return now.Measures.Select(measure => new CountChange(key, measure, 1));
        var (earlier, then) = (CountKey.Of(before), Of(before.Delivery));
        if (key != earlier)
            return [.. then.Measures.Select(m => new CountChange(earlier, m, -1)), .. now.Measures.Select(m => new CountChange(key, m, 1))];
        return now == then ? [] : [.. then.Without(now).Select(m => new CountChange(key, m, -1)), .. now.Without(then).Select(m => new CountChange(key, m, 1))];
    }

    IEnumerable<Measure> Without(Contribution other) =>
        new Contribution(Facts & ~other.Facts, Bucket == other.Bucket ? null : Bucket).Measures;

    bool Has(Measure measure) => (Facts & 1 << (int)measure) != 0;

    static int Bit(Measure measure, bool counts) => counts ? 1 << (int)measure : 0;

    // The row keeps one time for all bounces. What decides its status tells them apart: a hard one beats every other. Where a text
    // message is not delivered because there is no such number, that is as hard.
    static bool IsHard(Observation decisive) =>
        decisive.Evidence == Evidence.HardBounce
        || decisive is { Evidence: Evidence.Undelivered, Reason: SuppressionReason.InvalidRecipient };
}
