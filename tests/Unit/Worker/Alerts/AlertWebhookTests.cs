using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tracking.Hosting;
using Tracking.Storage;
using Tracking.Storage.InMemory;
using Tracking.Unit.Worker.Reconciliation;
using Tracking.Worker;
using Tracking.Worker.Alerts;
using Xunit;

namespace Tracking.Unit.Worker.Alerts;

/// <summary>The webhook over real HTTP.</summary>
public sealed class AlertWebhookTests
{
    const string Secret = "a secret of some length";

    static readonly AlertSubject Complaints = new("complaint_rate", TenantId: "acme", Channel: "email");

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whoever_is_configured_is_told_once_of_the_raising_and_once_of_the_clearing()
    {
        await using var called = await Called.StartAsync();
        await called.SettleAsync(holds: true);
        var raised = await called.Webhook.TellAsync(Cancelled);
        var again = await called.Webhook.TellAsync(Cancelled);
        await called.SettleAsync(holds: false);
        var cleared = await called.Webhook.TellAsync(Cancelled);

        Assert.Equal((1, 0, 1), (raised, again, cleared));
        Assert.Equal(["DeliverabilityAlertRaised", "DeliverabilityAlertCleared"], called.Calls.Select(c => c.Json["type"]!.GetValue<string>()));
        var first = called.Calls.First().Json;
        Assert.Equal(
            ("complaint_rate", "critical", "acme", "email", 0.02, 0.001),
            (Text(first, "kind"), Text(first, "severity"), Text(first, "tenantId"), Text(first, "channel"),
                first["value"]!.GetValue<double>(), first["threshold"]!.GetValue<double>()));
        Assert.Equal(Text(first, "alertId"), Text(called.Calls.Last().Json, "alertId"));
        Assert.Equal(2, called.Calls.Select(c => c.Header("webhook-id")).Distinct().Count());
    }

    [Fact]
    public async Task A_call_is_signed_over_its_id_its_time_and_its_body()
    {
        await using var called = await Called.StartAsync();
        await called.SettleAsync(holds: true);

        await called.Webhook.TellAsync(Cancelled);

        var call = Assert.Single(called.Calls);
        var signed = Encoding.UTF8.GetBytes($"{call.Header("webhook-id")}.{call.Header("webhook-timestamp")}.{call.Body}");
        Assert.Equal($"v1,{Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed))}", call.Header("webhook-signature"));
        Assert.Equal(called.Clock.Now.ToUnixTimeSeconds().ToString(), call.Header("webhook-timestamp"));
        Assert.Equal("application/json", call.Header("Content-Type"));
    }

    [Fact]
    public async Task What_stumbles_is_tried_again_at_once_under_the_same_id()
    {
        await using var called = await Called.StartAsync();
        called.Answer = nth => nth < 3 ? 503 : 204;
        await called.SettleAsync(holds: true);

        Assert.Equal(1, await called.Webhook.TellAsync(Cancelled));

        Assert.Equal(3, called.Calls.Count);
        Assert.Single(called.Calls.Select(c => c.Header("webhook-id")).Distinct());
    }

    [Theory]
    [InlineData(404)]
    [InlineData(302)]
    public async Task What_is_refused_waits_and_is_told_by_another_process_later(int status)
    {
        await using var called = await Called.StartAsync();
        called.Answer = nth => nth == 1 ? status : 200;
        await called.SettleAsync(holds: true);
        var refused = await called.Webhook.TellAsync(Cancelled);
        called.Clock.Now += TimeSpan.FromMinutes(2);

        var told = await called.NewWebhook().TellAsync(Cancelled);

        Assert.Equal((0, 1, 2), (refused, told, called.Calls.Count));
    }

    [Fact]
    public async Task Who_was_away_for_longer_than_a_day_is_not_told_what_happened_before()
    {
        await using var called = await Called.StartAsync();
        await called.SettleAsync(holds: true);
        called.Clock.Now += TimeSpan.FromHours(25);

        Assert.Equal(0, await called.Webhook.TellAsync(Cancelled));

        Assert.Empty(called.Calls);
    }

    [Fact]
    public async Task Without_a_url_nobody_is_called_and_nothing_is_taken()
    {
        await using var called = await Called.StartAsync(configured: false);
        await called.SettleAsync(holds: true);

        Assert.Equal(0, await called.Webhook.TellAsync(Cancelled));

        Assert.Empty(called.Calls);
    }

    static string Text(JsonNode json, string member) => json[member]!.GetValue<string>();

    sealed record Call(IHeaderDictionary Headers, string Body)
    {
        public JsonNode Json => JsonNode.Parse(Body)!;

        public string Header(string name) => Headers[name].ToString();
    }

    sealed class Called : IAsyncDisposable
    {
        readonly WebApplication _app;
        readonly InMemoryTables _tables = new();
        readonly IUntoldAlerts _untold;
        readonly ServiceProvider _services;

        Called(WebApplication app, bool configured)
        {
            _app = app;
            _untold = new InMemoryUntoldAlerts(_tables);
            var settings = new Dictionary<string, string?>
            {
                ["Alerts:Webhook:Url"] = new Uri(app.ListensOn(), "/hook").AbsoluteUri,
                ["Alerts:Webhook:Secret"] = Secret,
            };
            _services = new ServiceCollection()
                .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(configured ? settings : []).Build())
                .AddSingleton<TimeProvider>(Clock)
                .AddSingleton(_untold)
                .AddSingleton(new StoragePatience(new InMemorySchema(), Clock, NullLogger<StoragePatience>.Instance))
                .AddLogging()
                .AddAlerts()
                .BuildServiceProvider();
            Webhook = NewWebhook();
        }

        public MovedClock Clock { get; } = new();

        public AlertWebhook Webhook { get; }

        public ConcurrentQueue<Call> Calls { get; } = new();

        /// <summary>The status of the answer to the nth call, from 1.</summary>
        public Func<int, int> Answer { get; set; } = _ => 200;

        public static async Task<Called> StartAsync(bool configured = true)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            Called? called = null;
            app.MapPost("/hook", async (HttpContext context) =>
            {
                using var reader = new StreamReader(context.Request.Body);
                called!.Calls.Enqueue(new Call(
                    new HeaderDictionary(context.Request.Headers.ToDictionary()), await reader.ReadToEndAsync(context.RequestAborted)));
                context.Response.Headers.Location = "/elsewhere";
                return Results.StatusCode(called.Answer(called.Calls.Count));
            });
            await app.StartAsync(Cancelled);
            return called = new Called(app, configured);
        }

        public AlertWebhook NewWebhook() => ActivatorUtilities.CreateInstance<AlertWebhook>(_services);

        public async Task SettleAsync(bool holds) => await new InMemoryAlertStore(_tables).SettleAsync(
            [Complaints.Kind], [new AlertObservation(Complaints, holds, "critical", 0.02, 0.001, TimeSpan.FromDays(1))], Clock.Now, Cancelled);

        public async ValueTask DisposeAsync()
        {
            await _services.DisposeAsync();
            await _app.DisposeAsync();
        }
    }
}
