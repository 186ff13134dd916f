namespace Tracking.Storage.InMemory;

sealed class InMemoryUntoldAlerts(InMemoryTables tables) : IUntoldAlerts
{
    readonly HashSet<(Guid AlertId, bool IsCleared)> _told = [];
    readonly Dictionary<Guid, DateTimeOffset> _leases = [];

    public Task<UntoldAlert?> TakeAsync(DateTimeOffset now, DateTimeOffset since, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            var next = tables.Alerts.Values
                .Where(alert => !_leases.TryGetValue(alert.Id, out var until) || until <= now)
                .OrderBy(alert => (alert.RaisedAt, alert.Id))
                .Select(alert => Untold(alert, since))
                .FirstOrDefault(untold => untold is not null);
            if (next is not null)
                _leases[next.Alert.Id] = now + lease;
            return Task.FromResult(next);
        }
    }

    public Task ToldAsync(UntoldAlert told, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            _told.Add((told.Alert.Id, told.IsCleared));
            _leases.Remove(told.Alert.Id);
            return Task.CompletedTask;
        }
    }

    UntoldAlert? Untold(AlertView alert, DateTimeOffset since) =>
        alert.RaisedAt >= since && !_told.Contains((alert.Id, false)) ? new UntoldAlert(alert with { ClearedAt = null })
        : alert.ClearedAt >= since && !_told.Contains((alert.Id, true)) ? new UntoldAlert(alert)
        : null;
}
