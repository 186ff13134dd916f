using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Tracking.Contracts;
using Tracking.Storage;
using Tracking.Storage.InMemory;
using Tracking.Worker;
using Tracking.Worker.Callbacks;
using Tracking.Worker.Retention;
using Xunit;

namespace Tracking.Unit.Worker;

public sealed class CallbackArchiveTests
{
    static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_callback_waits_for_the_write_that_holds_it_and_many_share_one()
    {
        var store = new Store();
        using var archive = await StartAsync(store, TimeSpan.FromDays(30));
        store.Hold();
        var first = archive.KeepAsync(Callback(Noon), Cancelled);
        await Eventually.HoldsAsync(() => Assert.Single(store.Writes));
        Task[] others = [.. Enumerable.Range(0, 50).Select(_ => archive.KeepAsync(Callback(Noon), Cancelled))];
        Assert.False(first.IsCompleted);

        store.Release();
        await Task.WhenAll([first, .. others]);

        Assert.Equal([1, 50], store.Writes);
    }

    [Fact]
    public async Task What_cannot_be_kept_fails_nobody()
    {
        var store = new Store { Fault = new InvalidOperationException("this row cannot be stored") };
        using var archive = await StartAsync(store, TimeSpan.FromDays(30));

        await archive.KeepAsync(Callback(Noon), Cancelled);

        Assert.Equal([1], store.Writes);
    }

    [Fact]
    public async Task Nothing_is_kept_where_the_time_is_zero_nor_what_could_not_be_found_by_its_age()
    {
        var store = new Store();
        using var never = await StartAsync(store, TimeSpan.Zero);
        using var archive = await StartAsync(store, TimeSpan.FromDays(30));

        await never.KeepAsync(Callback(Noon), Cancelled);
        await archive.KeepAsync(Callback(Noon) with { CallbackId = Tracking.Deliveries.EventId.Of("no time") }, Cancelled);

        Assert.Empty(store.Writes);
    }

    static async Task<CallbackArchive> StartAsync(ICallbackStore store, TimeSpan kept)
    {
        var patience = new StoragePatience(new InMemorySchema(), TimeProvider.System, NullLogger<StoragePatience>.Instance);
        await patience.PrepareAsync(Cancelled);
        var archive = new CallbackArchive(
            store, patience, Options.Create(new RetentionOptions { RawCallbacks = kept }), NullLogger<CallbackArchive>.Instance);
        await archive.StartAsync(Cancelled);
        return archive;
    }

    static RawCallback Callback(DateTimeOffset at) => new()
    {
        CallbackId = Guid.CreateVersion7(at),
        Provider = "twilio",
        ReceivedAt = at,
        Method = "POST",
        Url = "https://hooks.example.net/",
        Headers = new Dictionary<string, string>(),
        Body = "x",
    };

    /// <summary>Counts what it is given, and can be held up.</summary>
    sealed class Store : ICallbackStore
    {
        volatile TaskCompletionSource _gate = new();

        public Store() => _gate.SetResult();

        public ConcurrentQueue<int> Writes { get; } = [];

        public Exception? Fault { get; init; }

        public void Hold() => _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _gate.SetResult();

        public async Task KeepAsync(IReadOnlyCollection<KeptCallback> callbacks, CancellationToken cancellationToken)
        {
            Writes.Enqueue(callbacks.Count);
            if (Fault is not null)
                throw Fault;
            await _gate.Task;
        }

        public Task<KeptCallback?> FindAsync(Guid callbackId, CancellationToken cancellationToken) =>
            Task.FromResult<KeptCallback?>(null);
    }
}
