using Dapper;
using FsCheck;
using FsCheck.Fluent;
using Tracking.Deliveries;
using Tracking.Storage.Postgres;
using Tracking.Unit.Storage;
using Xunit;

namespace Tracking.Integration.Storage;

public sealed class PostgresLawTests(Servers servers)
{
    [Fact]
    public async Task Any_order_duplication_and_partition_of_a_history_ends_in_what_the_model_says() =>
        await HoldsAsync(tests: 150, async (stores, arrival) =>
        {
            foreach (var batch in arrival)
            {
                await stores.Deliveries.ApplyAsync(batch, CancellationToken.None);
                stores.Clock.Advance(TimeSpan.FromSeconds(1));
            }
        });

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task A_history_that_is_split_over_concurrent_writers_ends_in_what_the_model_says(int writers) =>
        await HoldsAsync(tests: 100, (stores, arrival) => Task.WhenAll(
            Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
            {
                foreach (var batch in arrival.Where((_, i) => i % writers == writer))
                    await stores.Deliveries.ApplyAsync(batch, CancellationToken.None);
            }))));

    [Fact]
    public async Task Deleting_old_facts_never_changes_a_kept_row_also_not_when_evidence_comes_afterwards()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());

        await Task.Run(
            () => Prop.ForAll(Histories.Any, history => CheckAsync(history).GetAwaiter().GetResult())
                .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(150)),
            TestContext.Current.CancellationToken);

        async Task CheckAsync(History history)
        {
            await using var connection = await source.OpenConnectionAsync();
            await connection.ExecuteAsync("delete from event; delete from claim; delete from delivery; delete from orphan");
            await Postgres.Over(source).KeepRowsAsync(history);
        }
    }

    async Task HoldsAsync(
        int tests, Func<Stores, IReadOnlyList<IReadOnlyList<DeliveryEvent>>, Task> write)
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());

        // FsCheck waits for nobody, so its own thread waits.
        await Task.Run(() => Prop.ForAll(Histories.Any, history => CheckAsync(history).GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithQuietOnSuccess(true).WithMaxTest(tests)));

        async Task CheckAsync(History history)
        {
            await using var connection = await source.OpenConnectionAsync();
            await connection.ExecuteAsync("""
                delete from event; delete from claim; delete from delivery; delete from orphan; delete from outbox;
                delete from awaiting_verdict; delete from suppression; delete from suppression_signal;
                delete from analytics_delta; delete from analytics_count
                """);
            var stores = Postgres.Over(source);
            await write(stores, history.Arrival);
            await stores.HoldsAsync(history.Events);

            // A marker is gone as soon as its event is claimed; the query's second look is for the moment between.
            Assert.Equal(
                StoreLaws.ExpectedOrphans(history.Events),
                await connection.QueryAsync<Guid>("select event_id from orphan order by event_id"));
        }
    }
}
