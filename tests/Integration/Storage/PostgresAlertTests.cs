using Tracking.Storage.Postgres;
using Tracking.Unit.Storage;

namespace Tracking.Integration.Storage;

public sealed class PostgresAlertStoreTests(Servers servers) : AlertStoreTests
{
    private protected override Task<AlertStores> NewStoresAsync() => NewAsync(servers);

    internal static async Task<AlertStores> NewAsync(Servers servers)
    {
        var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        return new AlertStores(
            new PostgresCallbackActivityStore(source), new PostgresAlertStore(source), new PostgresAlertQuery(source),
            new PostgresOutbox(source), new PostgresUntoldAlerts(source));
    }
}

public sealed class PostgresCallbackActivityStoreTests(Servers servers) : CallbackActivityStoreTests
{
    private protected override Task<AlertStores> NewStoresAsync() => PostgresAlertStoreTests.NewAsync(servers);
}
