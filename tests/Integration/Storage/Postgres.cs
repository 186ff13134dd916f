using Dapper;
using Npgsql;
using Tracking.Storage;
using Tracking.Storage.Postgres;
using Tracking.Unit.Storage;
using Xunit;

namespace Tracking.Integration.Storage;

static class Postgres
{
    // Cloning a migrated database is quicker than migrating an empty one.
    static string? _template;
    static readonly SemaphoreSlim Gate = new(1);

    public static async Task<string> NewMigratedDatabaseAsync(this Servers servers)
    {
        await Gate.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _template ??= await MigrateAsync(await servers.NewDatabaseAsync());
            var clone = new NpgsqlConnectionStringBuilder(await servers.NewDatabaseAsync()) { ConnectionIdleLifetime = 10 };
            var admin = new NpgsqlConnectionStringBuilder(clone.ConnectionString) { Database = "postgres", Pooling = false };
            await using var connection = new NpgsqlConnection(admin.ConnectionString);
            await connection.ExecuteAsync($"drop database {clone.Database}");
            await connection.ExecuteAsync($"create database {clone.Database} template {_template}");
            return clone.ConnectionString;
        }
        finally
        {
            Gate.Release();
        }
    }

    public static async Task<Stores> NewStoresAsync(this Servers servers)
    {
        var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        return Over(source);
    }

    public static Stores Over(NpgsqlDataSource source)
    {
        var clock = new SteppedClock();
        return new Stores(
            new PostgresDeliveryStore(source, Stores.Consequences(), clock), new PostgresDeliveryQuery(source, SearchWindow.Default),
            new PostgresOutbox(source), new PostgresOverdueStore(source), new PostgresUnsubscribeStore(source), clock,
            async () =>
            {
                await using var connection = await source.OpenConnectionAsync();
                return [.. await connection.QueryAsync<Unsubscribe>("""
                    select unsubscribe_id as id, tenant_id, channel, recipient, scope, source, ip_address, occurred_at, received_at
                      from unsubscribe_request
                    """)];
            })
        {
            Retention = new PostgresRetentionStore(source, clock),
            Audit = new PostgresAuditTrail(source),
            Callbacks = new PostgresCallbackStore(source),
            Erasure = new PostgresErasureStore(source),
            Letters = new PostgresDeadLetterStore(source),
            LetterQuery = new PostgresDeadLetterQuery(source),
            LetterJobs = new PostgresDeadLetterJobStore(source, clock),
            Suppressions = new PostgresSuppressionList(source),
            Analytics = new PostgresAnalyticsQuery(source),
            Counts = new PostgresAnalyticsStore(source),
            Traces = new PostgresTraceStore(source),
        };
    }

    static async Task<string> MigrateAsync(string connectionString)
    {
        await using var source = PostgresServices.BuildDataSource(connectionString);
        await new Migrator(source).MigrateAsync(TestContext.Current.CancellationToken);
        return new NpgsqlConnectionStringBuilder(connectionString).Database!;
    }
}
