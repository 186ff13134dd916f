using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every erasure keeps to.</summary>
public abstract class ErasureStoreTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task A_recipients_deliveries_go_with_all_that_is_theirs_in_any_spelling()
    {
        var stores = await NewStoresAsync();
        var (theirs, others) = (Raw(1, "To=%2B31612345678"), Raw(2, "To=%2B31612345679"));
        await stores.Callbacks.KeepAsync([theirs, others], Token);
        await stores.Deliveries.ApplyAsync(
            [
                Sent("d1", "m1", recipient: "whatsapp:+31 6 1234-5678"), Sent("d2", "m2", recipient: "+31612345679"),
                Callback(Evidence.Delivered, "m1", recipient: "31612345678") with { CallbackId = theirs.CallbackId },
                Callback(Evidence.Delivered, "m2", recipient: "31612345679") with { CallbackId = others.CallbackId },
            ],
            Token);

        var erased = await stores.Erasure.EraseAsync("+31 (6) 12345678", null, Token);
        var again = await stores.Erasure.EraseAsync("+31612345678", null, Token);

        Assert.Equal(new Erased(new DeletedRows { Deliveries = 1, Claims = 1, Events = 2, RawCallbacks = 1 }, 0, 0), erased);
        Assert.Equal(default, again);
        Assert.Null(await stores.Query.FindAsync("d1", Token));
        Assert.Equal("delivered", (await stores.FindAsync("d2")).Status);
        Assert.Null(await stores.Callbacks.FindAsync(theirs.CallbackId, Token));
        Assert.NotNull(await stores.Callbacks.FindAsync(others.CallbackId, Token));
    }

    [Fact]
    public async Task Orphans_and_events_of_others_that_name_the_recipient_go_and_what_others_are_told_by_stays()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync(
            [
                Assigned("both", "m1"), Callback(Evidence.Delivered, "m1", recipient: "bo@x.org"),
                Callback(Evidence.HardBounce, "m1", minute: 1, recipient: "ana@x.org") with
                {
                    ErrorCode = "5.1.1", ErrorMessage = "550 <Ana@X.org>: user unknown",
                },
                Callback(Evidence.Delivered, "m9", recipient: "ana@x.org"), Callback(Evidence.Delivered, "m9", recipient: "joana@x.org"),
            ],
            Token);
        var before = await stores.FindAsync("both");

        var erased = await stores.Erasure.EraseAsync("Ana <ana@x.org>", null, Token);

        Assert.Equal(new DeletedRows { Events = 2, Orphans = 1 }, erased.Rows);
        Assert.Equivalent(
            before with { Error = new ErrorView("5.1.1", ErasedAddress.Placeholder) }, await stores.FindAsync("both"), strict: true);
        Assert.Equal(["assigned", "delivered"], (await stores.Query.TimelineAsync("both", Token)).Select(e => e.Evidence).Order());
        Assert.Equal("joana@x.org", Assert.Single(await stores.Query.OrphansAsync(null, 10, Token)).Recipient);
    }

    [Fact]
    public async Task A_delivery_that_names_nobody_is_theirs_where_its_claim_or_all_its_events_name_the_recipient()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync(
            [
                Assigned("claims", "m1") with { Recipient = "ana@x.org" },
                Assigned("told", "m2"), Callback(Evidence.Delivered, "m2", recipient: "ana@x.org"), Callback(Evidence.Opened, "m2"),
                Callback(Evidence.Delivered, "m3", recipient: "ana@x.org", deliveryId: "named"),
                Assigned("none", "m4"), Callback(Evidence.Delivered, "m4"),
            ],
            Token);

        var erased = await stores.Erasure.EraseAsync("ana@x.org", null, Token);

        Assert.Equal(new DeletedRows { Deliveries = 3, Claims = 2, Events = 5 }, erased.Rows);
        Assert.Equal(["none"], (await stores.Query.ListAsync(new DeliveryFilter(), null, 10, Token)).Deliveries.Select(d => d.DeliveryId));
        Assert.Empty(await stores.Query.OrphansAsync(null, 10, Token));
    }

    [Fact]
    public async Task For_one_tenant_only_its_deliveries_go()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync(
            [
                OfTenant("d1", "t1"), OfTenant("d2", "t2"), OfTenant("d3", null),
                Callback(Evidence.Delivered, "m9", recipient: "ana@x.org"),
            ],
            Token);
        await stores.Audit.RecordAsync(AuditEntry.Of(At(0), "bo", "suppression.lifted", "ana@x.org"), Token);

        var erased = await stores.Erasure.EraseAsync("ana@x.org", "t1", Token);

        Assert.Equal(new Erased(new DeletedRows { Deliveries = 1, Claims = 1, Events = 1 }, 0, 0), erased);
        Assert.Equal(["d3", "d2"], (await stores.Query.ListAsync(new DeliveryFilter(), null, 10, Token)).Deliveries.Select(d => d.DeliveryId));
        Assert.Single(await stores.Query.OrphansAsync(null, 10, Token));

        static DeliveryEvent OfTenant(string id, string? tenant)
        {
            var sent = Sent(id, $"m-{id}", recipient: "ana@x.org");
            return sent with { Description = Describe(sent, (DescriptionField.TenantId, tenant), (DescriptionField.Recipient, "ana@x.org")) };
        }
    }

    [Fact]
    public async Task Callbacks_that_told_of_nothing_go_by_what_they_hold()
    {
        var stores = await NewStoresAsync();
        KeptCallback[] theirs =
        [
            Raw(1, """{"email":"Ana+news@X.org"}"""), Raw(2, "email=ana%2Bnews%40x.org&x=1"),
            Raw(3, "") with { Url = "https://h.example/?to=%3Cana%2Bnews%40x.org%3E" }, Raw(4, "\0 ana+news@x.org."),
        ];
        KeptCallback[] others = [Raw(5, """{"email":"joana+news@x.org"}"""), Raw(6, "ana+news@x.org.uk"), Raw(7, "ana+new@x.org")];
        await stores.Callbacks.KeepAsync([.. theirs, .. others], Token);

        var erased = await stores.Erasure.EraseAsync("ana+news@x.org", null, Token);

        Assert.Equal(new DeletedRows { RawCallbacks = theirs.Length }, erased.Rows);
        foreach (var other in others)
            Assert.NotNull(await stores.Callbacks.FindAsync(other.CallbackId, Token));
    }

    [Fact]
    public async Task Audit_entries_no_longer_say_whom_they_were_about_and_unsubscribes_stay()
    {
        var stores = await NewStoresAsync();
        var lifted = AuditEntry.Of(
            At(0), "bo", "suppression.lifted", "Ana@x.org",
            new Dictionary<string, string> { ["why"] = "ana@x.org asked for it", ["channel"] = "email" });
        var other = AuditEntry.Of(At(1), "bo", "suppression.lifted", "joana@x.org");
        await stores.Audit.RecordAsync(lifted, Token);
        await stores.Audit.RecordAsync(other, Token);
        var request = new Unsubscribe(EventId.Of("u1"), null, "email", "ana@x.org", "all", "link", null, At(-2), At(-1));
        await stores.Unsubscribes.RecordAsync([request], Token);

        var erased = await stores.Erasure.EraseAsync("ana@x.org", null, Token);

        Assert.Equal(new Erased(default, RewrittenAuditEntries: 2, KeptUnsubscribes: 1, KeptSuppressions: 1), erased);
        var entries = await stores.Audit.ListAsync(new AuditFilter(), null, 10, Token);
        Assert.Equivalent(other, entries[0], strict: true);
        Assert.Equal(ErasedAddress.Placeholder, entries[1].Subject);
        Assert.Equal(
            [("channel", "email"), ("why", "[erased] asked for it")], entries[1].Detail!.Select(d => (d.Key, d.Value)).Order());
        Assert.Equal([request], await stores.ReadUnsubscribesAsync());
    }

    [Theory]
    [InlineData("12345", "pin 12345", false)]
    [InlineData("12345", "1 23-45", true)]
    [InlineData("+31612345678", "call +31 6 1234.5678 now", true)]
    [InlineData("+31612345678", "131612345678", false)]
    [InlineData("a@x.org", "to:a@x.org;", true)]
    [InlineData("a@x.org", "b.a@x.org", false)]
    [InlineData("a@x.org", "a@x.org.uk", false)]
    [InlineData("device-token-1", "the device-token-1!", true)]
    [InlineData("device-token-1", "device-token-12", false)]
    public void An_address_is_found_in_text_and_never_as_a_part_of_another(string address, string text, bool found) =>
        Assert.Equal(found, new ErasedAddress(address).IsIn(text));
}
