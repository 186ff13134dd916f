using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Ingress.Sns;

namespace Tracking.Unit.Ingress.Sns;

/// <summary>What SNS needs, over a network that answers as a test says.</summary>
sealed class SnsNetwork : HttpMessageHandler
{
    readonly Func<HttpRequestMessage, Task<HttpResponseMessage>> _answer;

    public ConcurrentQueue<Uri> Asked { get; } = [];

    public ManualClock Clock { get; } = new();

    public ServiceProvider Services { get; }

    public SnsNetwork(Func<HttpRequestMessage, HttpResponseMessage> answer) : this(r => Task.FromResult(answer(r)))
    {
    }

    public SnsNetwork(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer)
    {
        _answer = answer;
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Clock).AddSns();
        services.AddHttpClient(SnsHttp.ClientName).ConfigurePrimaryHttpMessageHandler(() => this);
        Services = services.BuildServiceProvider();
    }

    public static HttpResponseMessage Ok(string body) => new(HttpStatusCode.OK) { Content = new StringContent(body) };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Enqueue(request.RequestUri!);
        return _answer(request);
    }
}

sealed class ManualClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
