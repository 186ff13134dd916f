using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Storage.Facts;

namespace Tracking.Unit.Storage;

/// <summary>What every store of traces keeps to.</summary>
public abstract class TraceStoreTests
{
    const string First = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const string Second = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected abstract Task<Stores> NewStoresAsync();

    [Fact]
    public async Task A_callback_finds_the_trace_of_its_delivery_by_claim_and_by_name()
    {
        var stores = await NewStoresAsync();
        var claimed = Callback(Evidence.Delivered, "SM1", minute: 1);
        var named = Callback(Evidence.Delivered, messageId: null, minute: 2, deliveryId: "d1");
        var stranger = Callback(Evidence.Delivered, "SM2", minute: 3);
        await stores.Deliveries.ApplyAsync([Sent("d1", "SM1"), Sent("d2", "SM2"), claimed, named, stranger], Token);

        await stores.Traces.KeepAsync([new("d1", At(0), First)], Token);

        var found = await stores.Traces.FindAsync([claimed, named, stranger], Token);
        Assert.Equal(
            new[] { claimed.Id, named.Id }.Order(), found.Select(trace => trace.EventId).Order());
        Assert.All(found, trace => Assert.Equal(First, trace.TraceParent));
    }

    [Fact]
    public async Task A_message_that_several_deliveries_claim_leads_to_all_of_their_traces()
    {
        var stores = await NewStoresAsync();
        var callback = Callback(Evidence.Delivered, "SM1", minute: 1);
        await stores.Deliveries.ApplyAsync([Sent("d1", "SM1"), Sent("d2", "SM1"), callback], Token);

        await stores.Traces.KeepAsync([new("d1", At(0), First), new("d2", At(0), Second)], Token);

        var found = await stores.Traces.FindAsync([callback], Token);
        Assert.Equal([First, Second], found.Select(trace => trace.TraceParent).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Of_several_traces_of_a_delivery_the_same_one_is_kept_in_any_order_and_however_often()
    {
        ProducerTrace[] told = [new("d1", At(1), First), new("d1", At(0), Second), new("d1", At(0), First), new("d1", At(2), First)];
        foreach (var order in (int[][])[[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 2, 1, 3, 1], [1, 3, 0, 0, 2]])
        {
            var stores = await NewStoresAsync();
            var callback = Callback(Evidence.Delivered, "SM1", minute: 1);
            await stores.Deliveries.ApplyAsync([Sent("d1", "SM1"), callback], Token);

            await stores.Traces.KeepAsync([.. order.Take(2).Select(i => told[i])], Token);
            foreach (var i in order.Skip(2))
                await stores.Traces.KeepAsync([told[i]], Token);

            Assert.Equal([new EventTrace(callback.Id, First)], await stores.Traces.FindAsync([callback], Token));
        }
    }

    [Fact]
    public async Task A_delivery_that_is_deleted_takes_its_trace_with_it_and_one_that_is_not_there_gets_none()
    {
        var stores = await NewStoresAsync();
        await stores.Deliveries.ApplyAsync([Sent("d1", "SM1")], Token);
        await stores.Traces.KeepAsync([new("d1", At(0), First), new("d2", At(0), First)], Token);
        stores.Clock.Advance(TimeSpan.FromDays(400));
        await stores.DeleteAsync(Expiring.Deliveries, stores.Clock.GetUtcNow());

        var callbacks = new[] { Callback(Evidence.Delivered, "SM1", minute: 1), Callback(Evidence.Delivered, "SM2", minute: 1) };
        await stores.Deliveries.ApplyAsync([Sent("d1", "SM1"), Sent("d2", "SM2"), .. callbacks], Token);

        Assert.Empty(await stores.Traces.FindAsync(callbacks, Token));
    }
}
