namespace Tracking.Storage.InMemory;

sealed class InMemoryUnsubscribeStore(InMemoryTables tables) : IUnsubscribeStore
{
    public Task RecordAsync(IReadOnlyCollection<Unsubscribe> requests, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            foreach (var request in requests)
            {
                tables.Unsubscribes.TryAdd(request.Id, request);
                if (!tables.Suppressions.Add(request.Address, request.Signal, request.ReceivedAt))
                    continue;
                var entry = request.AuditEntry;
                tables.Audit.TryAdd((entry.At, entry.Id), entry);
            }
        }

        return Task.CompletedTask;
    }
}
