using Tracking.Storage.InMemory;

namespace Tracking.Unit.Storage;

public sealed class InMemoryAlertStoreTests : AlertStoreTests
{
    private protected override Task<AlertStores> NewStoresAsync() => Task.FromResult(New());

    internal static AlertStores New()
    {
        var tables = new InMemoryTables();
        return new AlertStores(
            new InMemoryCallbackActivityStore(tables), new InMemoryAlertStore(tables), new InMemoryAlertQuery(tables),
            new InMemoryOutbox(tables), new InMemoryUntoldAlerts(tables));
    }
}

public sealed class InMemoryCallbackActivityStoreTests : CallbackActivityStoreTests
{
    private protected override Task<AlertStores> NewStoresAsync() => Task.FromResult(InMemoryAlertStoreTests.New());
}
