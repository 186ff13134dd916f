using FsCheck;
using FsCheck.Fluent;
using Tracking.Deliveries;

namespace Tracking.Unit.Storage;

/// <summary>A history of facts, and one way in which it may reach us: repeated, in another order, in batches.</summary>
sealed record History(IReadOnlyList<DeliveryEvent> Events, IReadOnlyList<IReadOnlyList<DeliveryEvent>> Arrival)
{
    public override string ToString() => string.Join(
        "\n---\n", Arrival.Select(batch => string.Join(
            "\n", batch.Select(e => $"{e.Evidence} {e.DeliveryId} {e.ProviderMessageId} {e.Recipient} {e.StatedAt:mm} {e.ReceivedAt:mm}"))));
}

/// <summary>Random histories over small domains: the same messages, recipients and instants must come up again and again.</summary>
static class Histories
{
    public static readonly string[] DeliveryIds = ["d1", "d2", "d3"];

    static readonly Guid[] CallbackIds = [EventId.Of("callback 1"), EventId.Of("callback 2")];

    static readonly Gen<string> Delivery = Gen.Elements(DeliveryIds);
    static readonly Gen<string> Message = Gen.Elements("m1", "m2");
    static readonly Gen<string?> Recipient = Gen.Elements<string?>(null, null, "a@x.org", "b@x.org");
    static readonly Gen<int> Minute = Gen.Choose(0, 3);

    static readonly Gen<DeliveryEvent> Producer =
        from evidence in Gen.Elements(Evidence.Queued, Evidence.Sent, Evidence.Sent, Evidence.FailedAtTransport, Evidence.Assigned)
        from delivery in Delivery
        from message in Gen.Frequency((1, Gen.Constant<string?>(null)), (4, Message.Select(m => (string?)m)))
        from recipient in Recipient
        from minute in Minute
        from tenant in Gen.Elements<string?>(null, "t1", "t2")
        let plain = Facts.Sent(delivery, message, minute, recipient, evidence)
        select evidence is Evidence.Assigned
            ? plain with { Description = null }
            : plain with
            {
                Description = Facts.Describe(
                    plain, (DescriptionField.TenantId, tenant), (DescriptionField.Recipient, recipient),
                    (DescriptionField.Channel, "email"), (DescriptionField.DurationMs, tenant is null ? null : $"{minute}")),
            };

    static readonly Gen<DeliveryEvent> Callback =
        from evidence in Gen.Elements(
            Evidence.Sent, Evidence.Deferred, Evidence.SoftBounce, Evidence.FailedAtProvider, Evidence.Undelivered,
            Evidence.Delivered, Evidence.HardBounce, Evidence.Complaint, Evidence.Opened, Evidence.Opened, Evidence.Clicked,
            Evidence.Read, Evidence.Unsubscribed, Evidence.Unknown)
        from message in Gen.Frequency((1, Gen.Constant<string?>(null)), (9, Message.Select(m => (string?)m)))
        from recipient in Recipient
        from minute in Minute
        from named in Gen.Frequency((9, Gen.Constant<string?>(null)), (1, Delivery.Select(d => (string?)d)))
        from stated in Gen.Frequency((3, Gen.Constant(true)), (1, Gen.Constant(false)))
        from arrival in Minute
        from code in Gen.Elements<string?>(null, "1", "2")
        from ambiguous in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
        from callback in Gen.Elements<Guid?>(null, CallbackIds[0], CallbackIds[1])
        from machine in ArbMap.Default.GeneratorFor<bool>()
        from suppression in Gen.Frequency(
            (5, Gen.Constant<Suppression?>(null)),
            (1, Gen.Elements<Suppression?>(new("opted_out"), new("unsubscribed", "marketing"), Suppression.Lift("marketing"), Suppression.Lift())))
        let plain = Facts.Callback(evidence, message, stated ? minute : -1, recipient, deliveryId: named)
        select plain with
        {
            Id = EventId.Of($"{plain.Id}", $"{stated}{ambiguous}{machine}{suppression}"),
            StatedAt = stated ? plain.StatedAt : null,
            ReceivedAt = Facts.At(arrival),
            Ambiguous = ambiguous,
            ByMachine = machine,
            Suppression = suppression,
            // Not a part of the id: the same event in other words.
            ErrorCode = code,
            CallbackId = callback,
        };

    public static Arbitrary<History> Any { get; } =
        (from events in Gen.Frequency((2, Producer), (3, Callback)).NonEmptyListOf()
         from repeated in Gen.SubListOf(events.AsEnumerable())
         from shuffled in Gen.Shuffle(events.Concat(repeated))
         from batch in Gen.Choose(1, 6)
         select new History([.. events], [.. shuffled.Chunk(batch)])).ToArbitrary();
}
