using Dapper;
using FsCheck.Fluent;
using Tracking.Storage.Postgres;
using Tracking.Unit.Storage;
using Xunit;

namespace Tracking.Integration.Storage;

public sealed class AnalyticsMigrationTests(Servers servers)
{
    [Fact]
    public async Task What_was_there_before_is_counted_as_if_it_had_been_counted_all_along()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var stores = Postgres.Over(source);
        var history = Histories.Any.Generator.Sample(200).MaxBy(h => h.Events.Count)!;
        foreach (var batch in history.Arrival)
        {
            await stores.Deliveries.ApplyAsync(batch, TestContext.Current.CancellationToken);
            stores.Clock.Advance(TimeSpan.FromMinutes(40));
        }

        await connection.ExecuteAsync("delete from analytics_delta; delete from analytics_count; delete from analytics_key");
        await connection.ExecuteAsync($"begin; {Backfill()}; commit");

        await stores.HoldsAsync(history.Events);
    }

    static string Backfill()
    {
        var name = typeof(Migrator).Assembly.GetManifestResourceNames().Single(n => n.EndsWith("0010_count_deliveries.sql", StringComparison.Ordinal));
        using var reader = new StreamReader(typeof(Migrator).Assembly.GetManifestResourceStream(name)!);
        var script = reader.ReadToEnd();
        var from = script.IndexOf("lock table delivery", StringComparison.Ordinal);
        var to = script.IndexOf("alter table", from, StringComparison.Ordinal);
        return script[from..to];
    }
}
