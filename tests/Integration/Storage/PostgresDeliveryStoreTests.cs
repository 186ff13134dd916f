using Tracking.Unit.Storage;

namespace Tracking.Integration.Storage;

public sealed class PostgresDeliveryStoreTests(Servers servers) : DeliveryStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}

public sealed class PostgresRetentionStoreTests(Servers servers) : RetentionStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}

public sealed class PostgresCallbackStoreTests(Servers servers) : CallbackStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}

public sealed class PostgresErasureStoreTests(Servers servers) : ErasureStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}

public sealed class PostgresAnalyticsTests(Servers servers) : AnalyticsTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}

public sealed class PostgresAuditTrailTests(Servers servers) : AuditTrailTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}

public sealed class PostgresDeliveryQueryTests(Servers servers) : DeliveryQueryTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}

public sealed class PostgresOutboxTests(Servers servers) : OutboxTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}

public sealed class PostgresOverdueStoreTests(Servers servers) : OverdueStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}

public sealed class PostgresDeadLetterStoreTests(Servers servers) : DeadLetterStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}

public sealed class PostgresDeadLetterJobStoreTests(Servers servers) : DeadLetterJobStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}

public sealed class PostgresSuppressionListTests(Servers servers) : SuppressionListTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}

public sealed class PostgresTraceStoreTests(Servers servers) : TraceStoreTests
{
    private protected override Task<Stores> NewStoresAsync() => servers.NewStoresAsync();
}
