using System.Net;
using System.Text;
using System.Text.Json;
using RabbitMQ.Client;
using Tracking.Contracts;
using Tracking.Dashboard;
using Tracking.Hosting;
using Tracking.Integration.Fuzz;
using Tracking.Integration.Pipeline;
using Xunit;

namespace Tracking.Integration.Telemetry;

/// <summary>What real hosts send to a receiver of OTLP. Alone, for the meters of all hosts of a process are one.</summary>
[Collection(nameof(FuzzTests.Alone))]
public sealed class TelemetryTests(Servers servers)
{
    const string Publish = "0af7651916cd43dd8448eb211c80319c";
    const string PublishSpan = "b7ad6b7169203331";
    const string Other = "4bf92f3577b34da6a3ce929d0e0e4736";
    const string OtherSpan = "00f067aa0ba902b7";

    [Fact]
    public async Task One_trace_leads_from_the_publish_to_the_row_and_a_later_callback_links_back_to_it()
    {
        await using var collector = await Collector.StartAsync();
        await using var hosts = await Hosts.OverAsync(servers);
        using var ingress = await hosts.StartIngressAsync([.. TwilioCallbacks.Settings, .. collector.Settings]);
        await hosts.StartWorkerAsync(collector.Settings);
        var sid = TwilioCallbacks.NewSid();

        using (var answer = await PostAsync(ingress, "/v1/events", Sent("d-1", sid), $"00-{Publish}-{PublishSpan}-01"))
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await StatusBecomesAsync(hosts, "d-1", "sent");
        using (var answer = await TwilioCallbacks.PostAsync(ingress, sid))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await StatusBecomesAsync(hosts, "d-1", "delivered");

        // From the row back to the publish, span by span.
        var row = await SpanAsync(collector, span => span.TraceId == Publish && WritesRows(span));
        await Eventually.HoldsAsync(() => Assert.Equal(
            ["write evidence", "apply evidence", "tracking.notification-sent process", "tracking.notification-sent receive",
             "Tracking.Contracts:NotificationSent send", "POST /v1/events"],
            PathOf(collector, row).Select(span => span.Name).Skip(1)));
        Assert.Equal(PublishSpan, PathOf(collector, row).Last().ParentId);

        // The callback is a trace of its own, from the provider's request to the row.
        var request = await SpanAsync(collector, span => span.Name.StartsWith("POST /webhooks/twilio/status", StringComparison.Ordinal));
        var applied = await SpanAsync(collector, span => span.Name == "apply evidence" && span.TraceId == request.TraceId);
        Assert.Equal(request.SpanId, applied.ParentId);
        var sent = await SpanAsync(collector, span => span.Name == "Tracking.Contracts:NotificationSent send");
        Assert.Equal((Publish, sent.SpanId), Assert.Single(applied.Links));
        await SpanAsync(collector, span => span.TraceId == request.TraceId && span.Name == "publish callbacks");
        await SpanAsync(collector, span => span.TraceId == request.TraceId && WritesRows(span));
    }

    [Fact]
    public async Task The_standard_header_of_another_language_is_followed()
    {
        await using var collector = await Collector.StartAsync();
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync(collector.Settings);
        await using var broker = await Broker.ConnectAsync(hosts, servers);

        await broker.PutAsync(Queues.NotificationSent, Encoding.UTF8.GetBytes(Sent("d-1", "SM1")), new BasicProperties
        {
            ContentType = "application/json",
            Headers = new Dictionary<string, object?> { ["traceparent"] = $"00-{Publish}-{PublishSpan}-01" },
        });

        var applied = await SpanAsync(collector, span => span.Name == "apply evidence");
        Assert.Equal((Publish, PublishSpan), (applied.TraceId, applied.ParentId));
        Assert.Single(applied.Links);
    }

