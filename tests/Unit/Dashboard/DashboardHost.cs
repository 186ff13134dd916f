using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tracking.Dashboard;
using Tracking.Deliveries;
using Tracking.Hosting;
using Tracking.Hosting.DeadLetters;
using Tracking.Storage;
using Tracking.Storage.InMemory;
using Xunit;
using EventId = Microsoft.Extensions.Logging.EventId;

namespace Tracking.Unit.Dashboard;

/// <summary>A dashboard on a free loopback port, over the in-memory storage.</summary>
sealed class DashboardHost : IAsyncDisposable
{
    readonly WebApplication _app;

    DashboardHost(WebApplication app, Clock clock, LogLines log)
    {
        (_app, Clock, Log) = (app, clock, log);
        Http = new HttpClient { BaseAddress = new Uri(Address) };
    }

    public Clock Clock { get; }

    public LogLines Log { get; }

    public HttpClient Http { get; }

    public IAlertStore Alerts => _app.Services.GetRequiredService<IAlertStore>();

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static Task<DashboardHost> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(_ => { }, settings);

    public static async Task<DashboardHost> StartAsync(
        Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
    {
        var clock = new Clock();
        var log = new LogLines();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["Urls"] = "http://127.0.0.1:0";
        foreach (var (key, value) in settings)
            builder.Configuration[key] = value;
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Information).AddProvider(log);
        builder.WebHost.UseUrls(builder.Configuration["Urls"]!);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddInMemoryStorage();
        builder.Services.AddSingleton<Broker>();
        builder.Services.AddSingleton<IReplays>(services => services.GetRequiredService<Broker>());
        builder.Services.AddDashboard();
        configure(builder.Services);

        var app = builder.Build();
        app.UseProblemAnswers();
        app.MapHealth();
        app.UseDashboard();
        app.MapDashboard();
        app.MapGet("/neighbour", () => "Another host in the same process, as the ingress is in the standalone one.");
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
            return new DashboardHost(app, clock, log);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Applies events as they are received: each on its own, at its time of arrival.</summary>
    public async Task ApplyAsync(params DeliveryEvent[] events)
    {
        var store = _app.Services.GetRequiredService<IDeliveryStore>();
        foreach (var e in events)
        {
            Clock.Now = e.ReceivedAt;
            await store.ApplyAsync([e], TestContext.Current.CancellationToken);
        }
    }

    public async Task<Answer> GetAsync(string url) =>
        await Answer.ReadAsync(await Http.GetAsync(url, TestContext.Current.CancellationToken));

    public async Task<Answer> PutAsync(string url, HttpContent? body) =>
        await Answer.ReadAsync(await Http.PutAsync(url, body, TestContext.Current.CancellationToken));

    public async Task<Answer> PostAsync(string url, HttpContent? body) =>
        await Answer.ReadAsync(await Http.PostAsync(url, body, TestContext.Current.CancellationToken));

    /// <summary>One of the stores, or whatever else the host has.</summary>
    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<Answer> SendAsync(HttpRequestMessage request) =>
        await Answer.ReadAsync(await Http.SendAsync(request, TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>An answer with its body read.</summary>
sealed record Answer(HttpStatusCode Status, string? MediaType, string Text, HttpResponseMessage Message)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string[] Ids => [.. Json["items"]!.AsArray().Select(item => (item!["deliveryId"] ?? item["id"])!.GetValue<string>())];

    public string? Next => Json["next"]?.GetValue<string>();

    /// <summary>The parameters or members that a 400 complains about.</summary>
    public string[] Errors => [.. Json["errors"]!.AsObject().Select(error => error.Key)];

    public string? Header(string name) => Message.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    public static async Task<Answer> ReadAsync(HttpResponseMessage message) => new(
        message.StatusCode, message.Content.Headers.ContentType?.MediaType,
        await message.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), message);

    public Answer Problem(HttpStatusCode status)
    {
        Assert.Equal(status, Status);
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal((int)status, Json["status"]!.GetValue<int>());
        return this;
    }
}

sealed class Clock : TimeProvider
{
    public DateTimeOffset Now { get; set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>What was logged, a line each.</summary>
sealed class LogLines : ILoggerProvider, ILogger
{
    readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}
