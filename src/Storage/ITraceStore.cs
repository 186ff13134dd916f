using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>
/// Remembers in which trace a producer told of a delivery, so that a callback that comes hours later can point back at it. Nothing hangs on
/// it: what is not remembered is not linked.
/// </summary>
public interface ITraceStore
{
    /// <summary>
    /// Keeps one trace of each delivery: the one whose message states the earliest time, and of several that state the same the one whose
    /// text comes first; so the same whatever order they come in, and however often.
    /// </summary>
    Task KeepAsync(IReadOnlyCollection<ProducerTrace> traces, CancellationToken cancellationToken);

    /// <summary>The traces of the deliveries that events belong to. Those of which no trace is kept are left out.</summary>
    Task<IReadOnlyList<EventTrace>> FindAsync(IReadOnlyCollection<DeliveryEvent> events, CancellationToken cancellationToken);
}

/// <param name="StatedAt">By the producer's clock.</param>
/// <param name="TraceParent">A W3C <c>traceparent</c>.</param>
public readonly record struct ProducerTrace(string DeliveryId, DateTimeOffset StatedAt, string TraceParent)
{
    /// <summary>The one of a delivery's that is kept. SQL twin: <see cref="Postgres.PostgresTraceStore.KeepSql"/>.</summary>
    public static ProducerTrace Join(ProducerTrace a, ProducerTrace b) =>
        (a.StatedAt.CompareTo(b.StatedAt) is not 0 and var byTime ? byTime : string.CompareOrdinal(a.TraceParent, b.TraceParent)) <= 0 ? a : b;
}

/// <summary>An event, and the trace of a delivery that it belongs to.</summary>
public readonly record struct EventTrace(Guid EventId, string TraceParent);
