using Tracking.Contracts;

namespace Tracking.Ingress.Callbacks;

/// <summary>What the ingress adds to the traces of providers' requests.</summary>
static class CallbackTracing
{
    public const string PublishSpan = "publish callbacks";

    static readonly ActivitySource Source = new("Tracking.Ingress");

    /// <summary>
    /// The span of a publish, which belongs to the trace of its first callback and is linked to the others': each came by a request of
    /// its own.
    /// </summary>
    /// <returns>Null where none of them is traced.</returns>
    public static Activity? StartPublish(IReadOnlyList<RawCallback> callbacks)
    {
        if (!Source.HasListeners())
            return null;
        var requests = callbacks.Select(callback => ContextOf(callback.TraceParent)).Where(context => context != default).ToArray();
        if (requests.Length == 0)
            return null;
        var span = Source.StartActivity(
            PublishSpan, ActivityKind.Internal, requests[0], links: requests.Skip(1).Select(context => new ActivityLink(context)));
        return span?.SetTag("messaging.batch.message_count", callbacks.Count);
    }

    static ActivityContext ContextOf(string? traceParent) =>
        ActivityContext.TryParse(traceParent, null, isRemote: false, out var context) ? context : default;
}
