namespace Tracking.Storage.InMemory;

sealed class InMemoryAlertQuery(InMemoryTables tables) : IAlertQuery
{
    public Task<IReadOnlyList<AlertView>> OpenAsync(CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return Task.FromResult<IReadOnlyList<AlertView>>(
                [.. tables.Alerts.Values.Where(alert => alert.ClearedAt is null).OrderByDescending(alert => (alert.RaisedAt, alert.Id))]);
        }
    }
}
