using Tracking.Deliveries;

namespace Tracking.Storage.InMemory;

/// <summary>Takes facts out of the tables, with everything that points at them. The caller holds the gate.</summary>
static class InMemoryRemoval
{
    /// <summary>An event and its mark. The rows of its deliveries stay as they are.</summary>
    public static DeletedRows RemoveEvent(this InMemoryTables tables, EventKey key)
    {
        if (!tables.Events.Remove(key, out var e))
            return default;
        if (e.DeliveryId is null)
            tables.Forget(key.Provider, key.ProviderMessageId, message => message.Events.Remove(key));
        else if (tables.Deliveries.TryGetValue(e.DeliveryId, out var row))
            row.Named.Remove(key);
        return new DeletedRows { Events = 1, Orphans = tables.Orphans.Remove((e.ReceivedAt, e.Id)) ? 1 : 0 };
    }

    /// <summary>A delivery with its claims, and with the events that belong to nobody else.</summary>
    public static DeletedRows RemoveDelivery(this InMemoryTables tables, DeliveryRow row)
    {
        var events = tables.EventsOf(row).ToArray();
        tables.Deliveries.Remove(row.DeliveryId);
        tables.ByCreation.Remove(row);
        tables.Watched.Remove(row.DeliveryId);
        foreach (var claim in row.Claims)
            tables.Forget(claim.Provider, claim.ProviderMessageId, message => message.Claims.RemoveAll(c => c.DeliveryId == row.DeliveryId));

        var rows = new DeletedRows { Deliveries = 1, Claims = row.Claims.Count };
        foreach (var key in events.Where(key => !tables.IsClaimed(tables.Events[key])))
            rows = rows.Plus(tables.RemoveEvent(key));
        return rows;
    }

    /// <summary>The events that a delivery is told by.</summary>
    public static IEnumerable<EventKey> EventsOf(this InMemoryTables tables, DeliveryRow row)
    {
        var claimed =
            from claim in row.Claims
            from key in tables.Message(claim.Provider, claim.ProviderMessageId).Events
            where claim.Matches(tables.Events[key])
            select key;
        return row.Named.Union(claimed);
    }

    static bool IsClaimed(this InMemoryTables tables, DeliveryEvent e) =>
        e.DeliveryId is null && tables.Message(e.Provider ?? "", e.ProviderMessageId ?? "").Claims.Exists(c => c.Matches(e));
}
