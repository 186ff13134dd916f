using Tracking.Deliveries;

namespace Tracking.Storage.InMemory;

sealed class InMemoryOverdueStore(InMemoryTables tables) : IOverdueStore
{
    public Task<IReadOnlyList<WatchedDelivery>> TakeAsync(
        DateTimeOffset now, TimeSpan lease, int limit, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            var due = tables.Watched.Where(w => w.Value.LookAt <= now).OrderBy(w => w.Value.LookAt).Take(limit).ToArray();
            foreach (var (deliveryId, watch) in due)
                tables.Watched[deliveryId] = watch with { LookAt = now + lease, Looks = watch.Looks + 1 };
            return Task.FromResult<IReadOnlyList<WatchedDelivery>>(
                [.. due.Select(w => new WatchedDelivery(w.Key, tables.View(w.Key), w.Value.Looks + 1))]);
        }
    }

    public Task<int> SettleAsync(IReadOnlyCollection<Settlement> settlements, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
            return Task.FromResult(settlements.Count(Settle));
    }

    /// <returns>Whether it was announced.</returns>
    bool Settle(Settlement settlement)
    {
        if (!tables.Watched.TryGetValue(settlement.DeliveryId, out var watch))
            return false;
        var isSent = tables.Delivery(settlement.DeliveryId).Tracked?.Delivery.Status == DeliveryStatus.Sent;
        if (isSent && settlement.LookAgainAt is { } again)
        {
            tables.Watched[settlement.DeliveryId] =
                watch with { LookAt = again, Announced = watch.Announced || settlement.Notice is not null };
        }
        else
        {
            tables.Watched.Remove(settlement.DeliveryId);
        }

        if (!isSent || watch.Announced || settlement.Notice is null)
            return false;
        tables.Outbox.AddLast(settlement.Notice);
        return true;
    }
}
