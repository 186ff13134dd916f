using Tracking.Deliveries;

namespace Tracking.Storage.InMemory;

sealed class InMemorySuppressionList(InMemoryTables tables) : ISuppressionList
{
    public Task<SuppressionView> AddAsync(
        SuppressedAddress address, string reason, Guid sourceId, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            tables.Suppressions.Add(address, new SuppressionSignal(sourceId, null, "", reason, at.ToMicroseconds()), at);
            return Task.FromResult(tables.Suppressions.EntriesOf(address.TenantId, address.Channel, address.Recipient)
                .Single(entry => entry.Scope == address.Scope));
        }
    }

    public Task<SuppressionView?> LiftAsync(Guid id, DateTimeOffset at, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
            return Task.FromResult(tables.Suppressions.Lift(id, at));
    }

    public Task<IReadOnlyList<SuppressionView>> ListAsync(
        SuppressionFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken)
    {
        var recipient = Recipient.Normalize(filter.Recipient);
        lock (tables.Gate)
        {
            return Task.FromResult<IReadOnlyList<SuppressionView>>(
            [
                .. tables.Suppressions.Entries
                    .Where(e => (filter.TenantId is null || e.TenantId == filter.TenantId)
                        && (filter.Channel is null || e.Channel == filter.Channel)
                        && (filter.Recipient is null || e.Recipient == recipient)
                        && (filter.Reason is null || e.Reason == filter.Reason)
                        && (filter.Scope is null || e.Scope == filter.Scope))
                    .OrderByDescending(e => e.Since).ThenByDescending(e => e.Id)
                    .Where(e => after is not { } last || (e.Since, e.Id).CompareTo((last.At, Guid.Parse(last.Id))) < 0)
                    .Take(limit),
            ]);
        }
    }

    public Task<IReadOnlyList<SuppressionView>> FindAsync(
        string? tenantId, string channel, IReadOnlyCollection<string> recipients, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return Task.FromResult<IReadOnlyList<SuppressionView>>(
                [.. recipients.Distinct().SelectMany(r => tables.Suppressions.EntriesOf(tenantId, channel, r))]);
        }
    }
}