    [Fact]
    public async Task Callbacks_that_share_a_message_and_a_write_stay_in_their_own_traces()
    {
        await using var collector = await Collector.StartAsync();
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync(collector.Settings);
        await using var broker = await Broker.ConnectAsync(hosts, servers);

        await broker.PublishAsync(nameof(CallbacksReceived), JsonSerializer.Serialize(
            new CallbacksReceived
            {
                Callbacks = [Callback("SM1", $"00-{Publish}-{PublishSpan}-01"), Callback("SM2", $"00-{Other}-{OtherSpan}-01"), Callback("SM3", null)],
            },
            JsonSerializerOptions.Web));

        var first = await SpanAsync(collector, span => span.Name == "apply evidence" && span.ParentId == PublishSpan);
        var second = await SpanAsync(collector, span => span.Name == "apply evidence" && span.ParentId == OtherSpan);
        Assert.Equal((Publish, Other), (first.TraceId, second.TraceId));
        await Eventually.HoldsAsync(() => Assert.Equal(3, collector.Last("tracking.worker.events.orphaned")));

        // The one that is not traced has no span in anybody's trace.
        Assert.Equal(2, collector.Spans.Where(span => span.Name == "apply evidence").DistinctBy(span => span.SpanId).Count());
        var writes = collector.Spans.Where(span => span.Name == "write evidence").DistinctBy(span => span.SpanId).ToArray();
        Assert.All([first, second], applied => Assert.Contains(writes, write =>
            write.ParentId == applied.SpanId || write.Links.Contains((applied.TraceId, applied.SpanId))));
    }

