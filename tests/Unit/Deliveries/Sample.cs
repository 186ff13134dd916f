using Tracking.Deliveries;

namespace Tracking.Unit.Deliveries;

/// <summary>Events for examples: only what an example is about differs.</summary>
static class Sample
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static Guid Id(int number) => new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)number);

    public static DeliveryEvent Event(Evidence evidence, int id = 1, int minute = 0) => new()
    {
        Id = Id(id),
        Source = EventSource.Callback,
        Evidence = evidence,
        StatedAt = Noon.AddMinutes(minute),
        ReceivedAt = Noon.AddHours(1),
    };

    public static Delivery Fold(params IEnumerable<DeliveryEvent> events) =>
        events.Aggregate(new Delivery { DeliveryId = "d-1" }, (delivery, e) => delivery.With(e));
}
