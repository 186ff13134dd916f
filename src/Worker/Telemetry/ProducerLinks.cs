using Tracking.Deliveries;
using Tracking.Hosting;
using Tracking.Storage;

namespace Tracking.Worker.Telemetry;

/// <summary>
/// Links what is applied now to the trace in which a producer told of the delivery, hours or days before. Only what is sampled costs
/// anything, and what cannot be linked is applied all the same.
/// </summary>
sealed partial class ProducerLinks(ITraceStore traces, ILogger<ProducerLinks> logger)
{
    public async Task LinkAsync(IReadOnlyList<Pending<Writing>> written, CancellationToken cancellationToken)
    {
        try
        {
            Writing[] traced = [.. written.Select(pending => pending.Item).Where(item => item.Span is { Recorded: true })];
            await KeepAsync(traced, cancellationToken);
            await FollowAsync(traced, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever the store did: the evidence is written, and that is what counts.
            NotLinked(written.Count, e.Message);
        }
    }

    Task KeepAsync(Writing[] traced, CancellationToken cancellationToken)
    {
        ProducerTrace[] told =
        [
            .. from item in traced
               from e in item.Evidence
               where e is { Source: EventSource.Producer, DeliveryId: not null }
               select new ProducerTrace(e.DeliveryId!, e.OccurredAt, EvidenceSpans.PublishOf(item.Span)!),
        ];
        return told.Length == 0 ? Task.CompletedTask : traces.KeepAsync(told, cancellationToken);
    }

    async Task FollowAsync(Writing[] traced, CancellationToken cancellationToken)
    {
        var later = traced.SelectMany(item => item.Evidence.Where(e => e.Source != EventSource.Producer).Select(e => (e, item.Span!))).ToArray();
        if (later.Length == 0)
            return;
        var found = await traces.FindAsync([.. later.Select(pair => pair.e).DistinctBy(e => e.Id)], cancellationToken);
        var byEvent = found.ToLookup(trace => trace.EventId, trace => trace.TraceParent);
        foreach (var (e, span) in later)
        {
            foreach (var context in byEvent[e.Id].Select(EvidenceSpans.Parse).OfType<ActivityContext>())
                span.AddLink(new(context));
        }
    }

    [LoggerMessage(LogLevel.Debug, "The traces of {Messages} messages are not linked to their producers': {Reason}")]
    partial void NotLinked(int messages, string reason);
}
