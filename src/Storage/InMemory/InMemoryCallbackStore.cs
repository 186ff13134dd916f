namespace Tracking.Storage.InMemory;

sealed class InMemoryCallbackStore(InMemoryTables tables) : ICallbackStore
{
    public Task KeepAsync(IReadOnlyCollection<KeptCallback> callbacks, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            foreach (var callback in callbacks)
                tables.Callbacks.TryAdd(callback.CallbackId, callback);
        }

        return Task.CompletedTask;
    }

    public Task<KeptCallback?> FindAsync(Guid callbackId, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
            return Task.FromResult(tables.Callbacks.GetValueOrDefault(callbackId));
    }
}
