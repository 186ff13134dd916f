using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every store keeps to. Each test has a store of its own.</summary>
public abstract class DeliveryStoreTests
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task A_callback_joins_the_delivery_that_claimed_its_message_before()
    {
        var stores = await NewStoresAsync();
        var first = await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);
        var second = await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "m1")], Token);

        var view = await stores.FindAsync("d1");
        Assert.Equal(new Applied(1, 1, 1, 0), first);
        Assert.Equal(new Applied(1, 1, 1, 0), second);
        Assert.Equal(("delivered", "m1", 2), (view.Status, view.ProviderMessageId, view.Version));
        Assert.Equal([At(0), At(0)], [view.SentAt, view.DeliveredAt]);
    }

    [Fact]
    public async Task A_callback_that_came_before_its_claim_is_adopted_by_it()
    {
        var stores = await NewStoresAsync();
        var early = await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "m1")], Token);
        var orphans = await stores.Query.OrphansAsync(null, 10, Token);
        var late = await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);

        Assert.Equal(new Applied(1, 0, 0, 1), early);
        Assert.Equal(new Applied(1, 1, 1, 0), late);
        Assert.Equal("unclaimed", Assert.Single(orphans).Why);
        Assert.Empty(await stores.Query.OrphansAsync(null, 10, Token));
        Assert.Equal("delivered", (await stores.FindAsync("d1")).Status);
    }

    [Fact]
    public async Task Both_halves_may_come_in_one_batch()
    {
        var stores = await NewStoresAsync();

        var applied = await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "m1"), Sent("d1", "m1")], Token);

        Assert.Equal(new Applied(2, 1, 1, 0), applied);
        Assert.Equal("delivered", (await stores.FindAsync("d1")).Status);
        Assert.Empty(await stores.Query.OrphansAsync(null, 10, Token));
    }

    [Fact]
    public async Task Applying_events_again_changes_nothing()
    {
        var stores = await NewStoresAsync();
        DeliveryEvent[] history = [Sent("d1", "m1"), Callback(Evidence.Opened, "m1"), Callback(Evidence.Delivered, "m2")];
        await stores.Deliveries.ApplyAsync(history, Token);
        var before = await stores.FindAsync("d1");
        stores.Clock.Advance(TimeSpan.FromHours(1));

        var again = await stores.Deliveries.ApplyAsync([.. history, .. history], Token);

        Assert.Equal(new Applied(0, 0, 0, 1), again);
        Assert.Equivalent(before, await stores.FindAsync("d1"), strict: true);
        Assert.Equal(2, (await stores.Query.TimelineAsync("d1", Token)).Count);
    }

    [Fact]
    public async Task A_delivery_may_claim_several_messages_and_takes_the_callbacks_of_all()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m2", minute: 5), Sent("d1", "m1", minute: 1)], Token);
        await stores.Deliveries.ApplyAsync(
            [Callback(Evidence.Undelivered, "m1", minute: 2), Callback(Evidence.Delivered, "m2", minute: 6)], Token);

        var view = await stores.FindAsync("d1");
        Assert.Equal("delivered", view.Status);
        Assert.Equal([At(2), At(6)], [view.BouncedAt, view.DeliveredAt]);
        Assert.Equal("m2", view.ProviderMessageId);
        Assert.Equal(["m1", "m2"], view.ProviderMessageIds);
    }

    [Fact]
    public async Task Two_recipients_of_one_message_are_told_apart()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync(
            [Sent("d1", "m1", recipient: "Ana <ana@x.org>"), Sent("d2", "m1", recipient: "bo@x.org")], Token);
        await stores.Deliveries.ApplyAsync(
            [
                Callback(Evidence.Delivered, "m1", recipient: "ANA@x.org"),
                Callback(Evidence.HardBounce, "m1", recipient: "bo@x.org"),
                Callback(Evidence.HardBounce, "m1", recipient: "eve@x.org"),
            ],
            Token);

        Assert.Equal("delivered", (await stores.FindAsync("d1")).Status);
        Assert.Equal("bounced", (await stores.FindAsync("d2")).Status);
        var orphan = Assert.Single(await stores.Query.OrphansAsync(null, 10, Token));
        Assert.Equal(("eve@x.org", "other_recipient"), (orphan.Recipient, orphan.Why));
    }

    [Fact]
    public async Task Evidence_without_recipient_is_about_all_deliveries_of_its_message()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "m1")], Token);
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1", recipient: "a@x.org")], Token);
        await stores.Deliveries.ApplyAsync([Sent("d2", "m1", recipient: "b@x.org")], Token);

        Assert.Equal("delivered", (await stores.FindAsync("d1")).Status);
        Assert.Equal("delivered", (await stores.FindAsync("d2")).Status);
    }

    [Fact]
    public async Task A_claim_without_recipient_takes_everything_under_its_id()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "m1", minute: -1, recipient: "a@x.org")], Token);
        await stores.Deliveries.ApplyAsync([Assigned("d1", "m1")], Token);
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Complaint, "m1", recipient: "b@x.org", minute: 3)], Token);

        var view = await stores.FindAsync("d1");
        Assert.Equal(("bounced", "complaint", At(-1)), (view.Status, view.Reason, view.DeliveredAt));
        Assert.Equal(["delivered", "assigned", "complaint"], (await stores.Query.TimelineAsync("d1", Token)).Select(e => e.Evidence));
    }

    [Fact]
    public async Task Another_providers_message_of_the_same_id_is_another_message()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1"), Callback(Evidence.Delivered, "m1", provider: "plivo")], Token);

        Assert.Equal("sent", (await stores.FindAsync("d1")).Status);
        Assert.Equal("plivo", Assert.Single(await stores.Query.OrphansAsync(null, 10, Token)).Provider);
    }

    [Fact]
    public async Task Evidence_that_names_its_delivery_belongs_to_it_alone()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "m1", deliveryId: "d2")], Token);

        Assert.Equal("sent", (await stores.FindAsync("d1")).Status);
        var named = await stores.FindAsync("d2");
        Assert.Equal(("delivered", null, null), (named.Status, named.Channel, named.ProviderMessageId));
        Assert.Single(await stores.Query.TimelineAsync("d1", Token));
        Assert.Single(await stores.Query.TimelineAsync("d2", Token));
    }

    [Fact]
    public async Task A_delivery_known_only_by_an_assignment_is_queued()
    {
        var stores = await NewStoresAsync();

        var applied = await stores.Deliveries.ApplyAsync([Assigned("d1", "m1")], Token);

        var view = await stores.FindAsync("d1");
        Assert.Equal(new Applied(1, 1, 1, 0), applied);
        Assert.Equal(("queued", null, "m1", 1), (view.Status, view.QueuedAt, view.ProviderMessageId, view.Version));
    }

    [Fact]
    public async Task Evidence_without_any_message_id_stays_an_orphan()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1"), Callback(Evidence.HardBounce, null, recipient: "a@x.org")], Token);

        var orphan = Assert.Single(await stores.Query.OrphansAsync(null, 10, Token));
        Assert.Equal(("no_message_id", null, "hard_bounce"), (orphan.Why, orphan.ProviderMessageId, orphan.Evidence));
    }

    [Fact]
    public async Task Ambiguous_evidence_is_shown_and_counts_for_nobody()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1", recipient: "a@x.org"), Sent("d2", "m1", recipient: "b@x.org")], Token);
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Opened, "m1", minute: 1) with { Ambiguous = true }], Token);

        foreach (var id in (string[])["d1", "d2"])
        {
            var view = await stores.FindAsync(id);
            Assert.Equal(("sent", 0, null), (view.Status, view.OpenCount, view.OpenedAt));
            Assert.True((await stores.Query.TimelineAsync(id, Token))[^1].Ambiguous);
        }
    }

    [Fact]
    public async Task Opens_and_clicks_are_counted_once_each_over_many_batches()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);
        for (var minute = 1; minute <= 3; minute++)
        {
            DeliveryEvent[] batch =
            [
                Callback(Evidence.Opened, "m1", minute: minute),
                Callback(Evidence.Opened, "m1", minute: 1),
                Callback(Evidence.Opened, "m1", minute: minute % 2) with { ByMachine = true, Id = EventId.Of("machine", $"{minute % 2}") },
                Callback(Evidence.Clicked, "m1", minute: minute + 10) with { Url = "https://x.org" },
            ];
            await stores.Deliveries.ApplyAsync(batch, Token);
            await stores.Deliveries.ApplyAsync(batch, Token);
        }

        var view = await stores.FindAsync("d1");
        Assert.Equal((3, 2, 3), (view.OpenCount, view.MachineOpenCount, view.ClickCount));
        Assert.Equal([At(1), At(11), At(0)], [view.OpenedAt, view.ClickedAt, view.DeliveredAt]);
    }

    [Fact]
    public async Task Arrival_stands_in_for_an_unstated_time_the_earliest_of_all_repeats()
    {
        var stores = await NewStoresAsync();
        var callback = Callback(Evidence.Delivered, "m1") with { StatedAt = null, ReceivedAt = At(9) };
        await stores.Deliveries.ApplyAsync([callback], Token);
        await stores.Deliveries.ApplyAsync([callback with { ReceivedAt = At(4) }, callback with { ReceivedAt = At(7) }], Token);
        var orphan = Assert.Single(await stores.Query.OrphansAsync(null, 10, Token));
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);
        var adopted = (await stores.FindAsync("d1")).DeliveredAt;
        await stores.Deliveries.ApplyAsync([callback with { ReceivedAt = At(2) }], Token);

        Assert.Equal(At(4), orphan.ReceivedAt);
        Assert.Equal(At(4), adopted);
        Assert.Equal(At(2), (await stores.FindAsync("d1")).DeliveredAt);
        Assert.Equal(At(2), (await stores.Query.TimelineAsync("d1", Token))[^1].ReceivedAt);
    }

    [Fact]
    public async Task An_event_repeated_in_other_words_keeps_the_same_ones_in_any_order()
    {
        var plain = Callback(Evidence.Undelivered, "m1") with { Reason = "undelivered", ErrorCode = "30003" };
        foreach (var order in (DeliveryEvent[][])[[plain, plain with { ErrorCode = null }], [plain with { ErrorCode = null }, plain]])
        {
            var stores = await NewStoresAsync();
            foreach (var e in order)
                await stores.Deliveries.ApplyAsync([e], Token);
            await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);

            Assert.Null((await stores.FindAsync("d1")).Error);
            Assert.Null((await stores.Query.TimelineAsync("d1", Token))[^1].Error);
        }
    }

    [Fact]
    public async Task Only_the_error_of_the_decisive_evidence_is_shown()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync(
            [Sent("d1", "m1"), Callback(Evidence.Undelivered, "m1") with { Reason = "blocked", ErrorCode = "30007", ErrorMessage = "Filtered" }],
            Token);
        var bounced = await stores.FindAsync("d1");
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Delivered, "m1", minute: 1)], Token);
        var delivered = await stores.FindAsync("d1");

        Assert.Equal(("bounced", "blocked", new ErrorView("30007", "Filtered")), (bounced.Status, bounced.Reason, bounced.Error));
        Assert.Equal(("delivered", null, null), (delivered.Status, delivered.Reason, delivered.Error));
        Assert.Equal(bounced.BouncedAt, delivered.BouncedAt);
        Assert.Equal(bounced.Version + 1, delivered.Version);
    }

    [Fact]
    public async Task Each_described_field_stands_as_it_was_first_said_whatever_the_order()
    {
        var early = Sent("d1", null, minute: 1);
        var late = Sent("d1", null, minute: 2);
        early = early with { Description = Describe(early, (DescriptionField.TenantId, "t1"), (DescriptionField.DurationMs, "12")) };
        late = late with
        {
            Description = Describe(
                late, (DescriptionField.TenantId, "t2"), (DescriptionField.TemplateId, "welcome"), (DescriptionField.DurationMs, "90"),
                (DescriptionField.NotifiableType, "user"), (DescriptionField.NotifiableId, "42"),
                (DescriptionField.Metadata, Description.MetadataText(new Dictionary<string, string> { ["ü"] = "1", ["b"] = "\"2\"" }))),
        };
        foreach (var order in (DeliveryEvent[][])[[early, late], [late, early]])
        {
            var stores = await NewStoresAsync();
            foreach (var e in order)
                await stores.Deliveries.ApplyAsync([e], Token);

            var view = await stores.FindAsync("d1");
            Assert.Equal(("t1", "welcome", 12, new NotifiableView("user", "42")), (view.TenantId, view.TemplateId, view.DurationMs, view.Notifiable));
            Assert.Equal([("b", "\"2\""), ("ü", "1")], view.Metadata!.Select(m => (m.Key, m.Value)).Order());
        }
    }

    [Fact]
    public async Task A_delivery_keeps_when_it_was_first_known_and_tells_when_it_last_changed()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1")], Token);
        var created = await stores.FindAsync("d1");
        stores.Clock.Advance(TimeSpan.FromMinutes(1));
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Opened, "m1")], Token);
        stores.Clock.Advance(TimeSpan.FromMinutes(1));
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Opened, "m1", minute: 1)], Token);

        var changed = await stores.FindAsync("d1");
        Assert.Equal((created.CreatedAt, created.CreatedAt), (created.UpdatedAt, changed.CreatedAt));
        Assert.Equal(created.CreatedAt.AddMinutes(2), changed.UpdatedAt);
        Assert.Equal(2, changed.Version);
    }

    [Fact]
    public async Task A_timeline_shows_every_part_of_an_event_in_the_order_of_occurrence()
    {
        var stores = await NewStoresAsync();
        var click = Callback(Evidence.Clicked, "m1", minute: 5, recipient: "a@x.org") with { Url = "https://x.org/?q=1", ByMachine = true };
        var unknown = Callback(Evidence.Unknown, "m1", minute: 1) with { Reason = "teleported", ErrorCode = "7" };
        await stores.Deliveries.ApplyAsync([click, Sent("d1", "m1", minute: 2, recipient: "a@x.org"), unknown], Token);

        var timeline = await stores.Query.TimelineAsync("d1", Token);
        Assert.Equal(["unknown", "sent", "clicked"], timeline.Select(e => e.Evidence));
        Assert.Equal(
            new EventView
            {
                Id = click.Id,
                Evidence = "clicked",
                OccurredAt = At(5),
                ReceivedAt = click.ReceivedAt,
                Source = EventSource.Callback,
                Provider = "twilio",
                ProviderMessageId = "m1",
                Recipient = "a@x.org",
                Ambiguous = false,
                ByMachine = true,
                Url = "https://x.org/?q=1",
            },
            timeline[2]);
        Assert.Equal(("teleported", new ErrorView("7", null)), (timeline[0].Reason, timeline[0].Error));
        Assert.Empty(await stores.Query.TimelineAsync("d9", Token));
        Assert.Null(await stores.Query.FindAsync("d9", Token));
    }

    [Fact]
    public async Task Orphans_are_listed_the_longest_waiting_first_page_by_page()
    {
        var stores = await NewStoresAsync();
        var waiting = Enumerable.Range(0, 7)
            .Select(i => Callback(Evidence.Delivered, $"m{i}") with { ReceivedAt = At(10 - i / 2) })
            .ToArray();
        await stores.Deliveries.ApplyAsync(waiting, Token);

        var ids = new List<Guid>();
        PagePosition? after = null;
        while (await stores.Query.OrphansAsync(after, 2, Token) is { Count: > 0 } page)
        {
            ids.AddRange(page.Select(o => o.Id));
            after = new PagePosition(page[^1].ReceivedAt, page[^1].Id.ToString("D"));
        }

        Assert.Equal(waiting.OrderBy(e => e.ReceivedAt).ThenBy(e => e.Id).Select(e => e.Id), ids);
    }

    [Fact]
    public async Task An_unsubscribe_is_recorded_once_however_often_it_is_reported()
    {
        var stores = await NewStoresAsync();
        var request = new Unsubscribe(
            EventId.Of("u1"), null, "email", "a@x.org", "all", "link", "127.0.0.1", At(0), At(1));
        var other = request with { Id = EventId.Of("u2"), TenantId = "t1", IpAddress = null };

        await stores.Unsubscribes.RecordAsync([request, request, other], Token);
        await stores.Unsubscribes.RecordAsync([request with { ReceivedAt = At(5) }], Token);
        await stores.Unsubscribes.RecordAsync([], Token);

        Assert.Equal([request, other], (await stores.ReadUnsubscribesAsync()).OrderBy(u => u.TenantId, StringComparer.Ordinal));
    }
}
