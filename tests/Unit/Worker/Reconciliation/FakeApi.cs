using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tracking.Hosting;
using Tracking.Worker.Reconciliation;
using EventId = Microsoft.Extensions.Logging.EventId;

namespace Tracking.Unit.Worker.Reconciliation;

/// <summary>A provider's API over real HTTP on a free port, which answers as it is told, and what asks it.</summary>
sealed class FakeApi : IAsyncDisposable
{
    readonly WebApplication _app;
    readonly ServiceProvider _services;

    FakeApi(WebApplication app, ServiceProvider services, MovedClock clock, ConcurrentQueue<string> log) =>
        (_app, _services, Clock, Log) = (app, services, clock, log);

    public Uri Address => _app.ListensOn();

    public MovedClock Clock { get; }

    /// <summary>From information upwards, a line each.</summary>
    public ConcurrentQueue<string> Log { get; }

    /// <summary>Method, path and Authorization of each request, in order.</summary>
    public ConcurrentQueue<(string Method, string Path, string Authorization)> Requests { get; } = new();

    /// <summary>Answers the nth request, from 1.</summary>
    public Func<int, HttpContext, Task> Answer { get; set; } = (_, _) => Task.CompletedTask;

    public Reconciler Reconciler => _services.GetRequiredService<Reconciler>();

    public static async Task<FakeApi> StartAsync(params (string Key, string? Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        FakeApi? api = null;
        app.Run(context =>
        {
            var request = context.Request;
            api!.Requests.Enqueue((request.Method, request.Path + request.QueryString, request.Headers.Authorization.ToString()));
            return api.Answer(api.Requests.Count, context);
        });
        await app.StartAsync();

        var configuration = new Dictionary<string, string?>
        {
            ["Reconciliation:Twilio:AccountSid"] = "AC0f3e2d1c0b9a8f7e6d5c4b3a29181706",
            ["Reconciliation:Twilio:AuthToken"] = "hush",
            ["Reconciliation:Twilio:BaseUrl"] = app.ListensOn().AbsoluteUri,
            ["Reconciliation:PermitsPerSecond"] = "100",
        };
        foreach (var (key, value) in settings)
            configuration[key] = value;
        var clock = new MovedClock();
        var log = new ConcurrentQueue<string>();
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configuration).Build())
            .AddSingleton<TimeProvider>(clock)
            .AddLogging(logging => logging.AddProvider(new Lines(log)))
            .AddReconciliation()
            .BuildServiceProvider();
        return api = new FakeApi(app, services, clock, log);
    }

    public Task<LookUp> AskAsync(string id, CancellationToken cancellationToken) =>
        Reconciler.AskAsync("twilio", null, id, cancellationToken);

    /// <summary>Answers every request with that.</summary>
    public void AlwaysAnswer(HttpStatusCode status, string body = "", string? retryAfter = null) =>
        Answer = (_, context) => WriteAsync(context, status, body, retryAfter);

    public static Task WriteAsync(HttpContext context, HttpStatusCode status, string body = "", string? retryAfter = null)
    {
        context.Response.StatusCode = (int)status;
        context.Response.ContentType = "application/json";
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return context.Response.WriteAsync(body);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _app.DisposeAsync();
    }

    sealed class Lines(ConcurrentQueue<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}

/// <summary>Tells the time that it is told; its timers are real.</summary>
sealed class MovedClock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}
