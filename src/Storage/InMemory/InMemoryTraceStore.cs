using Tracking.Deliveries;

namespace Tracking.Storage.InMemory;

sealed class InMemoryTraceStore(InMemoryTables tables) : ITraceStore
{
    public Task KeepAsync(IReadOnlyCollection<ProducerTrace> traces, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            foreach (var trace in traces)
            {
                var kept = trace with { StatedAt = trace.StatedAt.ToMicroseconds() };
                if (tables.Deliveries.TryGetValue(trace.DeliveryId, out var row))
                    row.Trace = row.Trace is { } known ? ProducerTrace.Join(known, kept) : kept;
            }
        }

        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<EventTrace>> FindAsync(IReadOnlyCollection<DeliveryEvent> events, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            return Task.FromResult<IReadOnlyList<EventTrace>>([
                .. from e in events
                   from deliveryId in DeliveriesOf(e)
                   let trace = tables.Deliveries.GetValueOrDefault(deliveryId)?.Trace
                   where trace is not null
                   select new EventTrace(e.Id, trace.Value.TraceParent)]);
        }
    }

    IEnumerable<string> DeliveriesOf(DeliveryEvent e) => e.DeliveryId is { } named
        ? [named]
        : tables.Message(e.Provider ?? "", e.ProviderMessageId ?? "").Claims.Where(c => c.Matches(e)).Select(c => c.DeliveryId).Distinct();
}
