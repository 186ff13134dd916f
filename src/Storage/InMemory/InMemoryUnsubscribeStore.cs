namespace Tracking.Storage.InMemory;

sealed class InMemoryUnsubscribeStore(InMemoryTables tables) : IUnsubscribeStore
{
    public Task RecordAsync(IReadOnlyCollection<Unsubscribe> requests, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            foreach (var request in requests)
                tables.Unsubscribes.TryAdd(request.Id, request);
        }

        return Task.CompletedTask;
    }
}
