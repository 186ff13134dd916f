namespace Tracking.Storage.InMemory;

sealed class InMemoryAuditTrail(InMemoryTables tables) : IAuditTrail
{
    public Task RecordAsync(AuditEntry entry, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
            tables.Audit.TryAdd((entry.At, entry.Id), entry);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<AuditEntry>> ListAsync(
        AuditFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken)
    {
        var position = after is { } last ? (last.At, Guid.Parse(last.Id)) : (DateTimeOffset.MaxValue, Guid.AllBitsSet);
        lock (tables.Gate)
        {
            var entries =
                from entry in tables.Audit.Reverse()
                where entry.Key.CompareTo(position) < 0
                    && (filter.Actor is null || filter.Actor == entry.Value.Actor)
                    && (filter.Action is null || filter.Action == entry.Value.Action)
                    && (filter.From is null || entry.Value.At >= filter.From)
                    && (filter.To is null || entry.Value.At < filter.To)
                select entry.Value;
            return Task.FromResult<IReadOnlyList<AuditEntry>>([.. entries.Take(limit)]);
        }
    }
}
