using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using Tracking.Deliveries;
using Tracking.Hosting;
using Tracking.Storage;
using Tracking.Worker;
using Xunit;

namespace Tracking.Unit.Worker;

public sealed class WritesLivenessTests : IAsyncLifetime
{
    readonly StandingClock _clock = new();
    readonly Store _store = new();
    readonly EvidenceWriter _writer;
    readonly WritesLiveness _liveness;

    public WritesLivenessTests()
    {
        // Tries again by the real clock: the other one stands still.
        var patience = new StoragePatience(_store, TimeProvider.System, NullLogger<StoragePatience>.Instance);
        _writer = Writers.Over(_store, patience);
        _liveness = new WritesLiveness(_writer, patience, _clock);
    }

    [Fact]
    public async Task A_worker_that_has_nothing_to_write_is_alive()
    {
        for (var probes = 0; probes < 3; probes++)
        {
            Assert.Equal(HealthStatus.Healthy, await StatusAsync());
            _clock.Advance(Stall.Limit);
        }
    }

    [Fact]
    public async Task A_write_that_does_not_end_for_minutes_is_the_end_of_the_worker()
    {
        _store.Write = () => _store.Released;
        var write = _writer.WriteAsync([Event], Cancelled);
        await Eventually.HoldsAsync(() => Assert.Equal(1, _store.Calls));

        Assert.Equal(HealthStatus.Healthy, await StatusAsync());
        _clock.Advance(Stall.Limit);

        Assert.Equal(HealthStatus.Unhealthy, await StatusAsync());
        _store.Release();
        await write;
        Assert.Equal(HealthStatus.Healthy, await StatusAsync());
    }

    [Fact]
    public async Task Trying_a_store_again_that_is_away_is_progress()
    {
        _store.Write = () => Task.FromException(new StorageUnavailableException("away", new IOException()));
        var write = _writer.WriteAsync([Event], Cancelled);

        for (var probes = 0; probes < 2; probes++)
        {
            var calls = _store.Calls;
            Assert.Equal(HealthStatus.Healthy, await StatusAsync());
            await Eventually.HoldsAsync(() => Assert.True(_store.Calls > calls + 1));
            _clock.Advance(Stall.Limit);
        }

        _store.Write = () => Task.CompletedTask;
        await write;
    }

    [Fact]
    public async Task A_long_migration_is_no_stall()
    {
        var slow = new Store { Migration = new TaskCompletionSource().Task };
        var patience = new StoragePatience(slow, TimeProvider.System, NullLogger<StoragePatience>.Instance);
        using var writer = Writers.Over(slow, patience);
        var liveness = new WritesLiveness(writer, patience, _clock);
        await writer.StartAsync(Cancelled);

        var write = writer.WriteAsync([Event], Cancelled);

        for (var probes = 0; probes < 3; probes++)
        {
            Assert.Equal(HealthStatus.Healthy, (await liveness.CheckHealthAsync(new(), Cancelled)).Status);
            _clock.Advance(Stall.Limit);
        }

        Assert.False(write.IsCompleted);
        await writer.StopAsync(Cancelled);
    }

    public async ValueTask InitializeAsync() => await _writer.StartAsync(Cancelled);

    public async ValueTask DisposeAsync()
    {
        await _writer.StopAsync(CancellationToken.None);
        _writer.Dispose();
    }

    async Task<HealthStatus> StatusAsync() => (await _liveness.CheckHealthAsync(new(), Cancelled)).Status;

    static readonly DeliveryEvent Event = new()
    {
        Id = EventId.Of("an event"),
        Source = EventSource.Producer,
        Evidence = Evidence.Sent,
        DeliveryId = "d",
        ReceivedAt = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
    };

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    sealed class Store : IDeliveryStore, IStorageSchema
    {
        readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int _calls;

        public Task Migration { get; init; } = Task.CompletedTask;

        public Func<Task> Write { get; set; } = () => Task.CompletedTask;

        public Task Released => _released.Task;

        public int Calls => Volatile.Read(ref _calls);

        public void Release() => _released.TrySetResult();

        public Task MigrateAsync(CancellationToken cancellationToken) => Migration.WaitAsync(cancellationToken);

        public Task<bool> IsCurrentAsync(CancellationToken cancellationToken) => Task.FromResult(true);

        public async Task<Applied> ApplyAsync(IReadOnlyCollection<DeliveryEvent> events, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            await Write().WaitAsync(cancellationToken);
            return new Applied(events.Count, 1, 1, 0);
        }
    }
}
