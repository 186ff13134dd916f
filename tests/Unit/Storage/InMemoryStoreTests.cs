using FsCheck;
using FsCheck.Fluent;
using Tracking.Storage;
using Tracking.Storage.InMemory;
using Xunit;

namespace Tracking.Unit.Storage;

static class InMemory
{
    public static Stores New()
    {
        var tables = new InMemoryTables();
        var clock = new SteppedClock();
        return new Stores(
            new InMemoryDeliveryStore(tables, Stores.Consequences(), clock), new InMemoryDeliveryQuery(tables),
            new InMemoryOutbox(tables), new InMemoryOverdueStore(tables), new InMemoryUnsubscribeStore(tables), clock,
            () => Task.FromResult<IReadOnlyList<Unsubscribe>>([.. tables.Unsubscribes.Values]))
        {
            Retention = new InMemoryRetentionStore(tables, clock),
            Audit = new InMemoryAuditTrail(tables),
            Callbacks = new InMemoryCallbackStore(tables),
            Erasure = new InMemoryErasureStore(tables),
            Letters = new InMemoryDeadLetterStore(tables),
            LetterQuery = new InMemoryDeadLetterQuery(tables),
            LetterJobs = new InMemoryDeadLetterJobStore(tables, clock),
            Suppressions = new InMemorySuppressionList(tables),
            Analytics = new InMemoryAnalyticsQuery(tables),
            Counts = new InMemoryAnalyticsStore(),
            Traces = new InMemoryTraceStore(tables),
        };
    }
}

public sealed class InMemoryDeliveryStoreTests : DeliveryStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemoryDeliveryQueryTests : DeliveryQueryTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemoryOutboxTests : OutboxTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemoryRetentionStoreTests : RetentionStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemoryOverdueStoreTests : OverdueStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemoryAuditTrailTests : AuditTrailTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemoryCallbackStoreTests : CallbackStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemoryErasureStoreTests : ErasureStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemoryDeadLetterStoreTests : DeadLetterStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemoryDeadLetterJobStoreTests : DeadLetterJobStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemorySuppressionListTests : SuppressionListTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemoryAnalyticsTests : AnalyticsTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemoryTraceStoreTests : TraceStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => Task.FromResult(InMemory.New());
}

public sealed class InMemoryLawTests
{
    [Fact]
    public void Deleting_old_facts_never_changes_a_kept_row_also_not_when_evidence_comes_afterwards() =>
        Prop.ForAll(Histories.Any, history => InMemory.New().KeepRowsAsync(history).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(400));

    [Fact]
    public void Any_order_duplication_and_partition_of_a_history_ends_in_what_the_model_says() =>
        Prop.ForAll(Histories.Any, history =>
        {
            var stores = InMemory.New();
            foreach (var batch in history.Arrival)
            {
                stores.Deliveries.ApplyAsync(batch, CancellationToken.None).GetAwaiter().GetResult();
                stores.Clock.Advance(TimeSpan.FromSeconds(1));
            }

            stores.HoldsAsync(history.Events).GetAwaiter().GetResult();
        }).Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(400));
}
