using Dapper;
using Tracking.Deliveries;
using Tracking.Storage;
using Tracking.Storage.Postgres;
using Tracking.Unit.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Integration.Storage;

public sealed class RaceTests(Servers servers)
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Two_halves_that_are_written_at_the_same_instant_always_find_each_other(int writersOfEach)
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        var stores = Postgres.Over(source);

        for (var round = 0; round < 150; round++)
        {
            using var start = new Barrier(2 * writersOfEach);
            var halves = Enumerable.Range(0, writersOfEach).SelectMany(_ => (DeliveryEvent[])
            [
                Sent($"d{round}", $"m{round}"), Callback(Evidence.Delivered, $"m{round}", minute: 1),
            ]);
            await Task.WhenAll(halves.Select(half => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Token);
                    return stores.Deliveries.ApplyAsync([half], Token);
                },
                Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        }

        var views = (await stores.Query.ListAsync(new DeliveryFilter(), null, 500, Token)).Deliveries;
        Assert.Equal(150, views.Count);
        Assert.All(views, view => Assert.Equal((At(0), At(1), "delivered"), (view.SentAt, view.DeliveredAt, view.Status)));
        await using var connection = await source.OpenConnectionAsync(Token);
        Assert.Equal(0, await connection.ExecuteScalarAsync<int>("select count(*) from orphan"));
    }

    [Fact]
    public async Task A_bounce_and_what_it_counts_for_that_are_written_at_the_same_instant_always_find_each_other()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        var stores = Postgres.Over(source);

        for (var round = 0; round < 150; round++)
        {
            // The bounce changes nothing of its delivery, which has another already: so no row is fought for.
            var earlier = Callback(Evidence.HardBounce, null, deliveryId: $"d{round}");
            await stores.Deliveries.ApplyAsync([earlier], Token);
            using var start = new Barrier(2);
            DeliveryEvent[] halves =
            [
                Sent($"d{round}", null, recipient: $"a{round}@x.org"),
                Callback(Evidence.HardBounce, null, minute: 1, recipient: $"b{round}@x.org", deliveryId: $"d{round}"),
            ];
            await Task.WhenAll(halves.Select(half => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Token);
                    return stores.Deliveries.ApplyAsync([half], Token);
                },
                Token, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));
        }

        var suppressed = await stores.Suppressions.ListAsync(new SuppressionFilter(), null, 500, Token);
        Assert.Equal(
            Enumerable.Range(0, 150).SelectMany(i => (string[])[$"a{i}@x.org", $"b{i}@x.org"]).Order(StringComparer.Ordinal),
            suppressed.Select(e => e.Recipient).Order(StringComparer.Ordinal));
        Assert.Equal(300, (await stores.DrainAsync()).OfType<SuppressionNotice>().Count());
    }

    [Fact]
    public async Task Many_writers_of_one_delivery_lose_no_open_and_count_none_twice()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        var stores = Postgres.Over(source);
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                await stores.Deliveries.ApplyAsync(
                    [Callback(Evidence.Opened, "m1", minute: writer * 25 + i), Callback(Evidence.Opened, "m1", minute: i)], Token);
            }
        }, Token)));

        Assert.Equal(100, (await stores.FindAsync("d1")).OpenCount);
    }

    [Fact]
    public async Task Batches_that_share_their_deliveries_in_any_order_do_not_stop_each_other()
    {
        await using var source = PostgresServices.BuildDataSource(await servers.NewMigratedDatabaseAsync());
        var stores = Postgres.Over(source);
        var history = Enumerable.Range(0, 200)
            .SelectMany(i => (DeliveryEvent[])[Sent($"d{i}", $"m{i}"), Callback(Evidence.Delivered, $"m{i}", minute: 1)])
            .ToArray();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(
            () => stores.Deliveries.ApplyAsync(
                [.. writer % 2 == 0 ? history : history.Reverse()], Token), Token)));

        await stores.HoldsAsync(history);
    }
}
