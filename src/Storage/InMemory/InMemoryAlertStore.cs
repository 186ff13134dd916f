namespace Tracking.Storage.InMemory;

sealed class InMemoryAlertStore(InMemoryTables tables) : IAlertStore
{
    public Task<AlertChanges> SettleAsync(
        IReadOnlyCollection<string> kinds, IReadOnlyCollection<AlertObservation> observed, DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            var changes = AlertChanges.Between(
                tables.Alerts.Values.Where(alert => alert.ClearedAt is null && kinds.Contains(alert.Kind)), observed, now);
            foreach (var alert in changes.Raised.Concat(changes.Cleared))
                tables.Alerts[alert.Id] = alert;
            foreach (var notice in changes.Notices)
                tables.Outbox.AddLast(notice);
            return Task.FromResult(changes);
        }
    }
}
