namespace Tracking.Storage.InMemory;

sealed class InMemoryCallbackActivityStore(InMemoryTables tables) : ICallbackActivityStore
{
    public Task AddAsync(IReadOnlyCollection<CallbackCount> counts, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            foreach (var count in counts)
            {
                var key = (count.Source, count.Bucket, count.Verdict);
                tables.CallbackActivity[key] = tables.CallbackActivity.TryGetValue(key, out var before) ? before.Plus(count) : count;
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<CallbackCount>> SinceAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult(Read(count => count.Bucket >= since));

    public Task<IReadOnlyDictionary<CallbackSource, DateTimeOffset>> LatestAcceptedAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<CallbackSource, DateTimeOffset>>(Read(count => count.Verdict == CallbackCount.Accepted)
            .GroupBy(count => count.Source)
            .ToDictionary(source => source.Key, source => source.Max(count => count.LatestAt)));

    public Task<IReadOnlyList<CallbackCount>> AcceptedAsync(
        CallbackSource source, DateTimeOffset since, CancellationToken cancellationToken) =>
        Task.FromResult(Read(count => count.Verdict == CallbackCount.Accepted && count.Source == source && count.Bucket >= since));

    public Task ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        foreach (var count in Read(count => count.Bucket < before))
        {
            lock (tables.Gate)
                tables.CallbackActivity.Remove((count.Source, count.Bucket, count.Verdict));
        }

        return Task.CompletedTask;
    }

    IReadOnlyList<CallbackCount> Read(Func<CallbackCount, bool> which)
    {
        lock (tables.Gate)
            return [.. tables.CallbackActivity.Values.Where(which).OrderBy(count => count.Bucket)];
    }
}
