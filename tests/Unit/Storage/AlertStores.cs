using Tracking.Storage;

namespace Tracking.Unit.Storage;

/// <summary>The part of one storage that watches, as its users see it.</summary>
sealed record AlertStores(ICallbackActivityStore Activity, IAlertStore Alerts, IAlertQuery Query, IOutbox Outbox, IUntoldAlerts Untold)
{
    /// <summary>Takes the announcements of alerts out of the outbox.</summary>
    public async Task<IReadOnlyList<AlertNotice>> DrainAsync()
    {
        var drained = new List<AlertNotice>();
        await Outbox.RelayAsync(
            100,
            (announcements, _) =>
            {
                drained.AddRange(announcements.Select(outgoing => (AlertNotice)outgoing.Announcement));
                return Task.CompletedTask;
            },
            CancellationToken.None);
        return drained;
    }
}
