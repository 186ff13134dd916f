using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Tracking.Dashboard;
using Tracking.Deliveries;
using Tracking.Hosting;
using Tracking.Ingress;
using Tracking.Integration.Pipeline;
using Tracking.Providers;
using Tracking.Providers.Ses;
using Tracking.Storage;
using Tracking.Unit.Providers;
using Tracking.Unit.Storage;

namespace Tracking.Integration.Fuzz;

/// <summary>
/// The real ingress and dashboard in this process, over a broker and a database. The ingress lives at the time of the recorded
/// requests, and has no network to fetch certificates from.
/// </summary>
sealed class FuzzedSystem : IAsyncDisposable
{
    readonly Hosts _hosts;

    FuzzedSystem(Hosts hosts, Corpus corpus, Published published) => (_hosts, Corpus, Published) = (hosts, corpus, published);

    public Corpus Corpus { get; }

    public Published Published { get; }

    public LoggedTrouble Log { get; } = new();

    public int IngressPort { get; private init; }

    public int DashboardPort { get; private init; }

    /// <summary>How often a certificate was asked for that is not there: each is a callback that is told to come again.</summary>
    public Func<int> CertificatesMissed { get; private init; } = () => 0;

    public static async Task<FuzzedSystem> StartAsync(Servers servers)
    {
        var hosts = await Hosts.OverAsync(servers);
        var certificates = new NoCertificates();
        var ingress = await hosts.StartAsync(
            args => IngressHost.Build(args, services => services
                .Replace(ServiceDescriptor.Singleton<TimeProvider>(new RecordedTime()))
                .Replace(ServiceDescriptor.Singleton<ISigningCertificates>(certificates))),
            [
                .. Quiet,
                .. Corpus.ProviderSettings,
                "--Ingress:PublicBaseUrl=" + Corpus.PublicUrl,
                "--Ingress:ProducerKeys:0=" + HashOf(Hosts.ProducerKey),
                "--Receipts:SigningKeys:0=" + Corpus.TokenKey, "--Unsubscribe:SigningKeys:0=" + Corpus.TokenKey,
                "--Ingress:PublishTimeout=00:00:30", // A crowded machine is none of the reasons for a 503 that are looked for.
            ]);
        var dashboard = await hosts.StartAsync(DashboardHost.Build,
            [
                .. Quiet,
                "--Dashboard:ApiKeys:0:Name=fuzz", "--Dashboard:ApiKeys:0:Role=operator",
                "--Dashboard:ApiKeys:0:Hash=" + HashOf(Corpus.OperatorKey),
            ]);
        await FillAsync(dashboard.Services);

        var corpus = Corpus.Of(ingress.Services.GetRequiredService<ProviderCatalog>(), await CursorAsync(dashboard));
        var system = new FuzzedSystem(hosts, corpus, await Published.WatchAsync(hosts.RabbitMq, corpus))
        {
            IngressPort = ingress.ListensOn().Port,
            DashboardPort = dashboard.ListensOn().Port,
            CertificatesMissed = () => certificates.Missed,
        };
        foreach (var host in new[] { ingress, dashboard })
            host.Services.GetRequiredService<ILoggerFactory>().AddProvider(system.Log);
        return system;
    }

    public async ValueTask DisposeAsync()
    {
        await Published.DisposeAsync();
        await _hosts.DisposeAsync();
        Log.Dispose();
    }

    // What is logged is looked at, not printed.
    static readonly string[] Quiet = ["--Logging:Console:LogLevel:Default=None"];

    static string HashOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    static async Task FillAsync(IServiceProvider services)
    {
        await services.GetRequiredService<IStorageSchema>().MigrateAsync(CancellationToken.None);
        await services.GetRequiredService<IDeliveryStore>().ApplyAsync(
            [
                Facts.Sent("d-1", "SM1", recipient: "+31612345678"), Facts.Sent("d-2", "SM2", minute: 1), Facts.Sent("d-3", null, minute: 2),
                Facts.Callback(Evidence.Delivered, "SM1", minute: 3), Facts.Callback(Evidence.Delivered, "SM7"), Facts.Callback(Evidence.Read, "SM8"),
            ],
            CancellationToken.None);
    }

    static async Task<string> CursorAsync(WebApplication dashboard)
    {
        using var http = new HttpClient { BaseAddress = dashboard.ListensOn() };
        http.DefaultRequestHeaders.Authorization = new("Bearer", Corpus.OperatorKey);
        var page = await http.GetFromJsonAsync<JsonElement>(new Uri("/api/deliveries?limit=1", UriKind.Relative));
        return page.GetProperty("next").GetString()!;
    }

    sealed class RecordedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Requests.Now;
    }

    sealed class NoCertificates : ISigningCertificates
    {
        int _missed;

        public int Missed => _missed;

        public ValueTask<X509Certificate2?> FindAsync(Uri url, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _missed);
            return ValueTask.FromResult<X509Certificate2?>(null);
        }
    }
}
