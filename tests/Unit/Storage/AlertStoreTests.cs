using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every store of alerts keeps to.</summary>
public abstract class AlertStoreTests
{
    static readonly AlertSubject Twilio = new("signature_failures", "twilio");
    static readonly AlertSubject TwilioEu = Twilio with { Account = "eu" };
    static readonly AlertSubject Complaints = new("complaint_rate", TenantId: "acme", Channel: "email");

    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<AlertStores> NewStoresAsync();

    [Fact]
    public async Task An_alert_is_raised_once_and_cleared_once_and_each_is_announced_with_it()
    {
        var stores = await NewStoresAsync();

        var raised = await SettleAsync(stores, 0, Seen(Twilio, holds: true, value: 0.4));
        var still = await SettleAsync(stores, 1, Seen(Twilio, holds: true, value: 0.5));
        var open = Assert.Single(await stores.Query.OpenAsync(Token));
        var cleared = await SettleAsync(stores, 2, Seen(Twilio, holds: false, value: 0.05));
        var silent = await SettleAsync(stores, 3, Seen(Twilio, holds: false, value: 0.05));

        Assert.Equal(open, Assert.Single(raised.Raised));
        Assert.Equal(
            ("signature_failures", "critical", "twilio", null, 0.4, 0.2, TimeSpan.FromMinutes(10), At(0), null),
            (open.Kind, open.Severity, open.Provider, open.Account, open.Value, open.Threshold, open.Window, open.RaisedAt, open.ClearedAt));
        Assert.Equal(open with { Value = 0.05, ClearedAt = At(2) }, Assert.Single(cleared.Cleared));
        Assert.Equal((0, 0, 0, 0), (still.Raised.Count, still.Cleared.Count, silent.Raised.Count, silent.Cleared.Count));
        Assert.Empty(await stores.Query.OpenAsync(Token));
        var notices = await stores.DrainAsync();
        Assert.Equal([open, open with { Value = 0.05, ClearedAt = At(2) }], notices.Select(n => n.Alert));
        Assert.NotEqual(notices[0].MessageId, notices[1].MessageId);
    }

    [Fact]
    public async Task What_holds_again_after_it_was_cleared_is_another_alert()
    {
        var stores = await NewStoresAsync();
        await SettleAsync(stores, 0, Seen(Twilio, holds: true));
        await SettleAsync(stores, 1, Seen(Twilio, holds: false));

        await SettleAsync(stores, 2, Seen(Twilio, holds: true));

        var ids = (await stores.DrainAsync()).Select(n => n.Alert.Id).ToArray();
        Assert.Equal(3, ids.Length);
        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
        Assert.Equal(ids[2], Assert.Single(await stores.Query.OpenAsync(Token)).Id);
    }

    [Fact]
    public async Task Each_subject_has_its_own_and_the_latest_stands_first()
    {
        var stores = await NewStoresAsync();

        await SettleAsync(stores, 0, Seen(Twilio, holds: true));
        await SettleAsync(stores, 1, Seen(Twilio, holds: true), Seen(TwilioEu, holds: true));

        Assert.Equal(["eu", null], (await stores.Query.OpenAsync(Token)).Select(a => a.Account));
        await SettleAsync(stores, 2, Seen(Twilio, holds: false), Seen(TwilioEu, holds: true));
        Assert.Equal(["eu"], (await stores.Query.OpenAsync(Token)).Select(a => a.Account));
    }

    [Fact]
    public async Task What_was_not_seen_at_all_is_cleared_but_not_what_was_not_looked_for()
    {
        var stores = await NewStoresAsync();
        await SettleAsync(stores, 0, Seen(Twilio, holds: true));
        await stores.Alerts.SettleAsync(["complaint_rate"], [Seen(Complaints, holds: true)], At(0), Token);

        var changes = await SettleAsync(stores, 1);

        Assert.Equal((0, At(1)), (Assert.Single(changes.Cleared).Value, changes.Cleared[0].ClearedAt));
        var left = Assert.Single(await stores.Query.OpenAsync(Token));
        Assert.Equal(("complaint_rate", null, "acme", "email"), (left.Kind, left.Provider, left.TenantId, left.Channel));
    }

    [Fact]
    public async Task Many_who_see_the_same_at_the_same_instant_raise_it_once()
    {
        var stores = await NewStoresAsync();

        var changes = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Task.Run(() => SettleAsync(stores, 0, Seen(Twilio, holds: true)), Token)));

        Assert.Equal(1, changes.Sum(c => c.Raised.Count));
        Assert.Single(await stores.Query.OpenAsync(Token));
        Assert.Single(await stores.DrainAsync());
    }

    [Fact]
    public async Task An_outlet_is_told_of_each_raising_and_each_clearing_once_in_their_order()
    {
        var stores = await NewStoresAsync();
        await SettleAsync(stores, 0, Seen(Twilio, holds: true));
        await SettleAsync(stores, 1, Seen(Twilio, holds: false), Seen(TwilioEu, holds: true));

        var told = new List<(string?, bool)>();
        while (await TakeAsync(stores, 2) is { } next)
        {
            told.Add((next.Alert.Account, next.IsCleared));
            await stores.Untold.ToldAsync(next, At(2), Token);
            await stores.Untold.ToldAsync(next, At(2), Token);
        }

        Assert.Equal([(null, false), (null, true), ("eu", false)], told);
    }

    [Fact]
    public async Task What_was_taken_and_not_told_is_taken_again_after_its_lease_and_what_is_old_is_not_told()
    {
        var stores = await NewStoresAsync();
        await SettleAsync(stores, 0, Seen(Twilio, holds: true));

        var taken = await TakeAsync(stores, 1);
        var leased = await TakeAsync(stores, 1);
        var again = await TakeAsync(stores, 2);
        var tooLate = await stores.Untold.TakeAsync(At(9), At(1), TimeSpan.FromMinutes(1), Token);

        Assert.NotNull(taken);
        Assert.Null(leased);
        Assert.Equal(taken, again);
        Assert.Null(tooLate);
    }

    static Task<UntoldAlert?> TakeAsync(AlertStores stores, int minute) =>
        stores.Untold.TakeAsync(At(minute), At(minute).AddDays(-1), TimeSpan.FromMinutes(1), Token);

    static Task<AlertChanges> SettleAsync(AlertStores stores, int minute, params AlertObservation[] observed) =>
        stores.Alerts.SettleAsync(["signature_failures"], observed, At(minute), Token);

    static AlertObservation Seen(AlertSubject subject, bool holds, double value = 0.4) =>
        new(subject, holds, "critical", value, 0.2, TimeSpan.FromMinutes(10));
}
