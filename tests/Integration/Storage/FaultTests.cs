using Dapper;
using Npgsql;
using Tracking.Deliveries;
using Tracking.Storage;
using Tracking.Storage.Postgres;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Integration.Storage;

public sealed class FaultTests(Servers servers)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_is_away_is_a_passing_fault_of_every_store_and_query()
    {
        await using var source = PostgresServices.BuildDataSource("Host=127.0.0.1;Port=1;Username=x;Database=x;Timeout=2");
        var stores = Postgres.Over(source);

        await Assert.ThrowsAsync<StorageUnavailableException>(() => stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => stores.Query.FindAsync("d1", Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => stores.Query.OrphansAsync(null, 1, Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => stores.Unsubscribes.RecordAsync([], Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => stores.Retention.TryBeginAsync(Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => stores.Audit.ListAsync(new AuditFilter(), null, 1, Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => stores.Callbacks.KeepAsync([], Token));
        await Assert.ThrowsAsync<StorageUnavailableException>(() => stores.Erasure.EraseAsync("a@x.org", null, Token));
    }

    [Fact]
    public async Task A_database_that_does_not_exist_yet_is_a_passing_fault()
    {
        var missing = new NpgsqlConnectionStringBuilder(await servers.NewDatabaseAsync()) { Database = "not_there_yet" };
        await using var source = PostgresServices.BuildDataSource(missing.ConnectionString);

        await Assert.ThrowsAsync<StorageUnavailableException>(
            () => Postgres.Over(source).Deliveries.ApplyAsync([Sent("d1", "m1")], Token));
    }

    [Fact]
    public async Task Connections_that_the_server_closed_are_replaced_without_a_word()
    {
        var database = await servers.NewMigratedDatabaseAsync();
        await using var source = PostgresServices.BuildDataSource(database);
        await using var other = PostgresServices.BuildDataSource(database);
        var stores = Postgres.Over(source);
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);
        await using var connection = await other.OpenConnectionAsync(Token);
        await connection.ExecuteAsync("""
            select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
            """);

        await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "m1")], Token);

        Assert.Equal("delivered", (await stores.FindAsync("d1")).Status);
    }

    [Fact]
    public async Task Evidence_is_visible_also_where_its_claims_writer_died_before_the_join()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        var stores = Postgres.Over(source);
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "m1", minute: 1)], Token);

        // What is committed first, and nothing more.
        var (sent, claim) = (Sent("d1", "m1"), Sent("d1", "m1").Claim!);
        await using (var connection = await source.OpenConnectionAsync(Token))
        {
            await connection.ExecuteAsync(
                """
                insert into claim (provider, provider_message_id, recipient, delivery_id, claimed_at)
                values (@Provider, @ProviderMessageId, coalesce(@Recipient, ''), @DeliveryId, @ClaimedAt)
                """,
                claim);
        }

        var orphan = Assert.Single(await stores.Query.OrphansAsync(null, 10, Token));
        Assert.Equal(("m1", "unclaimed"), (orphan.ProviderMessageId, orphan.Why));

        // Its message was not acknowledged: it comes again.
        await stores.Deliveries.ApplyAsync([sent], Token);

        Assert.Empty(await stores.Query.OrphansAsync(null, 10, Token));
        Assert.Equal("delivered", (await stores.FindAsync("d1")).Status);
    }

    [Fact]
    public async Task A_data_error_surfaces_as_it_is_and_leaves_nothing_of_its_batch()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        var stores = Postgres.Over(source);
        var poison = Callback(Evidence.Delivered, "m2") with { Reason = "\0" };

        var fault = await Assert.ThrowsAsync<PostgresException>(
            () => stores.Deliveries.ApplyAsync([Sent("d1", "m1"), poison, Callback(Evidence.Delivered, "m1")], Token));

        Assert.StartsWith("22", fault.SqlState, StringComparison.Ordinal);
        await using var connection = await source.OpenConnectionAsync(Token);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("""
            select (select count(*) from event) + (select count(*) from claim) + (select count(*) from delivery)
                 + (select count(*) from orphan)
            """));
        Assert.Equal(new Applied(2, 1, 1, 0), await stores.Deliveries.ApplyAsync([Sent("d1", "m1"), Callback(Evidence.Delivered, "m1")], Token));
    }
}
