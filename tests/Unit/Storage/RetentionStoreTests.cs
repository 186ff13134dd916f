using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every deletion by age keeps to.</summary>
public abstract class RetentionStoreTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task Old_events_go_and_what_they_did_to_their_delivery_stays()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync(
            [
                Sent("d1", "m1"), Callback(Evidence.Delivered, "m1", minute: 5), Callback(Evidence.Opened, "m1", minute: 6),
                Callback(Evidence.Clicked, "m1", minute: 60),
            ],
            Token);
        var before = await stores.FindAsync("d1");

        var deleted = await stores.DeleteAsync(Expiring.Events, At(30));

        Assert.Equal(new DeletedRows { Events = 3 }, deleted);
        Assert.Equivalent(before, await stores.FindAsync("d1"), strict: true);
        Assert.Equal(["clicked"], (await stores.Query.TimelineAsync("d1", Token)).Select(e => e.Evidence));
    }

    [Fact]
    public async Task An_event_that_comes_again_after_it_was_deleted_counts_once()
    {
        var stores = await NewStoresAsync();
        var open = Callback(Evidence.Opened, "m1", minute: 1);
        await stores.Deliveries.ApplyAsync([Sent("d1", "m1"), open, Callback(Evidence.Opened, "m1", minute: 2)], Token);
        await stores.DeleteAsync(Expiring.Events, At(30));
        var before = await stores.FindAsync("d1");

        await stores.Deliveries.ApplyAsync([open with { ReceivedAt = At(50) }], Token);

        Assert.Equal(2, before.OpenCount);
        Assert.Equivalent(before, await stores.FindAsync("d1"), strict: true);
        Assert.Equal(At(50), Assert.Single(await stores.Query.TimelineAsync("d1", Token)).ReceivedAt);
    }

    [Fact]
    public async Task An_old_orphan_goes_with_its_mark_and_a_young_one_stays()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync(
            [Callback(Evidence.Delivered, "m1"), Callback(Evidence.Delivered, null), Callback(Evidence.Delivered, "m2", minute: 60)], Token);

        var deleted = await stores.DeleteAsync(Expiring.Events, At(30));

        Assert.Equal(new DeletedRows { Events = 2, Orphans = 2 }, deleted);
        Assert.Equal("m2", Assert.Single(await stores.Query.OrphansAsync(null, 10, Token)).ProviderMessageId);
    }

    [Fact]
    public async Task A_step_deletes_the_oldest_and_no_more_than_it_was_asked_to()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([.. Enumerable.Range(0, 5).Select(i => Callback(Evidence.Delivered, $"m{i}", minute: i))], Token);
        await using var pass = await stores.Retention.TryBeginAsync(Token);

        var first = await pass!.DeleteAsync(Expiring.Events, At(30), 2, Token);
        var left = await stores.Query.OrphansAsync(null, 10, Token);
        var second = await pass.DeleteAsync(Expiring.Events, At(30), 2, Token);
        var third = await pass.DeleteAsync(Expiring.Events, At(30), 2, Token);

        Assert.Equal(["m2", "m3", "m4"], left.Select(o => o.ProviderMessageId));
        Assert.Equal([2, 2, 1], new[] { first, second, third }.Select(step => step.Rows.Events));
        Assert.Equal([false, false, true], new[] { first, second, third }.Select(step => step.IsLast));
    }

    [Fact]
    public async Task A_delivery_goes_with_everything_that_is_its_alone_and_a_late_callback_is_an_orphan()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync(
            [
                Sent("old", "m1"), Callback(Evidence.Delivered, "m1"), Callback(Evidence.Opened, "m9", deliveryId: "old"),
                Assigned("old", "m2"), Callback(Evidence.Opened, "m2"),
            ],
            Token);
        stores.Clock.Advance(TimeSpan.FromDays(2));
        var cutoff = stores.Clock.GetUtcNow();
        await stores.Deliveries.ApplyAsync([Sent("young", "m3")], Token);

        var deleted = await stores.DeleteAsync(Expiring.Deliveries, cutoff);
        await stores.Deliveries.ApplyAsync([Callback(Evidence.Clicked, "m1", minute: 90)], Token);

        Assert.Equal(new DeletedRows { Deliveries = 1, Claims = 2, Events = 5 }, deleted);
        Assert.Null(await stores.Query.FindAsync("old", Token));
        Assert.Empty(await stores.Query.TimelineAsync("old", Token));
        Assert.Equal(["young"], (await stores.Query.ListAsync(new DeliveryFilter(), null, 10, Token)).Deliveries.Select(d => d.DeliveryId));
        var orphan = Assert.Single(await stores.Query.OrphansAsync(null, 10, Token));
        Assert.Equal(("m1", "clicked", "unclaimed"), (orphan.ProviderMessageId, orphan.Evidence, orphan.Why));
    }

    [Fact]
    public async Task What_another_delivery_claims_too_stays_with_that_one()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync(
            [
                Sent("old", "m1", recipient: "a@x.org"), Callback(Evidence.Delivered, "m1"),
                Callback(Evidence.Opened, "m1", minute: 1, recipient: "a@x.org"),
            ],
            Token);
        stores.Clock.Advance(TimeSpan.FromDays(2));
        var cutoff = stores.Clock.GetUtcNow();
        await stores.Deliveries.ApplyAsync([Sent("young", "m1", recipient: "b@x.org")], Token);

        var deleted = await stores.DeleteAsync(Expiring.Deliveries, cutoff);

        Assert.Equal(new DeletedRows { Deliveries = 1, Claims = 1, Events = 2 }, deleted);
        Assert.Equal(["sent", "delivered"], (await stores.Query.TimelineAsync("young", Token)).Select(e => e.Evidence));
        Assert.Equal("delivered", (await stores.FindAsync("young")).Status);
        Assert.Empty(await stores.Query.OrphansAsync(null, 10, Token));
    }

    [Fact]
    public async Task A_delivery_of_which_evidence_comes_just_now_is_left_for_another_pass()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("busy", "m1"), Sent("named", "m2"), Sent("quiet", "m3")], Token);
        stores.Clock.Advance(TimeSpan.FromDays(2));
        var now = stores.Clock.GetUtcNow();
        await stores.Deliveries.ApplyAsync(
            [
                Callback(Evidence.Opened, "m1", minute: 7) with { ReceivedAt = now },
                Callback(Evidence.Opened, "m9", minute: 8, deliveryId: "named") with { ReceivedAt = now },
            ],
            Token);

        var first = await stores.DeleteAsync(Expiring.Deliveries, now);
        stores.Clock.Advance(TimeSpan.FromDays(1));
        var second = await stores.DeleteAsync(Expiring.Deliveries, now);

        Assert.Equal((1, 2), (first.Deliveries, second.Deliveries));
        Assert.Empty(await stores.Query.OrphansAsync(null, 10, Token));
    }

    [Fact]
    public async Task Only_one_passes_at_a_time()
    {
        var stores = await NewStoresAsync();

        await using (var first = await stores.Retention.TryBeginAsync(Token))
        {
            Assert.NotNull(first);
            Assert.Null(await stores.Retention.TryBeginAsync(Token));
        }

        await using var next = await stores.Retention.TryBeginAsync(Token);
        Assert.NotNull(next);
    }

    [Fact]
    public async Task Old_audit_entries_go()
    {
        var stores = await NewStoresAsync();
        foreach (var minute in (int[])[0, 10, 20, 30])
            await stores.Audit.RecordAsync(AuditEntry.Of(At(minute), "ana", $"a{minute}"), Token);

        var deleted = await stores.DeleteAsync(Expiring.AuditEntries, At(20), limit: 1);

        Assert.Equal(new DeletedRows { AuditEntries = 2 }, deleted);
        Assert.Equal(["a30", "a20"], (await stores.Audit.ListAsync(new AuditFilter(), null, 10, Token)).Select(e => e.Action));
    }
}
