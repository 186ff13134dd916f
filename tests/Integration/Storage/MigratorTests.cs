using Dapper;
using Tracking.Storage.Postgres;
using Xunit;

namespace Tracking.Integration.Storage;

public sealed class MigratorTests(Servers servers)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_workers_that_start_at_once_migrate_an_empty_database_together()
    {
        var database = await servers.NewDatabaseAsync();
        await using var source = PostgresServices.BuildDataSource(database);
        var before = await new Migrator(source).IsCurrentAsync(Token);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var own = PostgresServices.BuildDataSource(database);
            await new Migrator(own).MigrateAsync(Token);
        }, Token)));

        Assert.False(before);
        Assert.True(await new Migrator(source).IsCurrentAsync(Token));
        await using var connection = await source.OpenConnectionAsync(Token);
        var numbers = (await connection.QueryAsync<int>("select number from schema_migration order by number")).ToArray();
        Assert.Equal(Enumerable.Range(1, numbers.Length), numbers);
    }

    [Fact]
    public async Task A_script_that_was_changed_after_it_had_been_applied_is_refused_by_its_name()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        await using var connection = await source.OpenConnectionAsync(Token);
        await connection.ExecuteAsync("update schema_migration set checksum = 'other' where number = 1");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => new Migrator(source).MigrateAsync(Token));

        Assert.Contains("0001_keep_facts_and_deliveries.sql", refusal.Message, StringComparison.Ordinal);
        Assert.False(await new Migrator(source).IsCurrentAsync(Token));

        // The refusal leaves the lock free for the next one. Other tests migrate databases of their own on the same server.
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("""
            select count(*)
              from pg_locks l
              join pg_database d on d.oid = l.database
             where l.locktype = 'advisory' and d.datname = current_database()
            """));
    }
}
