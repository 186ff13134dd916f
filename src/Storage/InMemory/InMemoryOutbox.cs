namespace Tracking.Storage.InMemory;

sealed class InMemoryOutbox(InMemoryTables tables) : IOutbox
{
    public async Task<int> RelayAsync(
        int limit, Func<IReadOnlyList<OutgoingAnnouncement>, CancellationToken, Task> publish, CancellationToken cancellationToken)
    {
        var taken = Take(limit);
        if (taken.Count == 0)
            return 0;
        try
        {
            await publish(taken, cancellationToken);
        }
        catch
        {
            // As if it had never been taken.
            lock (tables.Gate)
            {
                foreach (var outgoing in Enumerable.Reverse(taken))
                    tables.Outbox.AddFirst(outgoing.Announcement);
            }

            throw;
        }

        return taken.Count;
    }

    List<OutgoingAnnouncement> Take(int limit)
    {
        lock (tables.Gate)
        {
            var taken = new List<OutgoingAnnouncement>();
            while (taken.Count < limit && tables.Outbox.First is { Value: var announcement })
            {
                tables.Outbox.RemoveFirst();
                taken.Add(new OutgoingAnnouncement(announcement, tables.View(announcement.DeliveryId)));
            }

            return taken;
        }
    }
}
