using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Dashboard;
using Tracking.Hosting;
using Tracking.Ingress;
using Tracking.Storage;
using Tracking.Worker;
using Xunit;

namespace Tracking.Integration.Pipeline;

/// <summary>The real hosts, each in this process on a free port, over a broker and a database of the test's own.</summary>
sealed class Hosts : IAsyncDisposable
{
    public const string TwilioToken = "8d1f6b3c2a9e4f70b5c6d7e8f9a0b1c2";
    public const string PlivoToken = "N2Y4YTliMGMxZDJlM2Y0MDUxNjI3Mzg0";
    public const string ProducerKey = "a-producer's-key";

    readonly List<WebApplication> _running = [];

    Hosts(string rabbitMq, string postgres) => (RabbitMq, Postgres) = (rabbitMq, postgres);

    public string RabbitMq { get; }

    public string Postgres { get; }

    public static async Task<Hosts> OverAsync(Servers servers) =>
        new(await servers.NewVirtualHostAsync(), await servers.NewDatabaseAsync());

    public static Hosts Over(string rabbitMq, string postgres) => new(rabbitMq, postgres);

    public async Task<HttpClient> StartIngressAsync(params string[] settings)
    {
        var app = await StartAsync(IngressHost.Build, [
            $"--Providers:Twilio:AuthTokens:0={TwilioToken}",
            $"--Providers:Plivo:AuthTokens:0={PlivoToken}",
            $"--Ingress:ProducerKeys:0={Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(ProducerKey)))}",
            .. settings]);
        return new HttpClient { BaseAddress = app.ListensOn() };
    }

    public async Task<WebApplication> StartWorkerAsync(params string[] settings)
    {
        var app = await StartAsync(WorkerHost.Build, settings);
        await Eventually.HoldsAsync(async () =>
        {
            using var http = new HttpClient { BaseAddress = app.ListensOn() };
            using var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            Assert.True(ready.IsSuccessStatusCode);
        });
        return app;
    }

    /// <summary>The deliveries as the dashboard reads them.</summary>
    public IDeliveryQuery Query => _running
        .Select(app => app.Services.GetService<IDeliveryQuery>()).OfType<IDeliveryQuery>().First();

    /// <summary>A service of the host that was started first of those that have it.</summary>
    public T Get<T>() where T : class => _running.Select(app => app.Services.GetService<T>()).OfType<T>().First();

    /// <summary>The dashboard, where whoever can reach it is operator.</summary>
    public async Task<HttpClient> StartDashboardAsync(params string[] settings) =>
        new() { BaseAddress = (await StartAsync(DashboardHost.Build, settings)).ListensOn() };

    public async Task<WebApplication> StartAsync(Func<string[], WebApplication> build, params string[] settings)
    {
        var app = build([
            "--Urls=http://127.0.0.1:0",
            $"--ConnectionStrings:RabbitMq={RabbitMq}",
            $"--ConnectionStrings:Postgres={Postgres}",
            .. settings]);
        await app.StartAsync();
        _running.Add(app);
        return app;
    }

    public async Task StopAsync(WebApplication app)
    {
        _running.Remove(app);
        await app.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var app in Enumerable.Reverse(_running))
            await app.DisposeAsync();
    }
}
