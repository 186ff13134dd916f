using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Tracking.Hosting;

namespace Tracking.Integration.Telemetry;

sealed record Span(
    string Service, string Source, string TraceId, string SpanId, string ParentId, string Name, IReadOnlyDictionary<string, string> Attributes,
    IReadOnlyList<(string TraceId, string SpanId)> Links);

sealed record Point(string Service, string Name, string Unit, IReadOnlyDictionary<string, string> Attributes, long Value);

sealed record Line(string Service, string Body, string TraceId, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A receiver of OTLP over HTTP, on a loopback port.</summary>
sealed class Collector : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ConcurrentQueue<byte[]> _received = new();

    Collector(WebApplication app)
    {
        _app = app;
        app.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            _received.Enqueue(body.ToArray());
            Keep(signal, new Protobuf(body.ToArray()));
            return Results.Bytes([], "application/x-protobuf");
        });
    }

    public ConcurrentQueue<Span> Spans { get; } = new();

    public ConcurrentQueue<Point> Points { get; } = new();

    public ConcurrentQueue<Line> Lines { get; } = new();

    /// <summary>What a host is told, so that it sends here, and often.</summary>
    public string[] Settings =>
    [
        $"--Otlp:Endpoint={_app.ListensOn()}", "--OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf", "--OTEL_BSP_SCHEDULE_DELAY=100",
        "--OTEL_BLRP_SCHEDULE_DELAY=100", "--OTEL_METRIC_EXPORT_INTERVAL=200",
    ];

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var collector = new Collector(app);
        await app.StartAsync();
        return collector;
    }

    /// <summary>Whether a text has arrived anywhere, in whatever signal.</summary>
    public bool Holds(string text)
    {
        var wanted = Encoding.UTF8.GetBytes(text);
        return _received.Any(body => body.AsSpan().IndexOf(wanted) >= 0);
    }

    /// <summary>The last value of a counter, or how many a histogram has recorded, of the points that carry an attribute.</summary>
    public long Last(string name, string? attribute = null, string? value = null) => Points
        .Where(point => point.Name == name && (attribute is null || point.Attributes.GetValueOrDefault(attribute) == value))
        .GroupBy(point => string.Join(',', point.Attributes.OrderBy(a => a.Key).Select(a => $"{a.Key}={a.Value}")))
        .Sum(series => series.Last().Value);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    // Field numbers are those of opentelemetry-proto 1.x.
    void Keep(string signal, Protobuf request)
    {
        foreach (var resource in request.Messages(1))
        {
            var service = AttributesOf(resource.Message(1), 1).GetValueOrDefault("service.name", "");
            foreach (var scope in resource.Messages(2))
            {
                var source = scope.Message(1)?.Text(1) ?? "";
                foreach (var item in scope.Messages(2))
                {
                    switch (signal)
                    {
                        case "traces":
                            Spans.Enqueue(new Span(
                                service, source, item.Hex(1), item.Hex(2), item.Hex(4), item.Text(5), AttributesOf(item, 9),
                                [.. item.Messages(13).Select(link => (link.Hex(1), link.Hex(2)))]));
                            break;
                        case "metrics":
                            KeepPoints(service, item);
                            break;
                        default:
                            Lines.Enqueue(new Line(service, item.Message(5)?.Text(1) ?? "", item.Hex(9), AttributesOf(item, 6)));
                            break;
                    }
                }
            }
        }
    }

    void KeepPoints(string service, Protobuf metric)
    {
        var (name, unit) = (metric.Text(1), metric.Text(3));
        foreach (var point in metric.Messages(7).Concat(metric.Messages(5)).SelectMany(sum => sum.Messages(1)))
            Points.Enqueue(new Point(service, name, unit, AttributesOf(point, 7), (long)point.Number(6)));
        foreach (var point in metric.Messages(9).SelectMany(histogram => histogram.Messages(1)))
            Points.Enqueue(new Point(service, name, unit, AttributesOf(point, 9), (long)point.Number(4)));
    }

    static Dictionary<string, string> AttributesOf(Protobuf? holder, int field) => holder is null
        ? []
        : holder.Messages(field).GroupBy(pair => pair.Text(1)).ToDictionary(same => same.Key, same => ValueOf(same.First().Message(2)));

    static string ValueOf(Protobuf? any) =>
        any is null ? "" : any.Has(1) ? any.Text(1) : any.Number(any.Has(3) ? 3 : 2).ToString(CultureInfo.InvariantCulture);
}
