using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tracking.Contracts;
using Tracking.Hosting;
using Tracking.Ingress;
using Tracking.Providers;
using Tracking.Providers.Twilio;

namespace Tracking.Unit.Ingress;

/// <summary>The ingress over real HTTP on a free port, with a bus in memory that keeps what was published.</summary>
sealed class IngressUnderTest : IAsyncDisposable
{
    public const string Token = "8d1f6b3c2a9e4f70b5c6d7e8f9a0b1c2";
    public const string OtherToken = "00000000000000000000000000000000";
    public const string ProducerKey = "a-producer's-key";

    /// <summary>What providers call: another host than the socket's, as behind a proxy.</summary>
    public const string PublicUrl = "https://hooks.example.net";

    readonly WebApplication _app;
    readonly ConcurrentQueue<object> _published;

    IngressUnderTest(WebApplication app, ConcurrentQueue<object> published)
    {
        _app = app;
        _published = published;
        Address = app.ListensOn();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What was handed to the bus, in order. Complete when a request is answered.</summary>
    public IReadOnlyCollection<object> Messages => _published;

    public IEnumerable<RawCallback> Callbacks => _published.OfType<CallbacksReceived>().SelectMany(message => message.Callbacks);

    public static Task<IngressUnderTest> StartAsync(params (string Key, string? Value)[] settings) => StartAsync(_ => { }, settings);

    public static async Task<IngressUnderTest> StartAsync(
        Action<IServiceCollection> configure, params (string Key, string? Value)[] settings)
    {
        var published = new ConcurrentQueue<object>();
        var builder = TrackingHost.CreateBuilder([], "http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var configuration = new Dictionary<string, string?>
        {
            ["Ingress:PublicBaseUrl"] = PublicUrl,
            ["Ingress:ProducerKeys:0"] = HashOf(ProducerKey),
            ["Providers:Twilio:AuthTokens:0"] = Token,
            ["Providers:Twilio:Accounts:acme:AuthTokens:0"] = "acme-" + Token,
        };
        foreach (var (key, value) in settings)
        {
            if (value is null)
                configuration.Remove(key);
            else
                configuration[key] = value;
        }

        builder.Configuration.AddInMemoryCollection(configuration);
        builder.Services.AddProviders();
        builder.Services.AddIngress();
        builder.Services.AddMassTransit(registration =>
        {
            registration.DisableUsageTelemetry();
            registration.AddPublishObserver(_ => new Published(published));
            registration.UsingInMemory();
        });
        configure(builder.Services);
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseProblemAnswers();
        app.UseIngress();
        app.MapIngress();
        app.MapHealth();
        await app.StartAsync();
        return new IngressUnderTest(app, published);
    }

    /// <summary>Keeps what is handed to the bus, at the moment at which it is.</summary>
    sealed class Published(ConcurrentQueue<object> messages) : IPublishObserver
    {
        public Task PrePublish<T>(PublishContext<T> context)
            where T : class
        {
            messages.Enqueue(context.Message);
            return Task.CompletedTask;
        }

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }

    public static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>A form as Twilio posts it, signed with a token over the public URL.</summary>
    public static HttpRequestMessage TwilioRequest(
        string form, string path = "/webhooks/twilio/status", string token = Token, string publicUrl = PublicUrl)
    {
        var body = Encoding.UTF8.GetBytes(form);
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        request.Headers.TryAddWithoutValidation("X-Twilio-Signature", TwilioSignature.Compute(publicUrl + path, body, token));
        return request;
    }

    public static string TwilioForm(string status = "delivered", string sid = "SM5b0f6a1e2d3c4b5a69788796a5b4c3d2") =>
        $"AccountSid=AC0f3e2d1c0b9a8f7e6d5c4b3a29181706&ApiVersion=2010-04-01&From=%2B15005550006&MessageSid={sid}&MessageStatus={status}&To=%2B31612345678";

    /// <summary>Exactly these bytes on a socket, and what came back first.</summary>
    public async Task<string> SendRawAsync(string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Address.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        return await reader.ReadLineAsync() ?? "";
    }

    /// <summary>In good order, as on SIGTERM.</summary>
    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}
