using FsCheck;
using FsCheck.Fluent;
using Tracking.Deliveries;

namespace Tracking.Unit.Deliveries;

/// <summary>
/// Generated histories and what they must end in. The domains are small on purpose: ties in strength, in time and in id,
/// repeats, shared message ids and orphans must all come up.
/// </summary>
static class Histories
{
    public static readonly IReadOnlyList<string> DeliveryIds = ["d-1", "d-2", "d-3"];

    static readonly DateTimeOffset Start = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);

    static readonly Gen<DateTimeOffset> Instants = Gen.Choose(0, 2).Select(minutes => Start.AddMinutes(minutes));

    static readonly Gen<string?> Recipients =
        Gen.Elements<string?>(null, "ana@example.org", "Ana <Ana@Example.ORG>", "bo@example.org");

    static readonly Evidence[] OfCallbacks =
    [
        Evidence.Queued, Evidence.Sent, Evidence.Deferred, Evidence.SoftBounce, Evidence.FailedAtProvider, Evidence.Undelivered,
        Evidence.Delivered, Evidence.HardBounce, Evidence.Complaint, Evidence.Opened, Evidence.Clicked, Evidence.Read,
        Evidence.Unsubscribed, Evidence.Unknown,
    ];

    /// <summary>What a producer says: describes its delivery, and claims a provider's message where it names one.</summary>
    public static readonly Gen<DeliveryEvent> FromProducer =
        from evidence in Gen.Elements(Evidence.Queued, Evidence.Sent, Evidence.FailedAtTransport, Evidence.Assigned)
        from deliveryId in Gen.Elements<string>([.. DeliveryIds])
        from messageId in Gen.Elements<string?>(null, "m-1", "m-2")
        from recipient in Recipients
        from stated in Instants
        from received in Instants
        from tenant in Gen.Elements<string?>(null, "acme", "globex")
        let id = EventId.Of("producer", evidence.Word(), deliveryId, messageId, EventId.Part(stated), recipient, tenant)
        select new DeliveryEvent
        {
            Id = id,
            Source = EventSource.Producer,
            Evidence = evidence,
            DeliveryId = deliveryId,
            Provider = messageId is null ? null : "SES",
            ProviderMessageId = messageId,
            Recipient = recipient,
            StatedAt = stated,
            ReceivedAt = received,
            Claims = true,
            Description = evidence == Evidence.Assigned ? null : Description.Of(stated, id,
                (DescriptionField.Channel, "email"),
                (DescriptionField.TenantId, tenant),
                (DescriptionField.Recipient, recipient)),
        };

    /// <summary>
    /// What a provider says: usually to be correlated, now and then naming its delivery, sometimes without any id or time.
    /// </summary>
    public static readonly Gen<DeliveryEvent> FromProvider =
        from evidence in Gen.Elements(OfCallbacks)
        from deliveryId in Gen.Frequency((9, Gen.Constant<string?>(null)), (1, Gen.Elements<string?>([.. DeliveryIds])))
        from messageId in Gen.Frequency(
            (1, Gen.Constant<string?>(null)),
            (9, Gen.Elements<string?>("m-1", "m-2", "m-3")))
        from recipient in Recipients
        from stated in Gen.Frequency(
            (1, Gen.Constant<DateTimeOffset?>(null)),
            (3, Instants.Select(at => (DateTimeOffset?)at)))
        from received in Instants
        from code in Gen.Elements<string?>(null, "550")
        from flags in Gen.Choose(0, 9)
        let ambiguous = flags == 0 && evidence is Evidence.Opened or Evidence.Clicked or Evidence.Complaint
        let byMachine = flags is 1 or 2 or 3 && evidence == Evidence.Opened
        let flagged = $"{ambiguous}{byMachine}"
        let id = EventId.Of(
            "ses", messageId, Recipient.Normalize(recipient), evidence.Word(), deliveryId, EventId.Part(stated), code, flagged)
        select new DeliveryEvent
        {
            Id = id,
            Source = EventSource.Callback,
            Evidence = evidence,
            DeliveryId = deliveryId,
            Provider = "ses",
            ProviderMessageId = messageId,
            Recipient = recipient,
            StatedAt = stated,
            ReceivedAt = received,
            Reason = evidence == Evidence.Unknown ? "new_word" : null,
            ErrorCode = code,
            ErrorMessage = code is null ? null : "no such user",
            Ambiguous = ambiguous,
            ByMachine = byMachine,
        };

    public static readonly Gen<DeliveryEvent> Event = Gen.OneOf(FromProducer, FromProvider);

    /// <summary>Events of several deliveries. An event may come up more than once, also with another time of arrival.</summary>
    public static readonly Gen<IReadOnlyList<DeliveryEvent>> History =
        from events in Event.NonEmptyListOf()
        from repeats in Gen.Elements<DeliveryEvent>([.. events]).ListOf()
        from later in Instants
        from history in Gen.Shuffle(events.Concat(repeats.Select(e => e with { ReceivedAt = later })))
        select (IReadOnlyList<DeliveryEvent>)history;

    /// <summary>
    /// As <see cref="History"/>, and repeats may also be read as other evidence, with another reason, error and tenant: as after an
    /// upgrade that understands a source better.
    /// </summary>
    public static readonly Gen<IReadOnlyList<DeliveryEvent>> Reworded =
        from history in History
        from reworded in Gen.CollectToArray(history, Reword)
        from shuffled in Gen.Shuffle(history.Concat(reworded))
        select (IReadOnlyList<DeliveryEvent>)shuffled;

    static Gen<DeliveryEvent> Reword(DeliveryEvent e) =>
        from evidence in Gen.Elements(OfCallbacks)
        from reason in Gen.Elements<string?>(null, "blocked", "expired")
        from message in Gen.Elements<string?>(null, "full", "unknown user")
        from tenant in Gen.Elements<string?>(null, "acme", "globex")
        select e with
        {
            Evidence = evidence,
            Reason = reason,
            ErrorMessage = message,
            Description = e.Description?.Join(Description.Of(e.OccurredAt, e.Id, (DescriptionField.TenantId, tenant))),
        };

    /// <summary>Any order of a history, any of its events any number of times more.</summary>
    public static Gen<IReadOnlyList<DeliveryEvent>> Replayed(IReadOnlyList<DeliveryEvent> history) =>
        from repeats in Gen.Elements<DeliveryEvent>([.. history]).ListOf()
        from replayed in Gen.Shuffle(history.Concat(repeats))
        select (IReadOnlyList<DeliveryEvent>)replayed;

    /// <summary>The same events in the same order, cut into parts.</summary>
    public static Gen<IReadOnlyList<IReadOnlyList<DeliveryEvent>>> Cut(IReadOnlyList<DeliveryEvent> history) =>
        from sizes in Gen.Choose(1, 4).ListOf(history.Count)
        select (IReadOnlyList<IReadOnlyList<DeliveryEvent>>)Cut(history, sizes);

    static List<IReadOnlyList<DeliveryEvent>> Cut(IReadOnlyList<DeliveryEvent> history, IEnumerable<int> sizes)
    {
        var parts = new List<IReadOnlyList<DeliveryEvent>>();
        var from = 0;
        foreach (var size in sizes.TakeWhile(_ => from < history.Count))
        {
            parts.Add([.. history.Skip(from).Take(size)]);
            from += size;
        }

        return parts;
    }

    /// <summary>Shrinks a failing history by leaving out one event at a time.</summary>
    public static Arbitrary<IReadOnlyList<DeliveryEvent>> ToArbitrary(Gen<IReadOnlyList<DeliveryEvent>> histories) =>
        Arb.From(histories, history => history.Count < 2
            ? []
            : Enumerable.Range(0, history.Count).Select(IReadOnlyList<DeliveryEvent> (left) =>
                [.. history.Where((_, index) => index != left)]));

    /// <summary>
    /// What any way of applying a history must end in: every delivery that an event names, joined with every event that
    /// names it or that a claim of it matches. The definition, in the plainest words that there are for it.
    /// </summary>
    public static IReadOnlyDictionary<string, Delivery> Deliveries(IReadOnlyCollection<DeliveryEvent> history)
    {
        var claims = history.Select(e => e.Claim).OfType<Claim>().ToArray();
        return history.Select(e => e.DeliveryId).OfType<string>().Distinct().ToDictionary(id => id, id => history
            .Where(e => e.DeliveryId == id || claims.Any(claim => claim.DeliveryId == id && claim.Matches(e)))
            .Aggregate(new Delivery { DeliveryId = id }, (delivery, e) => delivery.With(e)));
    }

    /// <summary>The ids of the events that no delivery claims.</summary>
    public static IReadOnlySet<Guid> Orphans(IReadOnlyCollection<DeliveryEvent> history)
    {
        var claims = history.Select(e => e.Claim).OfType<Claim>().ToArray();
        return history
            .Where(e => e.DeliveryId is null && !claims.Any(claim => claim.Matches(e)))
            .Select(e => e.Id)
            .ToHashSet();
    }
}
