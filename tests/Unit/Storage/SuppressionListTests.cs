using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every suppression list keeps to.</summary>
public abstract class SuppressionListTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task A_hard_bounce_suppresses_its_recipient_and_is_announced_with_it()
    {
        var stores = await NewStoresAsync();

        var applied = await stores.Deliveries.ApplyAsync([Mail("d1"), Bounce("d1")], Token);

        var entry = Assert.Single(await ListAsync(stores));
        Assert.Equal(("acme", "email", "ana@x.org", "all"), (entry.TenantId, entry.Channel, entry.Recipient, entry.Scope));
        Assert.Equal(("hard_bounce", At(1), "d1"), (entry.Reason, entry.Since, entry.DeliveryId));
        Assert.True(applied.Announces);
        var notice = Assert.Single((await stores.DrainAsync()).OfType<SuppressionNotice>());
        Assert.Equal((new SuppressedAddress("acme", "email", "ana@x.org", "all"), "hard_bounce", 1), (notice.Address, notice.Reason, notice.Version));
    }

    [Fact]
    public async Task A_bounce_that_comes_before_all_else_suppresses_once_it_is_known_for_whom()
    {
        var stores = await NewStoresAsync();

        await stores.Deliveries.ApplyAsync([Bounce("d1")], Token);
        Assert.Empty(await ListAsync(stores));
        await stores.Deliveries.ApplyAsync([Assigned("d1", "m-d1")], Token);
        Assert.Empty(await ListAsync(stores));
        await stores.Deliveries.ApplyAsync([Mail("d1")], Token);

        Assert.Equal("ana@x.org", Assert.Single(await ListAsync(stores)).Recipient);
    }

    [Fact]
    public async Task Since_is_its_first_arrival_also_where_its_repeat_comes_together_with_its_delivery()
    {
        var stores = await NewStoresAsync();

        // Several, for the order within a batch goes by their ids.
        string[] deliveries = ["d1", "d2", "d3", "d4", "d5", "d6", "d7", "d8"];
        await stores.Deliveries.ApplyAsync([.. deliveries.Select(id => Timeless(id, arrival: 1))], Token);
        await stores.Deliveries.ApplyAsync([.. deliveries.SelectMany(id => (DeliveryEvent[])[Mail(id) with { Recipient = null }, Timeless(id, arrival: 5)])], Token);

        var list = await ListAsync(stores);
        Assert.Equal(deliveries.Length, list.Count);
        Assert.All(list, entry => Assert.Equal(At(1), entry.Since));

        static DeliveryEvent Timeless(string id, int arrival) =>
            Bounce(id) with { StatedAt = null, ReceivedAt = At(arrival), Recipient = $"{id}@x.org" };
    }

    [Fact]
    public async Task Who_is_learnt_to_be_another_tenants_moves_to_its_list()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Mail("d1", tenant: null, minute: 5), Bounce("d1")], Token);
        Assert.Null(Assert.Single(await ListAsync(stores)).TenantId);

        await stores.Deliveries.ApplyAsync([Mail("d1", minute: 2)], Token);

        Assert.Equal("acme", Assert.Single(await ListAsync(stores)).TenantId);
        var notices = (await stores.DrainAsync()).OfType<SuppressionNotice>().ToArray();
        Assert.Equal(
            [(null, "hard_bounce", 1), (null, null, 2), ("acme", "hard_bounce", 1)],
            notices.Select(n => (n.Address.TenantId, n.Reason, n.Version)).OrderBy(n => n.TenantId).ThenBy(n => n.Version));
    }

    [Fact]
    public async Task A_repeat_of_what_was_lifted_changes_nothing_and_a_new_event_suppresses_again()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Mail("d1"), Bounce("d1")], Token);
        var entry = Assert.Single(await ListAsync(stores));

        var lifted = await stores.Suppressions.LiftAsync(entry.Id, At(10), Token);
        await stores.Deliveries.ApplyAsync([Bounce("d1"), Mail("d1")], Token);

        Assert.Equal(entry, lifted);
        Assert.Empty(await ListAsync(stores));
        Assert.Null(await stores.Suppressions.LiftAsync(entry.Id, At(11), Token));

        // Also one of the same delivery, which changes nothing of it.
        await stores.Deliveries.ApplyAsync([Bounce("d1", minute: 3)], Token);

        Assert.Equal(At(3), Assert.Single(await ListAsync(stores)).Since);
        Assert.Equal(
            [("hard_bounce", 1), (null, 2), ("hard_bounce", 3)],
            (await stores.DrainAsync()).OfType<SuppressionNotice>().Select(n => (n.Reason, n.Version)));
    }

    [Fact]
    public async Task A_provider_takes_back_what_it_said_before_and_nothing_else()
    {
        var stores = await NewStoresAsync();
        var group = SuppressionScope.List("ses", "12");
        await stores.Deliveries.ApplyAsync(
            [
                Mail("d1"), Bounce("d1"),
                Said("d1", minute: 2, new Suppression("unsubscribed", group)), Said("d1", minute: 4, Suppression.Lift(group)),
                Said("d1", minute: 4, Suppression.Lift()) with { Provider = "twilio", DeliveryId = "d1" },
            ],
            Token);

        Assert.Equal("all", Assert.Single(await ListAsync(stores)).Scope);

        await stores.Deliveries.ApplyAsync([Said("d1", minute: 5, new Suppression("unsubscribed", group))], Token);

        Assert.Equal([group, "all"], (await ListAsync(stores)).Select(e => e.Scope));
    }

    [Fact]
    public async Task A_fact_weighs_more_than_a_wish_and_an_earlier_one_more_than_a_later_one()
    {
        var stores = await NewStoresAsync();
        await stores.Unsubscribes.RecordAsync([Unsubscribe("all", minute: 0)], Token);
        await stores.Deliveries.ApplyAsync([Mail("d1"), Bounce("d1", minute: 7), Bounce("d1", minute: 6)], Token);

        var entry = Assert.Single(await ListAsync(stores));

        Assert.Equal(("hard_bounce", At(6)), (entry.Reason, entry.Since));
        Assert.Single((await stores.DrainAsync()).OfType<SuppressionNotice>());
    }

    [Fact]
    public async Task An_unsubscribe_suppresses_under_its_scope_and_leaves_an_audit_entry_once()
    {
        var stores = await NewStoresAsync();
        var request = Unsubscribe("marketing", minute: 0);

        await stores.Unsubscribes.RecordAsync([request], Token);
        await stores.Unsubscribes.RecordAsync([request with { ReceivedAt = At(9) }], Token);

        var entry = Assert.Single(await ListAsync(stores));
        Assert.Equal(("marketing", "unsubscribed", At(0), null), (entry.Scope, entry.Reason, entry.Since, entry.DeliveryId));
        var audited = Assert.Single(await stores.Audit.ListAsync(new AuditFilter(), null, 10, Token));
        Assert.Equal(("recipient.unsubscribed", "recipient"), (audited.Action, audited.Actor));
        Assert.Equal(("one-click", "203.0.113.9", "ana@x.org"), (audited.Detail!["source"], audited.Detail["ipAddress"], audited.Detail["recipient"]));

        // Lifted, it is as little said again by a repeat as evidence is.
        await stores.Suppressions.LiftAsync(entry.Id, At(10), Token);
        await stores.Unsubscribes.RecordAsync([request], Token);
        Assert.Empty(await ListAsync(stores));
    }

    [Fact]
    public async Task By_hand_it_is_added_found_under_every_scope_and_lifted()
    {
        var stores = await NewStoresAsync();
        var all = new SuppressedAddress(null, "sms", "31612345678", "all");

        var added = await stores.Suppressions.AddAsync(all, "asked by phone", EventId.Of("1"), At(1), Token);
        var marketing = await stores.Suppressions.AddAsync(all with { Scope = "marketing" }, "opted_out", EventId.Of("2"), At(2), Token);
        await stores.Suppressions.AddAsync(all with { TenantId = "acme" }, "opted_out", EventId.Of("3"), At(3), Token);
        await stores.Suppressions.AddAsync(all with { Channel = "whatsapp" }, "opted_out", EventId.Of("4"), At(4), Token);

        Assert.Equal(("asked by phone", At(1), "31612345678"), (added.Reason, added.Since, added.Recipient));
        var found = await stores.Suppressions.FindAsync(null, "sms", ["31612345678", "31612345678", "nobody"], Token);
        Assert.Equal([added, marketing], found.OrderBy(e => e.Since));
        Assert.Single(await stores.Suppressions.FindAsync("acme", "sms", ["31612345678"], Token));
        Assert.NotNull(await stores.Suppressions.LiftAsync(added.Id, At(5), Token));
        Assert.Equal([marketing], await stores.Suppressions.FindAsync(null, "sms", ["31612345678"], Token));
    }

    [Fact]
    public async Task Pages_are_cut_by_key_and_filters_restrict()
    {
        var stores = await NewStoresAsync();
        for (var i = 0; i < 7; i++)
        {
            await stores.Suppressions.AddAsync(
                new SuppressedAddress(i % 2 == 0 ? "acme" : null, "email", $"a{i}@x.org", "all"), "complaint", EventId.Of($"{i}"), At(i / 2), Token);
        }

        var paged = new List<SuppressionView>();
        for (PagePosition? after = null; ;)
        {
            var page = await stores.Suppressions.ListAsync(new SuppressionFilter(), after, 3, Token);
            paged.AddRange(page);
            if (page.Count < 3)
                break;
            after = new PagePosition(page[^1].Since, page[^1].Id.ToString("D"));
        }

        Assert.Equal(7, paged.DistinctBy(e => e.Id).Count());
        Assert.Equal(paged.OrderByDescending(e => e.Since).Select(e => e.Since), paged.Select(e => e.Since));
        Assert.Equal(4, (await FilteredAsync(new SuppressionFilter { TenantId = "acme" })).Count);
        Assert.Equal("a3@x.org", Assert.Single(await FilteredAsync(new SuppressionFilter { Recipient = "A3 <A3@X.org>" })).Recipient);
        Assert.Empty(await FilteredAsync(new SuppressionFilter { Channel = "sms" }));
        Assert.Empty(await FilteredAsync(new SuppressionFilter { Recipient = "<>" }));
        Assert.Equal(7, (await FilteredAsync(new SuppressionFilter { Reason = "complaint", Scope = "all", Channel = "email" })).Count);

        Task<IReadOnlyList<SuppressionView>> FilteredAsync(SuppressionFilter filter) => stores.Suppressions.ListAsync(filter, null, 100, Token);
    }

    [Fact]
    public async Task An_entry_outlives_its_delivery_and_an_erasure_counts_it()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Mail("d1"), Bounce("d1")], Token);

        var erased = await stores.Erasure.EraseAsync("ana@x.org", null, Token);
        await stores.Deliveries.ApplyAsync([Bounce("d1")], Token);

        Assert.Equal((1, 1), (erased.Rows.Deliveries, erased.KeptSuppressions));
        Assert.Single(await ListAsync(stores));
    }

    static Task<IReadOnlyList<SuppressionView>> ListAsync(Stores stores) =>
        stores.Suppressions.ListAsync(new SuppressionFilter(), null, 100, Token);

    static DeliveryEvent Mail(string deliveryId, string? tenant = "acme", int minute = 0)
    {
        var sent = Sent(deliveryId, "m-" + deliveryId, minute, "Ana <ana@x.org>") with { Provider = "ses" };
        return sent with
        {
            Description = Describe(
                sent, (DescriptionField.Channel, "email"), (DescriptionField.TenantId, tenant), (DescriptionField.Recipient, "Ana <ana@x.org>")),
        };
    }

    static DeliveryEvent Bounce(string deliveryId, int minute = 1) =>
        Callback(Evidence.HardBounce, "m-" + deliveryId, minute, "ana@x.org", "ses");

    static DeliveryEvent Said(string deliveryId, int minute, Suppression said) =>
        Callback(Evidence.Unknown, "m-" + deliveryId, minute, "ana@x.org", "ses") with
        {
            Id = EventId.Of($"{said}", $"{minute}"),
            Reason = "word",
            Suppression = said,
        };

    static Unsubscribe Unsubscribe(string scope, int minute) => new(
        EventId.Of(scope, $"{minute}"), "acme", "email", "ana@x.org", scope, "one-click", "203.0.113.9", At(minute), At(minute + 1));
}
