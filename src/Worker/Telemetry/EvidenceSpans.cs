using MassTransit;
using Tracking.Contracts;
using Tracking.Hosting;

namespace Tracking.Worker.Telemetry;

/// <summary>
/// The spans of evidence on its way to the row. Each message, and each callback of one, has a span in its own trace; the write that it
/// shares with others belongs to the trace of the first, and the two are linked. All are null where nothing is traced.
/// </summary>
static class EvidenceSpans
{
    public const string Apply = "apply evidence";
    public const string Write = "write evidence";

    // What the SDK keeps of a span's links unless it is told otherwise.
    const int MaxLinks = 128;

    static readonly ActivitySource Source = new("Tracking.Worker");

    /// <summary>
    /// A producer's message. MassTransit reads only the header that MassTransit writes: what another language publishes has the standard
    /// one, and its span is linked to those that MassTransit made of it.
    /// </summary>
    public static Activity? StartMessage(ConsumeContext context)
    {
        if (!Source.HasListeners())
            return null;
        return Top(Activity.Current) is { HasRemoteParent: false }
            && context.ReceiveContext.TransportHeaders.Get<object>("traceparent") is { } header
            && Parse(TextOf(header)) is { } producer
                ? Source.StartActivity(Apply, ActivityKind.Consumer, producer, links: [new(Activity.Current!.Context)])
                : Source.StartActivity(Apply);
    }

    /// <summary>A callback, in the trace of the request that brought it.</summary>
    /// <param name="isAlone">Whether its message is about it alone: then the message's trace is its own as well.</param>
    public static Activity? StartCallback(RawCallback callback, bool isAlone)
    {
        if (!Source.HasListeners())
            return null;
        if (Parse(callback.TraceParent) is not { } request)
            return isAlone ? Source.StartActivity(Apply) : null;
        var consuming = Activity.Current?.Context;
        return Source.StartActivity(
            Apply, ActivityKind.Consumer, request, links: consuming is { } other && other.TraceId != request.TraceId ? [new(other)] : null);
    }

    /// <summary>A write, which is linked to everything that shares it.</summary>
    public static Activity? StartWrite(IReadOnlyList<Pending<Writing>> group)
    {
        if (!Source.HasListeners())
            return null;
        Activity[] applying = [.. group.Select(pending => pending.Item.Span).OfType<Activity>()];
        if (applying.Length == 0)
            return null;
        var span = Source.StartActivity(
            Write, ActivityKind.Internal, applying[0].Context,
            links: applying.Skip(1).Take(MaxLinks).Select(other => new ActivityLink(other.Context)));
        if (span is null)
            return null;
        foreach (var other in applying.Skip(1))
            other.AddLink(new ActivityLink(span.Context));
        return span.SetTag("messaging.batch.message_count", group.Count);
    }

    /// <summary>The span by which a message entered this process, or rather the one before it: its publish.</summary>
    public static string? PublishOf(Activity? span) => Top(span) is { Recorded: true } top
        ? $"00-{top.TraceId}-{(top.ParentSpanId == default ? top.SpanId : top.ParentSpanId)}-01"
        : null;

    public static ActivityContext? Parse(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: true, out var context) ? context : null;

    static Activity? Top(Activity? span)
    {
        while (span?.Parent is { } parent)
            span = parent;
        return span;
    }

    // A client of another language may write text as bytes.
    static string? TextOf(object header) => header is byte[] bytes ? System.Text.Encoding.ASCII.GetString(bytes) : header.ToString();
}
