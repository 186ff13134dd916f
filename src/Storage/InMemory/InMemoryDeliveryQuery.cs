using Tracking.Deliveries;

namespace Tracking.Storage.InMemory;

/// <summary>Answers from memory what <see cref="InMemoryDeliveryStore"/> keeps.</summary>
sealed class InMemoryDeliveryQuery(InMemoryTables tables) : IDeliveryQuery
{
    public Task<FoundDeliveries> ListAsync(
        DeliveryFilter filter, PagePosition? after, int limit, CancellationToken cancellationToken)
    {
        var selection = new Selection(filter);
        lock (tables.Gate)
        {
            var page = new List<DeliveryView>();
            for (var i = FirstBelow(after) - 1; i >= 0 && page.Count < limit; i--)
            {
                var row = tables.ByCreation[i];
                if (selection.Includes(row))
                    page.Add(View(row));
            }

            return Task.FromResult(new FoundDeliveries(page));
        }
    }

    public Task<DeliveryView?> FindAsync(string deliveryId, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
            return Task.FromResult(tables.Deliveries.TryGetValue(deliveryId, out var row) ? View(row) : null);
    }

    public Task<IReadOnlyList<EventView>> TimelineAsync(string deliveryId, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            if (!tables.Deliveries.TryGetValue(deliveryId, out var row))
                return Task.FromResult<IReadOnlyList<EventView>>([]);
            return Task.FromResult(EventViews.Timeline(tables.EventsOf(row).Select(key => tables.Events[key])));
        }
    }

    public Task<IReadOnlyList<OrphanView>> OrphansAsync(
        PagePosition? after, int limit, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            var orphans = tables.Orphans.AsEnumerable();
            if (after is { } last)
            {
                var position = (last.At, Guid.Parse(last.Id));
                orphans = orphans.SkipWhile(o => o.Key.CompareTo(position) <= 0);
            }

            return Task.FromResult<IReadOnlyList<OrphanView>>([.. orphans.Take(limit).Select(o => Orphan(o.Value))]);
        }
    }

    OrphanView Orphan(EventKey key) => EventViews.Orphan(
        tables.Events[key], tables.Message(key.Provider, key.ProviderMessageId).Claims.Count > 0);

    static DeliveryView View(DeliveryRow row) => row.Tracked!.View(row.Claims);

    // How many rows stand before that position, the oldest first.
    int FirstBelow(PagePosition? after)
    {
        var (low, high) = (0, tables.ByCreation.Count);
        while (after is { } last && low < high)
        {
            var middle = low + (high - low) / 2;
            var row = tables.ByCreation[middle];
            var order = row.Tracked!.CreatedAt.CompareTo(last.At) is not 0 and var byTime
                ? byTime
                : string.CompareOrdinal(row.DeliveryId, last.Id);
            if (order < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return high;
    }

    /// <summary>A filter, made ready to be asked of many rows.</summary>
    sealed class Selection(DeliveryFilter filter)
    {
        readonly string? _recipient = Recipient.Normalize(filter.Recipient);

        public bool Includes(DeliveryRow row)
        {
            var (delivery, createdAt) = (row.Tracked!.Delivery, row.Tracked.CreatedAt);
            return (filter.Status is null || filter.Status == delivery.Status)
                && (filter.Reason is null || filter.Reason == delivery.Reason)
                && Is(filter.TenantId, DescriptionField.TenantId)
                && Is(filter.Channel, DescriptionField.Channel)
                && Is(filter.Provider, DescriptionField.Provider)
                && Is(filter.NotificationType, DescriptionField.NotificationType)
                && Is(filter.NotificationId, DescriptionField.NotificationId)
                && Is(filter.NotifiableType, DescriptionField.NotifiableType)
                && Is(filter.NotifiableId, DescriptionField.NotifiableId)
                && (_recipient is null
                    || Recipient.Normalize(delivery.Description[DescriptionField.Recipient]) == _recipient)
                && (filter.ProviderMessageId is null
                    || row.Claims.Exists(c => c.ProviderMessageId == filter.ProviderMessageId))
                && (filter.From is null || createdAt >= filter.From)
                && (filter.To is null || createdAt < filter.To)
                && (filter.Overdue is null || filter.Overdue == IsOverdue(delivery));

            bool Is(string? wanted, DescriptionField field) => wanted is null || wanted == delivery.Description[field];
        }

        bool IsOverdue(Delivery delivery) =>
            delivery.Status == DeliveryStatus.Sent
            && delivery.Description[DescriptionField.Channel] is { } channel
            && filter.OverdueBefore.TryGetValue(channel, out var before)
            && delivery.SentAt < before;
    }
}