    [Fact]
    public async Task What_becomes_of_callbacks_and_events_is_counted()
    {
        await using var collector = await Collector.StartAsync();
        await using var hosts = await Hosts.OverAsync(servers);
        using var ingress = await hosts.StartIngressAsync([.. TwilioCallbacks.Settings, .. collector.Settings]);
        await hosts.StartWorkerAsync(collector.Settings);
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        var sid = TwilioCallbacks.NewSid();

        foreach (var _ in (int[])[1, 2])
        {
            using var answer = await TwilioCallbacks.PostAsync(ingress, sid);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        using (var refused = await ingress.PostAsync(
            new Uri("/webhooks/twilio/status", UriKind.Relative), new FormUrlEncodedContent([new("MessageSid", sid)]), Cancelled))
        {
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        await broker.PublishAsync(nameof(NotificationSent), "{ \"deliveryId\": 1 }");

        await Eventually.HoldsAsync(() =>
        {
            Assert.Equal(2, collector.Last("tracking.ingress.callbacks", "verdict", "accepted"));
            Assert.Equal(1, collector.Last("tracking.ingress.callbacks", "verdict", RefusalCause.Missing));
            Assert.Equal(2, collector.Last("tracking.ingress.published"));
            Assert.Equal(2, collector.Last("tracking.ingress.ack.duration", "outcome", "accepted"));
            Assert.Equal(1, collector.Last("tracking.ingress.ack.duration", "outcome", "refused"));
            Assert.Equal(2, collector.Last("tracking.worker.events.applied"));
            Assert.Equal(1, collector.Last("tracking.worker.events.absorbed"));
            Assert.Equal(2, collector.Last("tracking.worker.events.orphaned"));
            Assert.Equal(2, collector.Last("tracking.worker.visible.duration"));
            Assert.InRange(collector.Last("tracking.worker.batch.size"), 1, 2);
            Assert.InRange(collector.Last("tracking.worker.queue.duration", "message", nameof(CallbacksReceived)), 1, 2);
            Assert.Equal(1, collector.Last("tracking.worker.dead_letters", "class", "unreadable"));
        });
        Assert.Contains(collector.Points, point => point.Name == "http.server.request.duration");
        Assert.Contains(collector.Points, point => point.Name == "db.client.operation.duration");
        Assert.Contains(collector.Points, point => point.Name == "dotnet.gc.heap.total_allocated");
        await Eventually.HoldsAsync(() => Assert.Contains(collector.Lines, line =>
            line.Body.StartsWith("Refused a twilio callback", StringComparison.Ordinal) && line.TraceId.Length == 32));
    }

    [Fact]
    public async Task Neither_tokens_nor_recipients_nor_probes_leave_a_host()
    {
        const string token = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0.c2VjcmV0";
        await using var collector = await Collector.StartAsync();
        await using var hosts = await Hosts.OverAsync(servers);
        string[] loud = ["--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Microsoft.AspNetCore=Trace", .. collector.Settings];
        using var started = await hosts.StartIngressAsync([
            "--Receipts:SigningKeys:0=0123456789abcdef0123456789abcdef", "--Unsubscribe:SigningKeys:0=0123456789abcdef0123456789abcdef",
            .. TwilioCallbacks.Settings, .. loud]);
        await hosts.StartWorkerAsync(loud);
        using var ingress = Untraced(started.BaseAddress!);
        using var dashboard = Untraced((await hosts.StartAsync(DashboardHost.Build, loud)).ListensOn());

        foreach (var path in (string[])[$"/receipts/{token}?kind=read", $"/unsubscribe/{token}", "/webhooks/twilio/status?secret=in-the-query"])
        {
            using var answer = await PostAsync(ingress, path, "{}", $"00-{Publish}-{PublishSpan}-01");
            Assert.False(answer.IsSuccessStatusCode);
        }

        var sid = TwilioCallbacks.NewSid();
        using (var answer = await TwilioCallbacks.PostAsync(ingress, sid))
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await Eventually.HoldsAsync(async () => Assert.Single(await hosts.Query.OrphansAsync(null, 10, Cancelled)));
        using (var listed = await dashboard.GetAsync(new Uri("/api/deliveries?recipient=%2B31612345678", UriKind.Relative), Cancelled))
            Assert.Equal(HttpStatusCode.OK, listed.StatusCode);

        await SpanAsync(collector, span => span.Name == "POST /receipts/{token}");
        await SpanAsync(collector, span => span.Name.Contains("/unsubscribe/{token}", StringComparison.Ordinal));
        await SpanAsync(collector, span => span.Name == "GET /api/deliveries");
        await Eventually.HoldsAsync(() => Assert.NotEmpty(collector.Lines));
        Assert.All((string[])[token, "in-the-query", "31612345678", Hosts.TwilioToken, "user_agent"], secret => Assert.False(collector.Holds(secret), secret));
        Assert.DoesNotContain(collector.Spans, span => span.Source == "Microsoft.AspNetCore" && span.Name.Contains("health", StringComparison.Ordinal));
    }

    // The test is in the hosts' process: what its own client tells of itself is not theirs.
    static HttpClient Untraced(Uri address) => new(new SocketsHttpHandler { ActivityHeadersPropagator = null }) { BaseAddress = address };

    static RawCallback Callback(string sid, string? traceParent) => new()
    {
        CallbackId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
        Provider = "twilio",
        ReceivedAt = TimeProvider.System.GetUtcNow(),
        Method = "POST",
        ContentType = "application/x-www-form-urlencoded",
        Url = "https://hooks.example.net/webhooks/twilio/status",
        Headers = new Dictionary<string, string>(),
        Body = $"MessageSid={sid}&MessageStatus=delivered",
        TraceParent = traceParent,
    };

    static bool WritesRows(Span span) =>
        span.Attributes.GetValueOrDefault("db.query.text", "").Contains("insert into delivery as", StringComparison.Ordinal);

    static async Task<Span> SpanAsync(Collector collector, Func<Span, bool> isIt)
    {
        Span? found = null;
        await Eventually.HoldsAsync(() => Assert.NotNull(found = collector.Spans.FirstOrDefault(isIt)));
        return found!;
    }

    /// <summary>A span, what it is part of, and so on, to the first that a host has sent.</summary>
    static IEnumerable<Span> PathOf(Collector collector, Span span)
    {
        yield return span;
        while (collector.Spans.FirstOrDefault(parent => parent.SpanId == span.ParentId) is { } parent)
            yield return span = parent;
    }

    static Task StatusBecomesAsync(Hosts hosts, string deliveryId, string status) => Eventually.HoldsAsync(async () =>
        Assert.Equal(status, (await hosts.Query.FindAsync(deliveryId, Cancelled))?.Status));

    static async Task<HttpResponseMessage> PostAsync(HttpClient ingress, string path, string body, string traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", Hosts.ProducerKey);
        request.Headers.Add("traceparent", traceParent);
        request.Headers.UserAgent.ParseAdd("somebody/1.0");
        return await ingress.SendAsync(request, Cancelled);
    }

    static string Sent(string deliveryId, string sid) =>
        $$"""
        {"type":"NotificationSent","deliveryId":"{{deliveryId}}","channel":"sms","notificationType":"Hello","recipient":"+31612345678",
         "provider":"twilio","providerMessageId":"{{sid}}","occurredAt":"2026-11-20T12:00:00Z"}
        """;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;
}
