using Microsoft.Extensions.Options;
using Tracking.Storage;
using Xunit;

namespace Tracking.Unit.Storage;

/// <summary>One storage, as its users see it.</summary>
sealed record Stores(
    IDeliveryStore Deliveries, IDeliveryQuery Query, IOutbox Outbox, IOverdueStore Overdue, IUnsubscribeStore Unsubscribes,
    SteppedClock Clock, Func<Task<IReadOnlyList<Unsubscribe>>> ReadUnsubscribesAsync)
{
    public required IRetentionStore Retention { get; init; }

    public required IAuditTrail Audit { get; init; }

    public required ICallbackStore Callbacks { get; init; }

    public required IErasureStore Erasure { get; init; }

    public required IDeadLetterStore Letters { get; init; }

    public required IDeadLetterQuery LetterQuery { get; init; }

    public required IDeadLetterJobStore LetterJobs { get; init; }

    public required ISuppressionList Suppressions { get; init; }

    public required IAnalyticsQuery Analytics { get; init; }

    public required IAnalyticsStore Counts { get; init; }

    public required ITraceStore Traces { get; init; }

    /// <summary>A whole pass over one kind, in steps.</summary>
    public async Task<DeletedRows> DeleteAsync(Expiring what, DateTimeOffset before, int limit = 1_000)
    {
        var token = TestContext.Current.CancellationToken;
        await using var pass = await Retention.TryBeginAsync(token);
        Assert.NotNull(pass);
        for (var rows = default(DeletedRows); ;)
        {
            var step = await pass.DeleteAsync(what, before, limit, token);
            rows = rows.Plus(step.Rows);
            if (step.IsLast)
                return rows;
        }
    }

    public async Task<DeliveryView> FindAsync(string deliveryId)
    {
        var view = await Query.FindAsync(deliveryId, TestContext.Current.CancellationToken);
        Assert.NotNull(view);
        return view;
    }

    /// <summary>Takes everything out of the outbox.</summary>
    public async Task<IReadOnlyList<Announcement>> DrainAsync()
    {
        var drained = new List<Announcement>();
        while (await Outbox.RelayAsync(100, Take, CancellationToken.None) > 0)
        {
        }

        return drained;

        Task Take(IReadOnlyList<OutgoingAnnouncement> announcements, CancellationToken token)
        {
            drained.AddRange(announcements.Select(outgoing => outgoing.Announcement));
            return Task.CompletedTask;
        }
    }

    /// <summary>What stores do besides, as a host configures it.</summary>
    public static Consequences Consequences(bool announce = true) => new(
        Options.Create(new AnnouncementOptions { StatusChanges = announce }), Options.Create(new ConfirmationWindows()));
}

/// <summary>A clock that stands still until it is moved.</summary>
sealed class SteppedClock : TimeProvider
{
    DateTimeOffset _now = Facts.Start.AddDays(1);

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan by) => _now += by;
}
