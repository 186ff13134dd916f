using Microsoft.Extensions.Logging.Abstractions;
using Tracking.Deliveries;
using Tracking.Storage;
using Tracking.Worker;
using Xunit;

namespace Tracking.Unit.Worker;

public sealed class EvidenceWriterTests
{
    [Fact]
    public async Task Everything_that_arrives_at_once_before_the_schema_is_there_is_written()
    {
        // The first writers of a process meet: each round is a new process.
        for (var round = 0; round < 200; round++)
        {
            var store = new Store();
            var patience = new StoragePatience(store, TimeProvider.System, NullLogger<StoragePatience>.Instance);
            using var writer = Writers.Over(store, patience);
            await writer.StartAsync(Cancelled);

            using var together = new Barrier(Together);
            var writes = Enumerable.Range(0, Together)
                .Select(_ => Task.Factory.StartNew(
                    () =>
                    {
                        together.SignalAndWait(Cancelled);
                        return writer.WriteAsync([Event], Cancelled);
                    },
                    Cancelled,
                    TaskCreationOptions.LongRunning,
                    TaskScheduler.Default).Unwrap())
                .ToArray();
            store.Migrate();

            await Task.WhenAll(writes).WaitAsync(TimeSpan.FromSeconds(10), Cancelled);
            await writer.StopAsync(Cancelled);
        }
    }

    const int Together = 4;

    static readonly DeliveryEvent Event = new()
    {
        Id = EventId.Of("an event"),
        Source = EventSource.Producer,
        Evidence = Evidence.Sent,
        DeliveryId = "d",
        ReceivedAt = new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero),
    };

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Takes whatever it is given, once it has been migrated.</summary>
    sealed class Store : IDeliveryStore, IStorageSchema
    {
        readonly TaskCompletionSource _migrated = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Migrate() => _migrated.SetResult();

        public Task MigrateAsync(CancellationToken cancellationToken) => _migrated.Task.WaitAsync(cancellationToken);

        public Task<bool> IsCurrentAsync(CancellationToken cancellationToken) => Task.FromResult(_migrated.Task.IsCompleted);

        public Task<Applied> ApplyAsync(IReadOnlyCollection<DeliveryEvent> events, CancellationToken cancellationToken) =>
            Task.FromResult(new Applied(events.Count, 1, 1, 0));
    }
}
