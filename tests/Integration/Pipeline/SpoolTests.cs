using System.Collections.Concurrent;
using System.Net;
using Tracking.Integration.Deploy;
using Tracking.Integration.EndToEnd;
using Xunit;

namespace Tracking.Integration.Pipeline;

/// <summary>The ingress as a process of its own with a spool, before a broker that comes and goes.</summary>
public sealed class SpoolTests(Servers servers) : IDisposable
{
    const int Posters = 8;

    readonly string _spool = Directory.CreateTempSubdirectory("tracking-spool-").FullName;

    [Fact]
    public async Task An_ingress_that_is_killed_while_it_spools_loses_nothing_that_it_acknowledged()
    {
        await using var local = new LocalServers();
        await local.StartAsync("rabbitmq", Cancelled);
        await using var hosts = Hosts.Over(local.RabbitMq, await servers.NewDatabaseAsync());
        await hosts.StartWorkerAsync();
        await using var killed = await StartIngressAsync(local.RabbitMq);
        await local.CrashAsync("rabbitmq", Cancelled);
        var acknowledged = new ConcurrentQueue<string>();

        var posting = Enumerable.Range(0, Posters).Select(_ => PostUntilItEndsAsync(killed.Address, acknowledged)).ToArray();
        await Eventually.HoldsAsync(() => Assert.True(acknowledged.Count >= 500, $"{acknowledged.Count} acknowledged"));
        await killed.Process.KillAsync();
        await Task.WhenAll(posting);
        await using var next = await StartIngressAsync(local.RabbitMq);
        await local.StartAsync("rabbitmq", Cancelled);

        await ArrivedAsync(hosts, acknowledged);
        await TrackedSystem.ReadySaysAsync(next.Address, HttpStatusCode.OK, "Healthy\n");
        Assert.Empty(Directory.GetFiles(_spool, "*.segment*"));
        Assert.Equal(0, await next.Process.TerminateAsync());
    }

    [Fact]
    public async Task A_disk_that_takes_no_more_is_a_503_and_never_half_an_acknowledgement()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync();
        var acknowledged = new ConcurrentQueue<string>();
        var refused = 0;

        // No file may grow beyond 64 KiB: a write that would is cut off there, as on a full disk.
        await using (var limited = await StartIngressAsync(NoBroker, maxFileKilobytes: 64))
        {
            using var http = new HttpClient { BaseAddress = limited.Address };
            for (var i = 0; i < 400; i++)
            {
                var sid = TwilioCallbacks.NewSid();
                using var answer = await TwilioCallbacks.PostAsync(http, sid);
                if (answer.StatusCode == HttpStatusCode.OK)
                    acknowledged.Enqueue(sid);
                else
                    refused += answer.StatusCode == HttpStatusCode.ServiceUnavailable ? 1 : throw new InvalidOperationException($"{answer.StatusCode}");
            }

            Assert.Equal(0, await limited.Process.TerminateAsync());
        }

        await using var next = await StartIngressAsync(hosts.RabbitMq);

        Assert.NotEqual(0, refused);
        await ArrivedAsync(hosts, acknowledged);
        Assert.DoesNotContain(next.Process.Output, line => line.Contains("damaged", StringComparison.Ordinal));
        Assert.Empty(Directory.GetFiles(_spool, "*.damaged"));
    }

    [Fact]
    public async Task Where_neither_the_broker_nor_the_spool_takes_callbacks_the_ingress_is_not_ready()
    {
        await using var ingress = await StartIngressAsync(NoBroker);
        using var http = new HttpClient { BaseAddress = ingress.Address };
        await TrackedSystem.ReadySaysAsync(ingress.Address, HttpStatusCode.OK, "broker: Degraded: the broker cannot be reached");

        Directory.Delete(_spool, recursive: true);
        using var refused = await TwilioCallbacks.PostAsync(http, TwilioCallbacks.NewSid());
        await File.WriteAllTextAsync(_spool, "", Cancelled);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        await TrackedSystem.ReadySaysAsync(ingress.Address, HttpStatusCode.ServiceUnavailable, "spool: Unhealthy");
        File.Delete(_spool);
        Directory.CreateDirectory(_spool);
    }

    public void Dispose() => Directory.Delete(_spool, recursive: true);

    const string NoBroker = "amqp://127.0.0.1:1/";

    async Task<Ingress> StartIngressAsync(string rabbitMq, int? maxFileKilobytes = null)
    {
        string[] settings = [
            "--Urls=http://127.0.0.1:0",
            $"--ConnectionStrings:RabbitMq={rabbitMq}",
            $"--Ingress:SpoolPath={_spool}",
            "--Ingress:PublishTimeout=00:00:01",
            .. TwilioCallbacks.Settings];
        var process = maxFileKilobytes is { } limit
            ? ChildProcess.StartLimited("Ingress", limit, settings)
            : ChildProcess.Start("Ingress", settings);
        return new Ingress(process, await process.ListensOnAsync());
    }

    static async Task PostUntilItEndsAsync(Uri address, ConcurrentQueue<string> acknowledged)
    {
        using var http = new HttpClient { BaseAddress = address };
        try
        {
            while (true)
            {
                var sid = TwilioCallbacks.NewSid();
                using var answer = await TwilioCallbacks.PostAsync(http, sid);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                acknowledged.Enqueue(sid);
            }
        }
        catch (HttpRequestException)
        {
            // It has ended, and with it the connection.
        }
    }

    static Task ArrivedAsync(Hosts hosts, ConcurrentQueue<string> sids) => Eventually.HoldsAsync(async () =>
    {
        var arrived = await hosts.Query.OrphansAsync(null, 100_000, Cancelled);
        var missing = sids.Except(arrived.Select(orphan => orphan.ProviderMessageId)).Count();
        Assert.True(missing == 0, $"{missing} of {sids.Count} are missing");
    });

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    sealed record Ingress(ChildProcess Process, Uri Address) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => Process.DisposeAsync();
    }
}
