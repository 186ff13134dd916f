using FsCheck.Fluent;
using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every store's analytics keep to, beside the laws of histories.</summary>
public abstract class AnalyticsTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task Over_hours_and_days_the_counts_are_what_a_scan_finds_whatever_part_of_them_is_asked_about()
    {
        foreach (var history in Histories.Any.Generator.Sample(40).Where(h => h.Events.Count > 3).Take(8))
        {
            var stores = await NewStoresAsync();
            foreach (var batch in history.Arrival)
            {
                await stores.Deliveries.ApplyAsync(batch, Token);
                stores.Clock.Advance(TimeSpan.FromMinutes(250));
                await stores.Counts.FoldAsync(3, Token);
            }

            await stores.HoldsAsync(history.Events);
        }
    }

    [Fact]
    public async Task A_description_that_comes_later_moves_its_delivery_and_leaves_nothing_behind()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Assigned("d1", "m1"), Callback(Evidence.Delivered, "m1", 1)], Token);
        await stores.Counts.FoldAsync(100, Token);
        var before = await AskAsync(stores, AnalyticsDimension.Channel);

        await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);

        Assert.Equal((null, 1, 1), (Assert.Single(before.Groups).Key.Channel, before.Total.Deliveries, before.Total.Delivered));
        var after = await AskAsync(stores, AnalyticsDimension.Channel);
        Assert.Equal(("sms", 1, 1), (Assert.Single(after.Groups).Key.Channel, after.Total.Deliveries, after.Total.Delivered));
    }

    [Fact]
    public async Task The_biggest_groups_are_told_and_the_others_are_in_the_total()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([.. Enumerable.Range(0, 12).Select(i => OfTenant($"t{i % 4}", i))], Token);
        await stores.Deliveries.ApplyAsync([OfTenant("t2", 20), OfTenant("t1", 21), OfTenant("t1", 22)], Token);

        var answer = await stores.Analytics.AskAsync(
            new AnalyticsQuestion { From = Start, GroupBy = [AnalyticsDimension.TenantId], MaxGroups = 2 }, Token);

        Assert.Equal([("t1", 5L), ("t2", 4L)], answer.Groups.Select(g => (g.Key.TenantId, g.Figures.Sent)));
        Assert.Equal((15, true), (answer.Total.Sent, answer.Truncated));
    }

    [Fact]
    public async Task What_retention_or_an_erasure_deletes_stays_counted_for_as_long_as_its_hour_is_kept()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1", recipient: "ana@x.org"), Sent("d2", "m2")], Token);
        stores.Clock.Advance(TimeSpan.FromDays(3));
        await stores.Deliveries.ApplyAsync([Sent("d3", "m3")], Token);
        await stores.Erasure.EraseAsync("ana@x.org", null, Token);
        await stores.DeleteAsync(Expiring.Deliveries, stores.Clock.GetUtcNow().AddDays(-1));
        while (await stores.Counts.FoldAsync(2, Token) > 0)
        {
        }

        var kept = await AskAsync(stores);
        var deleted = await stores.DeleteAsync(Expiring.Counts, stores.Clock.GetUtcNow().AddDays(-1), limit: 2);

        Assert.Equal(3, kept.Total.Sent);
        Assert.Equal(3, deleted.Counts); // Deliveries, sent and unconfirmed, of the one key that they share.
        Assert.Equal(1, (await AskAsync(stores)).Total.Sent);
    }

    [Fact]
    public async Task Over_nothing_everything_is_nought_and_no_time_is_told()
    {
        var answer = await AskAsync(await NewStoresAsync(), AnalyticsDimension.Hour);

        Assert.Empty(answer.Groups);
        Assert.Equal((0, 0, 0, 0, 0), (answer.Total.Deliveries, answer.Total.DeliveryRate, answer.Total.OpenRate, answer.Total.ClickRate, answer.Total.ComplaintRate));
        Assert.Equal(new DeliveryTimes(null, null, null), answer.Total.TimeToDelivery);
    }

    [Fact]
    public async Task Many_who_add_up_at_once_lose_nothing_and_count_nothing_twice()
    {
        var stores = await NewStoresAsync();
        for (var i = 0; i < 20; i++)
            await stores.Deliveries.ApplyAsync([.. Enumerable.Range(0, 10).Select(n => OfTenant($"t{n % 3}", i * 10 + n))], Token);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            async () =>
            {
                for (var i = 0; i < 10; i++)
                    await stores.Counts.FoldAsync(9, Token);
            },
            Token)));

        Assert.Equal(200, (await AskAsync(stores)).Total.Sent);
    }

    static Task<AnalyticsAnswer> AskAsync(Stores stores, params AnalyticsDimension[] groupBy) =>
        stores.Analytics.AskAsync(new AnalyticsQuestion { From = Start, GroupBy = groupBy }, Token);

    static DeliveryEvent OfTenant(string tenant, int number)
    {
        var sent = Sent($"d{number}", $"m{number}");
        return sent with { Description = Describe(sent, (DescriptionField.Channel, "sms"), (DescriptionField.TenantId, tenant)) };
    }
}
