using Tracking.Storage;
using Xunit;

namespace Tracking.Unit.Storage;

/// <summary>One storage, as its users see it.</summary>
sealed record Stores(
    IDeliveryStore Deliveries, IDeliveryQuery Query, IUnsubscribeStore Unsubscribes, SteppedClock Clock,
    Func<Task<IReadOnlyList<Unsubscribe>>> ReadUnsubscribesAsync)
{
    public async Task<DeliveryView> FindAsync(string deliveryId)
    {
        var view = await Query.FindAsync(deliveryId, TestContext.Current.CancellationToken);
        Assert.NotNull(view);
        return view;
    }
}

/// <summary>A clock that stands still until it is moved.</summary>
sealed class SteppedClock : TimeProvider
{
    DateTimeOffset _now = Facts.Start.AddDays(1);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
