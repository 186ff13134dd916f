using Tracking.Storage;
using Tracking.Storage.Postgres;
using Tracking.Unit.Storage;

namespace Tracking.Integration.Storage;

public sealed class PostgresProofStoreTests(Servers servers) : ProofStoreTests
{
    private protected override async Task<IProofStore> NewStoreAsync() =>
        new PostgresProofStore(PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync()));
}
