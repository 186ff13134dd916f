using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every query keeps to.</summary>
public abstract class DeliveryQueryTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task Every_filter_finds_what_it_names_and_nothing_else()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync(
            [
                Described("d1", "m1", "Ana <ana@x.org>", "t1", "email", "ses", "InvoicePaid", "n1", "user", "1"),
                Described("d2", "m2", "+31 6 1234", "t2", "sms", "twilio", "Welcome", "n2", "order", "2"),
                Callback(Evidence.Undelivered, "m2", minute: 1) with { Reason = "blocked" },
                Assigned("d2", "m3"),
            ],
            Token);

        await FindsAsync("d1", new() { Status = DeliveryStatus.Sent });
        await FindsAsync("d2", new() { Status = DeliveryStatus.Bounced });
        await FindsAsync("d2", new() { Reason = "blocked" });
        await FindsAsync("d1", new() { TenantId = "t1" });
        await FindsAsync("d2", new() { Channel = "sms" });
        await FindsAsync("d1", new() { Provider = "ses" });
        await FindsAsync("d2", new() { NotificationType = "Welcome" });
        await FindsAsync("d1", new() { NotificationId = "n1" });
        await FindsAsync("d2", new() { NotifiableType = "order" });
        await FindsAsync("d1", new() { NotifiableId = "1" });
        await FindsAsync("d1", new() { Recipient = "ANA@X.ORG" });
        await FindsAsync("d2", new() { Recipient = "whatsapp:+3161234" });
        await FindsAsync("d2", new() { ProviderMessageId = "m2" });
        await FindsAsync("d2", new() { ProviderMessageId = "m3", Status = DeliveryStatus.Bounced, TenantId = "t2" });
        await FindsAsync("", new() { ProviderMessageId = "m3", Status = DeliveryStatus.Sent });
        await FindsAsync("", new() { TenantId = "t3" });
        await FindsAsync("d2 d1", new());
        await FindsAsync("d2 d1", new() { Recipient = " " });

        async Task FindsAsync(string ids, DeliveryFilter filter) =>
            Assert.Equal(ids, string.Join(' ', (await stores.Query.ListAsync(filter, null, 10, Token)).Deliveries.Select(d => d.DeliveryId)));
    }

    [Fact]
    public async Task A_window_has_its_beginning_and_not_its_end()
    {
        var stores = await NewStoresAsync();
        var first = stores.Clock.GetUtcNow();
        foreach (var id in (string[])["d1", "d2", "d3"])
        {
            await stores.Deliveries.ApplyAsync([Sent(id, null)], Token);
            stores.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var window = await stores.Query.ListAsync(
            new DeliveryFilter { From = first.AddMinutes(1), To = first.AddMinutes(2) }, null, 10, Token);

        Assert.Equal("d2", Assert.Single(window.Deliveries).DeliveryId);
    }

    [Fact]
    public async Task Overdue_is_what_was_sent_too_long_ago_for_its_channel_and_has_no_verdict()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync(
            [
                Sent("late", "m1", minute: 1), Sent("recent", "m2", minute: 9),
                Sent("confirmed", "m3", minute: 1), Callback(Evidence.Delivered, "m3"),
                Sent("other", "m4", minute: 1) with { Description = null },
                Sent("queued", "m5", minute: 1, evidence: Evidence.Queued),
            ],
            Token);
        var overdue = new DeliveryFilter
        {
            Overdue = true,
            OverdueBefore = new Dictionary<string, DateTimeOffset> { ["sms"] = At(5), ["email"] = At(100) },
        };

        Assert.Equal(["late"], (await stores.Query.ListAsync(overdue, null, 10, Token)).Deliveries.Select(d => d.DeliveryId));
        Assert.Equal(
            ["recent", "queued", "other", "confirmed"],
            (await stores.Query.ListAsync(overdue with { Overdue = false }, null, 10, Token)).Deliveries.Select(d => d.DeliveryId));
    }

    [Fact]
    public async Task Pages_stay_as_they_are_while_rows_change_and_come()
    {
        var stores = await NewStoresAsync();
        for (var i = 0; i < 9; i++)
        {
            await stores.Deliveries.ApplyAsync([Sent($"d{i}", $"m{i}")], Token);
            if (i % 3 == 2)
                stores.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var seen = new List<string>();
        PagePosition? after = null;
        while (await stores.Query.ListAsync(new DeliveryFilter(), after, 2, Token) is { Deliveries.Count: > 0 } page)
        {
            seen.AddRange(page.Deliveries.Select(d => d.DeliveryId));
            after = new PagePosition(page.Deliveries[^1].CreatedAt, page.Deliveries[^1].DeliveryId);
            stores.Clock.Advance(TimeSpan.FromSeconds(1));
            await stores.Deliveries.ApplyAsync(
                [Sent($"new{seen.Count}", null), Callback(Evidence.Delivered, $"m{seen.Count}"), Callback(Evidence.Delivered, "m0")], Token);
        }

        Assert.Equal(["d8", "d7", "d6", "d5", "d4", "d3", "d2", "d1", "d0"], seen);
    }

    static DeliveryEvent Described(
        string deliveryId, string messageId, string recipient, string tenant, string channel, string provider, string type,
        string notification, string notifiableType, string notifiableId)
    {
        var sent = Sent(deliveryId, messageId);
        return sent with
        {
            Description = Describe(
                sent, (DescriptionField.Recipient, recipient), (DescriptionField.TenantId, tenant), (DescriptionField.Channel, channel),
                (DescriptionField.Provider, provider), (DescriptionField.NotificationType, type),
                (DescriptionField.NotificationId, notification), (DescriptionField.NotifiableType, notifiableType),
                (DescriptionField.NotifiableId, notifiableId)),
        };
    }
}
