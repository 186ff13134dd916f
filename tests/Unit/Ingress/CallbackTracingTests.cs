using System.Diagnostics;
using Tracking.Contracts;
using Tracking.Ingress.Callbacks;
using Xunit;

namespace Tracking.Unit.Ingress;

public sealed class CallbackTracingTests : IDisposable
{
    const string First = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const string Second = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    readonly ActivityListener _listener = new()
    {
        ShouldListenTo = source => source.Name == "Tracking.Ingress",
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public CallbackTracingTests() => ActivitySource.AddActivityListener(_listener);

    [Fact]
    public void A_publish_belongs_to_the_trace_of_its_first_callback_and_is_linked_to_the_others()
    {
        using var span = CallbackTracing.StartPublish([Callback(null), Callback(First), Callback("nonsense"), Callback(Second)]);

        Assert.Equal(First, $"00-{span!.TraceId}-{span.ParentSpanId}-01");
        var link = Assert.Single(span.Links);
        Assert.Equal(Second, $"00-{link.Context.TraceId}-{link.Context.SpanId}-01");
        Assert.Equal(4, span.GetTagItem("messaging.batch.message_count"));
    }

    [Fact]
    public void A_publish_of_callbacks_that_are_not_traced_has_no_span() =>
        Assert.Null(CallbackTracing.StartPublish([Callback(null), Callback(null)]));

    public void Dispose() => _listener.Dispose();

    static RawCallback Callback(string? traceParent) => new()
    {
        CallbackId = Guid.Empty,
        Provider = "twilio",
        ReceivedAt = default,
        Method = "POST",
        Url = "https://hooks.example.net/",
        Headers = new Dictionary<string, string>(),
        Body = "",
        TraceParent = traceParent,
    };
}
