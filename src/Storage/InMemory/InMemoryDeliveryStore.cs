using Tracking.Deliveries;

namespace Tracking.Storage.InMemory;

/// <summary>Keeps deliveries for as long as the process lives: the embedded default, and fast tests.</summary>
sealed class InMemoryDeliveryStore(InMemoryTables tables, Consequences consequences, TimeProvider clock) : IDeliveryStore
{
    public Task<Applied> ApplyAsync(IReadOnlyCollection<DeliveryEvent> events, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (tables.Gate)
            return Task.FromResult(Apply(Repeats.Fold(events)));
    }

    // The facts first, then the joins: so an event finds also the claims that stand behind it in the batch.
    Applied Apply(DeliveryEvent[] batch)
    {
        var newEvents = 0;
        for (var i = 0; i < batch.Length; i++)
        {
            newEvents += tables.Events.ContainsKey(EventKey.Of(batch[i])) ? 0 : 1;
            batch[i] = AddEvent(batch[i]);
            if (batch[i].Claim is { } claim)
                AddClaim(claim);
        }

        var joined = new SortedDictionary<string, Delivery>(StringComparer.Ordinal);
        var orphans = 0;
        foreach (var e in batch)
        {
            orphans += JoinEvent(e, joined) ? 0 : 1;
            if (e.Claim is { } claim)
                Adopt(claim, joined);
        }

        var (changed, transitions, suppressions) = Keep(joined);
        return new Applied(newEvents, changed, transitions, orphans, suppressions);
    }

    /// <returns>The event as all of its repeats tell it.</returns>
    DeliveryEvent AddEvent(DeliveryEvent e)
    {
        var key = EventKey.Of(e);
        if (tables.Events.TryGetValue(key, out var known))
        {
            tables.Orphans.Remove((known.ReceivedAt, known.Id));
            return tables.Events[key] = Repeats.Join(known, e);
        }

        if (e.DeliveryId is { } deliveryId)
            tables.Delivery(deliveryId).Named.Add(key);
        else
            tables.Message(key.Provider, key.ProviderMessageId).Events.Add(key);
        return tables.Events[key] = e;
    }

    void AddClaim(Claim claim)
    {
        Add(tables.Message(claim.Provider, claim.ProviderMessageId).Claims);
        Add(tables.Delivery(claim.DeliveryId).Claims);

        void Add(List<Claim> claims)
        {
            var same = claims.FindIndex(c => c with { ClaimedAt = claim.ClaimedAt } == claim);
            if (same < 0)
                claims.Add(claim);
            else if (claim.ClaimedAt < claims[same].ClaimedAt)
                claims[same] = claim;
        }
    }

    /// <returns>False where nobody claims it.</returns>
    bool JoinEvent(DeliveryEvent e, SortedDictionary<string, Delivery> joined)
    {
        if (e.DeliveryId is { } named)
        {
            Join(named, e, joined);
            return true;
        }

        var key = EventKey.Of(e);
        var claimed = false;
        foreach (var claim in tables.Message(key.Provider, key.ProviderMessageId).Claims.Where(c => c.Matches(e)))
        {
            Join(claim.DeliveryId, e, joined);
            claimed = true;
        }

        if (!claimed)
            tables.Orphans[(e.ReceivedAt, e.Id)] = key;
        return claimed;
    }

    void Adopt(Claim claim, SortedDictionary<string, Delivery> joined)
    {
        foreach (var key in tables.Message(claim.Provider, claim.ProviderMessageId).Events)
        {
            var e = tables.Events[key];
            if (!claim.Matches(e))
                continue;
            Join(claim.DeliveryId, e, joined);
            tables.Orphans.Remove((e.ReceivedAt, e.Id));
        }
    }

    void Join(string deliveryId, DeliveryEvent e, SortedDictionary<string, Delivery> joined)
    {
        if (!joined.TryGetValue(deliveryId, out var delivery))
            delivery = tables.Delivery(deliveryId).Tracked?.Delivery ?? new Delivery { DeliveryId = deliveryId };
        joined[deliveryId] = delivery.With(e);
        if (e.Suppression is { } said)
            tables.Suppressions.Add(deliveryId, e, said);
    }

    (int Changed, int Transitions, bool Suppressions) Keep(SortedDictionary<string, Delivery> joined)
    {
        var (changed, transitions, suppressions) = (0, 0, false);
        var now = clock.GetUtcNow().ToMicroseconds();
        foreach (var (deliveryId, delivery) in joined)
        {
            suppressions |= tables.Suppressions.Settle(delivery, now);
            var row = tables.Delivery(deliveryId);
            var before = row.Tracked;
            row.Tracked = TrackedDelivery.Advance(before, delivery, now);
            if (ReferenceEquals(row.Tracked, before))
                continue;
            changed++;
            transitions += TrackedDelivery.IsTransition(before?.Delivery, delivery) ? 1 : 0;
            foreach (var count in Contribution.Change(before, row.Tracked))
                tables.Counts.Add(count);
            if (before is null)
                tables.ByCreation.Insert(PositionOf(row), row);
            if (consequences.Announce(before, row.Tracked) is { } change)
                tables.Outbox.AddLast(change);
            if (consequences.AwaitVerdict(before, row.Tracked) is { } dueAt)
                tables.Watched.TryAdd(deliveryId, new Watch(dueAt));
        }

        return (changed, transitions, suppressions);
    }

    int PositionOf(DeliveryRow row) =>
        ~tables.ByCreation.BinarySearch(row, Comparer<DeliveryRow>.Create((a, b) =>
            a.Tracked!.CreatedAt.CompareTo(b.Tracked!.CreatedAt) is not 0 and var byTime
                ? byTime
                : string.CompareOrdinal(a.DeliveryId, b.DeliveryId)));
}
