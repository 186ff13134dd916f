using Tracking.Deliveries;

namespace Tracking.Storage.InMemory;

/// <summary>One turn at the gate: nothing comes in between.</summary>
sealed class InMemoryErasureStore(InMemoryTables tables) : IErasureStore
{
    public Task<Erased> EraseAsync(string recipient, string? tenantId, CancellationToken cancellationToken)
    {
        var address = new ErasedAddress(recipient);
        lock (tables.Gate)
        {
            var rows = EraseDeliveries(address, tenantId);
            if (tenantId is not null)
                return Task.FromResult(new Erased(rows, 0, KeptUnsubscribes(address, tenantId), KeptSuppressions(address, tenantId)));
            rows = rows.Plus(EraseEvents(address)).Plus(EraseCallbacks(tables.Callbacks.Values.Where(address.IsIn).Select(c => c.CallbackId)));
            rows = rows.Plus(EraseLetters(address));
            return Task.FromResult(new Erased(rows, RewriteAudit(address), KeptUnsubscribes(address, null), KeptSuppressions(address, null)));
        }
    }

    DeletedRows EraseDeliveries(ErasedAddress address, string? tenantId)
    {
        var theirs = tables.ByCreation.Where(row => IsTheirs(row, address.Normalized)
            && (tenantId is null || row.Tracked!.Delivery.Description[DescriptionField.TenantId] == tenantId)).ToArray();
        var rows = default(DeletedRows);
        foreach (var row in theirs)
        {
            var told = CallbacksOf(tables.EventsOf(row));
            rows = rows.Plus(tables.RemoveDelivery(row)).Plus(EraseCallbacks(told));
        }

        return rows;
    }

    bool IsTheirs(DeliveryRow row, string recipient)
    {
        var own = Recipient.Normalize(row.Tracked!.Delivery.Description[DescriptionField.Recipient]);
        if (own == recipient || row.Claims.Exists(claim => claim.Recipient == recipient))
            return true;
        var named = tables.EventsOf(row).Select(key => tables.Events[key].Recipient).OfType<string>().Distinct().ToArray();
        return own is null && named is [var only] && only == recipient;
    }

    DeletedRows EraseEvents(ErasedAddress address)
    {
        var theirs = tables.Events
            .Where(e => e.Value.Recipient == address.Normalized || address.IsIn(e.Value.ErrorMessage) || address.IsIn(e.Value.Url))
            .Select(e => e.Key).ToArray();
        var others = tables.ByCreation.Where(row => tables.EventsOf(row).Intersect(theirs).Any()).ToArray();
        foreach (var row in others.Where(row => address.IsIn(row.Tracked!.Delivery.Decisive.ErrorMessage)))
        {
            var delivery = row.Tracked!.Delivery;
            row.Tracked = row.Tracked with
            {
                Delivery = delivery with { Decisive = delivery.Decisive with { ErrorMessage = ErasedAddress.Placeholder } },
                Revision = row.Tracked.Revision + 1,
            };
        }

        var rows = EraseCallbacks(CallbacksOf(theirs));
        return theirs.Aggregate(rows, (sum, key) => sum.Plus(tables.RemoveEvent(key)));
    }

    Guid[] CallbacksOf(IEnumerable<EventKey> events) =>
        [.. events.Select(key => tables.Events[key].CallbackId).OfType<Guid>().Distinct()];

    DeletedRows EraseCallbacks(IEnumerable<Guid> ids) => new() { RawCallbacks = ids.ToArray().Count(id => tables.Callbacks.Remove(id)) };

    DeletedRows EraseLetters(ErasedAddress address)
    {
        long[] theirs = [.. tables.Letters.Values.Where(l => address.IsIn(l.Kept, l.EditedBody)).Select(l => l.Number)];
        return new() { DeadLetters = theirs.Count(number => tables.Letters.Remove(number)) };
    }

    int RewriteAudit(ErasedAddress address)
    {
        AuditEntry[] rewritten = [.. tables.Audit.Values.Select(address.TakeOut).OfType<AuditEntry>()];
        foreach (var entry in rewritten)
            tables.Audit[(entry.At, entry.Id)] = entry;
        return rewritten.Length;
    }

    int KeptUnsubscribes(ErasedAddress address, string? tenantId) => tables.Unsubscribes.Values.Count(
        request => request.Recipient == address.Normalized && (tenantId is null || request.TenantId == tenantId));

    int KeptSuppressions(ErasedAddress address, string? tenantId) => tables.Suppressions.Entries.Count(
        entry => entry.Recipient == address.Normalized && (tenantId is null || entry.TenantId == tenantId));
}
