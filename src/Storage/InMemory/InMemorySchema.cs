namespace Tracking.Storage.InMemory;

/// <summary>Dictionaries have none.</summary>
sealed class InMemorySchema : IStorageSchema
{
    public Task MigrateAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<bool> IsCurrentAsync(CancellationToken cancellationToken) => Task.FromResult(true);
}
