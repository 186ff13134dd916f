using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every outbox keeps to. Each test has a store of its own.</summary>
public abstract class OutboxTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task Each_change_of_status_is_announced_once_with_what_it_changed_from()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Undelivered, "m1", minute: 1) with { Reason = "blocked", ErrorCode = "30007" }], Token);
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "m1", minute: 2)], Token);

        var announced = await stores.DrainAsync();

        Assert.Equal(
            [
                new StatusChange { DeliveryId = "d1", Version = 1, To = "sent", OccurredAt = At(0) },
                new StatusChange
                {
                    DeliveryId = "d1", Version = 2, From = "sent", To = "bounced", Reason = "blocked", ErrorCode = "30007", OccurredAt = At(1),
                },
                new StatusChange { DeliveryId = "d1", Version = 3, From = "bounced", To = "delivered", OccurredAt = At(2) },
            ],
            announced);
        Assert.Empty(await stores.DrainAsync());
    }

    [Fact]
    public async Task What_changes_neither_status_nor_reason_is_not_announced()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1"), Callback(Evidence.Delivered, "m1")], Token);
        await stores.DrainAsync();

        await stores.Deliveries.ApplyAsync([Sent("d1", "m1"), Callback(Evidence.Delivered, "m1")], Token);
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Opened, "m1", minute: 3), Callback(Evidence.Sent, "m1", minute: 4)], Token);
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "unclaimed")], Token);

        Assert.Empty(await stores.DrainAsync());
    }

    [Fact]
    public async Task A_batch_announces_where_it_ends_and_not_the_way_there()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "m1"), Sent("d1", "m1", evidence: Evidence.Queued), Sent("d1", "m1")], Token);

        var announced = Assert.IsType<StatusChange>(Assert.Single(await stores.DrainAsync()));

        Assert.Equal((1, null, "delivered"), (announced.Version, announced.From, announced.To));
    }

    [Fact]
    public async Task Where_the_source_states_no_time_the_change_is_told_with_the_earliest_arrival()
    {
        var stores = await NewStoresAsync();
        var callback = Callback(Evidence.Delivered, "m1", minute: 5) with { StatedAt = null };
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1"), callback], Token);

        var announced = Assert.IsType<StatusChange>(Assert.Single(await stores.DrainAsync()));

        Assert.Equal(callback.ReceivedAt, announced.OccurredAt);
    }

    [Fact]
    public async Task A_delivery_that_only_an_assignment_has_named_is_announced_as_queued()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Assigned("d1", "m1")], Token);

        var announced = Assert.IsType<StatusChange>(Assert.Single(await stores.DrainAsync()));

        Assert.Equal(("queued", stores.Clock.GetUtcNow()), (announced.To, announced.OccurredAt));
    }

    [Fact]
    public async Task An_announcement_travels_with_its_delivery_as_it_is_now()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Sent, null, deliveryId: "d1")], Token);
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1", recipient: "+31612345678")], Token);

        DeliveryView? told = null;
        await stores.Outbox.RelayAsync(
            1,
            (announcements, _) =>
            {
                told = announcements.Single().Delivery;
                return Task.CompletedTask;
            },
            Token);

        Assert.Equal(("d1", "InvoicePaid", "+31612345678", "m1"), (told?.DeliveryId, told?.NotificationType, told?.Recipient, told?.ProviderMessageId));
    }

    [Fact]
    public async Task What_could_not_be_published_stays_and_comes_again_under_the_same_message_id()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1"), Sent("d2", "m2")], Token);
        var tried = new List<Guid>();

        await Assert.ThrowsAsync<TimeoutException>(() => stores.Outbox.RelayAsync(
            10,
            (announcements, _) =>
            {
                tried.AddRange(announcements.Select(a => a.Announcement.MessageId));
                throw new TimeoutException("no confirm");
            },
            Token));

        Assert.Equal(2, tried.Distinct().Count());
        Assert.Equal(tried.Order(), (await stores.DrainAsync()).Select(a => a.MessageId).Order());
    }

    [Fact]
    public async Task Two_relays_at_once_pass_over_what_the_other_holds()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([.. Enumerable.Range(0, 10).Select(i => Sent($"d{i}", $"m{i}"))], Token);
        var ofTheOther = new List<string?>();
        var ofTheFirst = new List<string?>();

        await stores.Outbox.RelayAsync(
            6,
            async (announcements, token) =>
            {
                ofTheFirst.AddRange(announcements.Select(a => a.Announcement.DeliveryId));
                await stores.Outbox.RelayAsync(
                    10,
                    (others, _) =>
                    {
                        ofTheOther.AddRange(others.Select(a => a.Announcement.DeliveryId));
                        return Task.CompletedTask;
                    },
                    token);
            },
            Token);

        Assert.Equal((6, 4), (ofTheFirst.Count, ofTheOther.Count));
        Assert.Empty(ofTheFirst.Intersect(ofTheOther));
        Assert.Empty(await stores.DrainAsync());
    }
}
