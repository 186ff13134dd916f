using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every store of callbacks keeps to.</summary>
public abstract class CallbackStoreTests
{
    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task A_callback_is_found_as_it_came_however_often_it_was_kept()
    {
        var stores = await NewStoresAsync();
        var plain = Raw(0, "MessageSid=SM1");
        var strange = Raw(1, "{\"a\":\"\0ü\ud83d\ude00\\u0000\"}\r\n") with { Account = "eu", ContentType = null };

        await stores.Callbacks.KeepAsync([plain, strange, plain], Token);
        await stores.Callbacks.KeepAsync([plain with { Body = "another" }], Token);
        await stores.Callbacks.KeepAsync([], Token);

        Assert.Equivalent(plain, await stores.Callbacks.FindAsync(plain.CallbackId, Token), strict: true);
        Assert.Equivalent(strange, await stores.Callbacks.FindAsync(strange.CallbackId, Token), strict: true);
        Assert.Null(await stores.Callbacks.FindAsync(EventId.Of("unknown"), Token));
    }

    [Fact]
    public async Task Old_callbacks_go_and_their_events_stay()
    {
        var stores = await NewStoresAsync();
        var callbacks = Enumerable.Range(0, 5).Select(i => Raw(i * 10, "x")).ToArray();
        await stores.Callbacks.KeepAsync(callbacks, Token);
        await stores.Deliveries.ApplyAsync(
            [Sent("d1", "m1"), Callback(Evidence.Delivered, "m1") with { CallbackId = callbacks[0].CallbackId }], Token);

        var deleted = await stores.DeleteAsync(Expiring.RawCallbacks, At(20), limit: 1);

        Assert.Equal(new DeletedRows { RawCallbacks = 2 }, deleted);
        Assert.Null(await stores.Callbacks.FindAsync(callbacks[1].CallbackId, Token));
        Assert.NotNull(await stores.Callbacks.FindAsync(callbacks[2].CallbackId, Token));
        Assert.Equal(
            callbacks[0].CallbackId, (await stores.Query.TimelineAsync("d1", Token)).Single(e => e.Evidence == "delivered").CallbackId);
    }

    [Fact]
    public async Task Of_an_events_repeats_the_callback_that_came_first_is_remembered_in_any_order()
    {
        var (early, late, other) = (Guid.CreateVersion7(At(1)), Guid.CreateVersion7(At(2)), Guid.CreateVersion7(At(1)));
        var smaller = early.CompareTo(other) < 0 ? early : other;
        var callback = Callback(Evidence.Delivered, "m1");
        DeliveryEvent[] repeats =
        [
            callback with { ReceivedAt = At(2), CallbackId = late }, callback with { ReceivedAt = At(1), CallbackId = early },
            callback with { ReceivedAt = At(1), CallbackId = other }, callback with { ReceivedAt = At(1), CallbackId = null },
        ];
        foreach (var order in (DeliveryEvent[][])[repeats, [.. repeats.Reverse()]])
        {
            var stores = await NewStoresAsync();
            foreach (var e in order)
                await stores.Deliveries.ApplyAsync([e], Token);
            await stores.Deliveries.ApplyAsync([Assigned("d1", "m1")], Token);

            var told = (await stores.Query.TimelineAsync("d1", Token)).Single(e => e.Evidence == "delivered");
            Assert.Equal((At(1), smaller), (told.ReceivedAt, told.CallbackId));
        }
    }
}
