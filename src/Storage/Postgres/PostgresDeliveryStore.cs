using Npgsql;
using Tracking.Deliveries;

namespace Tracking.Storage.Postgres;

/// <summary>
/// Facts first, then the join. A batch's events and claims are committed by themselves; only then the deliveries they concern
/// are read, joined by <see cref="Delivery.With"/> and written where nobody else has written since. No lock spans two messages.
/// </summary>
sealed class PostgresDeliveryStore(NpgsqlDataSource database, Consequences consequences, TimeProvider clock) : IDeliveryStore
{
    // Somebody wins each race, so even a delivery that all workers hold at once is through long before.
    const int MaxRaces = 50;

    public async Task<Applied> ApplyAsync(IReadOnlyCollection<DeliveryEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0)
            return default;
        var batch = Repeats.Fold(events);
        return await PostgresFaults.RunAsync(token => ApplyAsync(batch, token), cancellationToken);
    }

    async ValueTask<Applied> ApplyAsync(DeliveryEvent[] batch, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        var facts = new FactStore(batch);
        var (newEvents, marked, around) = await facts.AddAsync(connection, cancellationToken);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        var moved = new HashSet<string>(StringComparer.Ordinal);
        var settled = false;
        for (var race = 0; race < MaxRaces; race++)
        {
            var join = new BatchJoin(batch, around);
            if (join.LostClaims(marked))
            {
                (_, marked, around) = await facts.AddAsync(connection, cancellationToken);
                continue;
            }

            await join.CountEngagementAsync(connection, cancellationToken);
            var writes = join.Changed(clock.GetUtcNow().ToMicroseconds());
            var toSettle = join.ToSettle;
            var (written, unsettled) = await JoinedDeliveries.WriteAsync(
                connection, writes, consequences, join.Found(marked), join.Said, toSettle, cancellationToken);
            if (unsettled)
                await PostgresSuppressions.SettleAsync(connection, toSettle, clock.GetUtcNow(), cancellationToken);
            settled |= unsettled;
            foreach (var (before, after) in writes.Where(w => written.Contains(w.After.Delivery.DeliveryId)))
            {
                changed.Add(after.Delivery.DeliveryId);
                if (TrackedDelivery.IsTransition(before?.Delivery, after.Delivery))
                    moved.Add(after.Delivery.DeliveryId);
            }

            if (written.Count == writes.Count)
                return new Applied(newEvents, changed.Count, moved.Count, join.Orphans, settled);

            // Others wrote some of them since we read: join ours to theirs.
            await BackOffAsync(race, cancellationToken);
            around = await facts.ReadAsync(connection, cancellationToken);
        }

        throw new StorageUnavailableException(
            $"Other workers kept writing the same deliveries, {MaxRaces} times in a row.", new TimeoutException());
    }

    Task BackOffAsync(int race, CancellationToken cancellationToken)
    {
        var pause = TimeSpan.FromMilliseconds(Random.Shared.NextDouble() * Math.Min(race * 4, 100));
        return race == 0 ? Task.CompletedTask : Task.Delay(pause, clock, cancellationToken);
    }
}
