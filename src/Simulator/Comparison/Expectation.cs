using Tracking.Simulator.Ledger;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Comparison;

/// <summary>
/// What must be true of a delivery after everything acknowledged about it. Where a source states no time, arrival stands in, and that
/// is known only to lie between the first sending and the first acknowledgement: hence two deliveries, one for each bound.
/// </summary>
/// <param name="Earliest">With every arrival as early as it can have been.</param>
/// <param name="Latest">With every arrival as late as it can have been; equal in all but times.</param>
/// <param name="ProviderMessageIds">Of all claims, the earliest first.</param>
sealed record ExpectedDelivery(
    Delivery Earliest, Delivery Latest, IReadOnlyList<ExpectedEvent> Events, IReadOnlyList<string> ProviderMessageIds);

/// <param name="Event">With the earliest arrival.</param>
sealed record ExpectedEvent(DeliveryEvent Event, DateTimeOffset LatestArrival)
{
    public DateTimeOffset EarliestAt => Event.OccurredAt;

    public DateTimeOffset LatestAt => Event.StatedAt ?? LatestArrival;
}

/// <summary>What a play must end in.</summary>
/// <param name="Orphans">Evidence that no delivery claims.</param>
/// <param name="Suppressions">What must be on the list, and nothing else of the play's addresses.</param>
sealed record Expectation(
    IReadOnlyList<ExpectedDelivery> Deliveries, IReadOnlyList<DeliveryEvent> Orphans, IReadOnlyList<ExpectedSuppression> Suppressions)
{
    /// <summary>
    /// Joins what the play's facts stand for with the model. Null while a fact is not acknowledged: then it may or may not count.
    /// </summary>
    public static Expectation? Of(Play play, FactLedger ledger)
    {
        var entries = play.Facts.Select(f => ledger[f.Number]).ToArray();
        return entries.Any(e => e.FirstAcknowledgedAt is null)
            ? null
            : Of(play, f => (entries[f].FirstSentAt!.Value, entries[f].FirstAcknowledgedAt!.Value));
    }

    /// <param name="arrival">Between when and when the play's n-th fact first arrived.</param>
    public static Expectation Of(Play play, Func<int, (DateTimeOffset Earliest, DateTimeOffset Latest)> arrival)
    {
        var events = new List<ExpectedEvent>();
        var unsubscribes = new List<(UnsubscribeFact, DateTimeOffset, DateTimeOffset)>();
        for (var f = 0; f < play.Facts.Count; f++)
        {
            var (earliest, latest) = arrival(f);
            events.AddRange(play.Facts[f].Evidence(earliest).Select(e => new ExpectedEvent(e, latest.ToMicroseconds())));
            if (play.Facts[f] is UnsubscribeFact unsubscribe)
                unsubscribes.Add((unsubscribe, earliest.ToMicroseconds(), latest.ToMicroseconds()));
        }

        var claims = events.Select(e => e.Event.Claim).OfType<Claim>().ToArray();
        ExpectedDelivery[] deliveries = [.. play.Deliveries.Select(id => Join(id, events, claims))];
        return new Expectation(
            deliveries,
            [.. events.Select(e => e.Event).Where(e => e.DeliveryId is null && !claims.Any(c => c.Matches(e)))],
            [.. ExpectedSuppression.Of(deliveries, unsubscribes)]);
    }

    static ExpectedDelivery Join(string deliveryId, IEnumerable<ExpectedEvent> events, IEnumerable<Claim> claims)
    {
        var own = claims.Where(c => c.DeliveryId == deliveryId).ToArray();
        var joining = events.Where(e => e.Event.DeliveryId == deliveryId || own.Any(c => c.Matches(e.Event))).ToArray();
        var none = new Delivery { DeliveryId = deliveryId };
        return new ExpectedDelivery(
            joining.Aggregate(none, (d, e) => d.With(e.Event)),
            joining.Aggregate(none, (d, e) => d.With(e.Event with { ReceivedAt = e.LatestArrival })),
            joining,
            [.. own.GroupBy(c => c.ProviderMessageId).OrderBy(g => g.Min(c => c.ClaimedAt)).Select(g => g.Key)]);
    }
}
