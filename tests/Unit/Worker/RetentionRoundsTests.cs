using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Tracking.Deliveries;
using Tracking.Storage;
using Tracking.Storage.InMemory;
using Tracking.Unit.Dashboard;
using Tracking.Worker;
using Tracking.Worker.Retention;
using Xunit;
using EventId = Tracking.Deliveries.EventId;
using Facts = Tracking.Unit.Storage.Facts;
using Stores = Tracking.Unit.Storage.Stores;

namespace Tracking.Unit.Worker;

public sealed class RetentionRoundsTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_kind_is_deleted_by_its_own_age_with_a_line_and_a_figure_for_what_went()
    {
        await using var worker = new RetainingWorker();
        await worker.AddAsync("ancient", daysAgo: 500);
        await worker.AddAsync("old", daysAgo: 100);
        await worker.AddAsync("young", daysAgo: 1);

        await worker.StartAsync();

        await Eventually.HoldsAsync(() => Assert.Contains(worker.Log.Lines, line => line.Contains(
            "Retention deleted 0 callbacks, 6 events (2 orphans), 1 deliveries, 1 claims, 0 audit entries, 0 dead letters, 4 counts and 1 proofs",
            StringComparison.Ordinal)));
        Assert.Equal(
            ["young", "old"],
            (await worker.Query.ListAsync(new DeliveryFilter(), null, 10, Cancelled)).Deliveries.Select(d => d.DeliveryId));
        Assert.Empty(await worker.Query.TimelineAsync("old", Cancelled));
        Assert.Equal(2, (await worker.Query.TimelineAsync("young", Cancelled)).Count);
        Assert.Equal(
            [("analytics_count", 4L), ("claim", 1L), ("delivery", 1L), ("event", 6L), ("orphan", 2L), ("proof", 1L)], worker.Deleted.OrderBy(d => d.Key).Select(d => (d.Key, d.Value)));
    }

    [Fact]
    public async Task A_fault_ends_the_pass_and_the_next_one_goes_on()
    {
        await using var worker = new RetainingWorker();
        await worker.AddAsync("ancient", daysAgo: 500);
        worker.Retention.Faults.Enqueue(new StorageUnavailableException("away", new TimeoutException()));
        worker.Retention.Faults.Enqueue(new InvalidOperationException("a mistake of ours"));

        await worker.StartAsync();

        await Eventually.HoldsAsync(async () => Assert.Null(await worker.Query.FindAsync("ancient", Cancelled)));
        Assert.Contains(worker.Log.Lines, line => line.Contains("Retention was interrupted, and will go on: away", StringComparison.Ordinal));
        Assert.Contains(worker.Log.Lines, line => line.StartsWith("Error: Retention failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_stops_at_once_in_the_middle_of_a_step()
    {
        await using var worker = new RetainingWorker();
        worker.Retention.Holds = true;
        await worker.StartAsync();
        await Eventually.HoldsAsync(() => Assert.True(worker.Retention.IsHeld));

        await worker.StopAsync().WaitAsync(TimeSpan.FromSeconds(5), Cancelled);

        Assert.DoesNotContain(worker.Log.Lines, line => line.StartsWith("Error", StringComparison.Ordinal));
        await using var next = await worker.Retention.TryBeginAsync(Cancelled);
        Assert.NotNull(next);
    }

    sealed class RetainingWorker : IAsyncDisposable
    {
        static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

        readonly InMemoryTables _tables = new();
        readonly MovedClock _clock = new();
        readonly ServiceProvider _meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        readonly MeterListener _listener = new();
        readonly RetentionRounds _rounds;
        readonly StoragePatience _patience;
        readonly InMemoryProofStore _proofs;

        public RetainingWorker()
        {
            Retention = new FaultyRetention(new InMemoryRetentionStore(_tables, _clock));
            Query = new InMemoryDeliveryQuery(_tables);
            _proofs = new InMemoryProofStore();
            _patience = new StoragePatience(new InMemorySchema(), TimeProvider.System, NullLogger<StoragePatience>.Instance);
            var metrics = new RetentionMetrics(_meters.GetRequiredService<IMeterFactory>());
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == _meters.GetRequiredService<IMeterFactory>())
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((_, rows, tags, _) =>
                Deleted.AddOrUpdate((string)tags[0].Value!, rows, (_, before) => before + rows));
            _listener.Start();
            _rounds = new RetentionRounds(
                Retention, _proofs, _patience, Options.Create(new RetentionOptions { Interval = Interval }), metrics, _clock,
                LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(Log)).CreateLogger<RetentionRounds>());
        }

        public LogLines Log { get; } = new();

        public ConcurrentDictionary<string, long> Deleted { get; } = [];

        public FaultyRetention Retention { get; }

        public InMemoryDeliveryQuery Query { get; }

        /// <summary>A delivery and its callback, and an orphan.</summary>
        public async Task AddAsync(string id, int daysAgo)
        {
            _clock.Behind = TimeSpan.FromDays(daysAgo);
            var at = _clock.GetUtcNow();
            await new InMemoryDeliveryStore(_tables, Stores.Consequences(), _clock).ApplyAsync(
                [
                    Facts.Sent(id, $"m-{id}") with { ReceivedAt = at },
                    Facts.Callback(Evidence.Delivered, $"m-{id}") with { ReceivedAt = at },
                    Facts.Callback(Evidence.Delivered, $"x-{id}") with { ReceivedAt = at },
                ],
                Cancelled);
            await _proofs.RememberAsync([new ProofUse(EventId.Of(id), EventId.Of("statement"), at)], Cancelled);
            _clock.Behind = TimeSpan.Zero;
        }

        public async Task StartAsync()
        {
            await _patience.PrepareAsync(Cancelled);
            await _rounds.StartAsync(Cancelled);
        }

        public Task StopAsync() => _rounds.StopAsync(Cancelled);

        public async ValueTask DisposeAsync()
        {
            await _rounds.StopAsync(CancellationToken.None);
            _rounds.Dispose();
            _listener.Dispose();
            await _meters.DisposeAsync();
        }
    }

    sealed class MovedClock : TimeProvider
    {
        public TimeSpan Behind { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() - Behind;
    }

    /// <summary>The real store, which can be told to fail or to hang.</summary>
    sealed class FaultyRetention(IRetentionStore store) : IRetentionStore
    {
        public ConcurrentQueue<Exception> Faults { get; } = [];

        public bool Holds { get; set; }

        public bool IsHeld { get; private set; }

        public async Task<IRetentionPass?> TryBeginAsync(CancellationToken cancellationToken) =>
            await store.TryBeginAsync(cancellationToken) is { } pass ? new Pass(this, pass) : null;

        sealed class Pass(FaultyRetention faulty, IRetentionPass pass) : IRetentionPass
        {
            public async Task<RetentionStep> DeleteAsync(
                Expiring what, DateTimeOffset before, int limit, CancellationToken cancellationToken)
            {
                if (faulty.Faults.TryDequeue(out var fault))
                    throw fault;
                faulty.IsHeld = faulty.Holds;
                if (faulty.Holds)
                    await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return await pass.DeleteAsync(what, before, limit, cancellationToken);
            }

            public ValueTask DisposeAsync() => pass.DisposeAsync();
        }
    }
}
