using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every store of deliveries that wait for a verdict keeps to. An sms has a day.</summary>
public abstract class OverdueStoreTests
{
    static readonly DateTimeOffset Due = At(0).AddDays(1);
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task A_delivery_is_taken_when_the_window_of_its_channel_has_passed_and_not_before()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);

        var before = await stores.Overdue.TakeAsync(Due.AddSeconds(-1), Lease, 10, Token);
        var after = await stores.Overdue.TakeAsync(Due, Lease, 10, Token);

        Assert.Empty(before);
        var watched = Assert.Single(after);
        Assert.Equal(("d1", "sent", 1), (watched.DeliveryId, watched.Delivery?.Status, watched.Looks));
    }

    [Fact]
    public async Task What_is_taken_is_nobody_elses_until_the_lease_ends()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1"), Sent("d2", "m2")], Token);

        var first = await stores.Overdue.TakeAsync(Due, Lease, 1, Token);
        var second = await stores.Overdue.TakeAsync(Due, Lease, 10, Token);
        var none = await stores.Overdue.TakeAsync(Due, Lease, 10, Token);
        var again = await stores.Overdue.TakeAsync(Due + Lease, Lease, 10, Token);

        Assert.Equal(["d1", "d2"], first.Concat(second).Select(w => w.DeliveryId).Order());
        Assert.Empty(none);
        Assert.Equal([("d1", 2), ("d2", 2)], again.Select(w => (w.DeliveryId, w.Looks)).Order());
    }

    [Fact]
    public async Task An_overdue_delivery_is_announced_once_however_long_it_is_watched()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);
        await stores.DrainAsync();
        await stores.Overdue.TakeAsync(Due, Lease, 10, Token);

        var first = await stores.Overdue.SettleAsync([new("d1", Notice, LookAgainAt: Due.AddHours(1))], Token);
        var taken = await stores.Overdue.TakeAsync(Due.AddHours(1), Lease, 10, Token);
        var second = await stores.Overdue.SettleAsync([new("d1", Notice)], Token);

        Assert.Equal((1, 0), (first, second));
        Assert.Equal(2, Assert.Single(taken).Looks);
        Assert.Equal(Notice, Assert.Single(await stores.DrainAsync()));
        Assert.Empty(await stores.Overdue.TakeAsync(Due.AddYears(1), Lease, 10, Token));
    }

    [Fact]
    public async Task A_verdict_that_comes_while_it_is_settled_wins()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);
        await stores.Overdue.TakeAsync(Due, Lease, 10, Token);
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "m1")], Token);
        await stores.DrainAsync();

        var announced = await stores.Overdue.SettleAsync([new("d1", Notice, LookAgainAt: Due.AddHours(1))], Token);

        Assert.Equal(0, announced);
        Assert.Empty(await stores.DrainAsync());
        Assert.Empty(await stores.Overdue.TakeAsync(Due.AddYears(1), Lease, 10, Token));
    }

    [Fact]
    public async Task A_delivery_whose_channel_becomes_known_only_after_it_was_sent_is_watched_from_then_on()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Sent, "m1", deliveryId: "d1")], Token);

        var unknown = await stores.Overdue.TakeAsync(Due.AddYears(1), Lease, 10, Token);
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1", evidence: Evidence.Queued)], Token);

        Assert.Empty(unknown);
        Assert.Equal("d1", Assert.Single(await stores.Overdue.TakeAsync(Due, Lease, 10, Token)).DeliveryId);
    }

    [Fact]
    public async Task What_is_delivered_at_once_is_never_watched()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1"), Callback(Evidence.Delivered, "m1"), Sent("d2", "m2", evidence: Evidence.Queued)], Token);

        Assert.Empty(await stores.Overdue.TakeAsync(Due.AddYears(1), Lease, 10, Token));
    }

    static readonly OverdueNotice Notice = new() { DeliveryId = "d1", SentAt = At(0), DueAt = Due };
}
