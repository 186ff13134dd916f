using System.Net;
using RabbitMQ.Client;
using Tracking.Contracts;
using Tracking.Integration.Deploy;
using Tracking.Integration.EndToEnd;
using Xunit;

namespace Tracking.Integration.Pipeline;

/// <summary>Every host, asked to stop: it ends with 0, and soon, whatever is away.</summary>
public sealed class ShutdownTests(Servers servers)
{
    // Docker kills after ten seconds, Kubernetes after thirty. The rest is for a crowded machine.
    static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);

    const string NoBroker = "amqp://127.0.0.1:1/";
    const string NoDatabase = "Host=127.0.0.1;Port=1;Username=nobody;Database=none;Timeout=2";

    [Theory]
    [InlineData("Ingress")]
    [InlineData("Worker")]
    [InlineData("Dashboard")]
    public async Task A_host_whose_servers_were_never_there_stops_at_once(string project)
    {
        await using var host = Start(project, NoBroker, NoDatabase);
        await host.ListensOnAsync();

        await StopsAsync(host);
    }

    [Theory]
    [InlineData("Ingress")]
    [InlineData("Worker")]
    [InlineData("Dashboard")]
    public async Task A_host_whose_servers_are_there_stops_at_once(string project)
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync();
        await using var host = Start(project, hosts.RabbitMq, hosts.Postgres);
        await ReadyAsync(host);

        await StopsAsync(host);
    }

    [Theory]
    [InlineData("Ingress")]
    [InlineData("Worker")]
    public async Task A_host_whose_broker_has_gone_away_stops_at_once(string project)
    {
        await using var local = new LocalServers();
        await local.StartAsync("rabbitmq", Cancelled);
        await using var host = Start(project, local.RabbitMq, await servers.NewDatabaseAsync());
        var address = await ReadyAsync(host);
        await local.CrashAsync("rabbitmq", Cancelled);
        await TrackedSystem.ReadyIsAsync(address, HttpStatusCode.ServiceUnavailable);

        await StopsAsync(host);
    }

    [Fact]
    public async Task An_ingress_stops_at_once_while_callbacks_wait_in_its_spool()
    {
        var spool = Directory.CreateTempSubdirectory("tracking-spool-").FullName;
        await using (var ingress = Start("Ingress", NoBroker, NoDatabase, [$"--Ingress:SpoolPath={spool}", .. TwilioCallbacks.Settings]))
        {
            using var http = new HttpClient { BaseAddress = await ingress.ListensOnAsync() };
            using var answer = await TwilioCallbacks.PostAsync(http, TwilioCallbacks.NewSid());
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

            await StopsAsync(ingress);
        }

        Assert.Single(Directory.GetFiles(spool, "*.segment"));
        Directory.Delete(spool, recursive: true);
    }

    [Fact]
    public async Task A_worker_whose_database_has_gone_away_returns_what_it_holds_and_stops()
    {
        await using var local = new LocalServers();
        await local.StartAsync("postgres", Cancelled);
        await using var hosts = Hosts.Over(await servers.NewVirtualHostAsync(), local.Postgres);
        await using var worker = Start("Worker", hosts.RabbitMq, hosts.Postgres);
        var address = await ReadyAsync(worker);
        await local.CrashAsync("postgres", Cancelled);
        await TrackedSystem.ReadyIsAsync(address, HttpStatusCode.ServiceUnavailable);

        await HoldsAsync(hosts, messages: 50);
        await StopsAsync(worker);

        await ReturnedAsync(hosts, messages: 50);
    }

    [Fact]
    public async Task A_worker_whose_database_was_never_there_returns_what_it_holds_and_stops()
    {
        await using var hosts = Hosts.Over(await servers.NewVirtualHostAsync(), NoDatabase);
        await using var worker = Start("Worker", hosts.RabbitMq, hosts.Postgres);
        await worker.ListensOnAsync();

        await HoldsAsync(hosts, messages: 50);
        await StopsAsync(worker);

        await ReturnedAsync(hosts, messages: 50);
    }

    [Fact]
    public async Task A_worker_one_of_whose_queues_cannot_be_consumed_returns_what_it_holds_of_the_others_once()
    {
        await using var hosts = Hosts.Over(await servers.NewVirtualHostAsync(), NoDatabase);
        await Broker.DeclareOtherwiseAsync(hosts, Queues.NotificationSent);
        await using var worker = Start("Worker", hosts.RabbitMq, hosts.Postgres);
        await worker.ListensOnAsync();

        await HoldsAsync(hosts, messages: 50);
        await StopsAsync(worker);

        await ReturnedAsync(hosts, messages: 50);
    }

    static ChildProcess Start(string project, string rabbitMq, string postgres, params string[] settings) => ChildProcess.Start(project, [
        "--Urls=http://127.0.0.1:0",
        $"--ConnectionStrings:RabbitMq={rabbitMq}",
        $"--ConnectionStrings:Postgres={postgres}",
        .. settings]);

    static async Task<Uri> ReadyAsync(ChildProcess host)
    {
        var address = await host.ListensOnAsync();
        await TrackedSystem.ReadyIsAsync(address, HttpStatusCode.OK);
        return address;
    }

    static async Task StopsAsync(ChildProcess host)
    {
        var asked = TimeProvider.System.GetTimestamp();
        var exitCode = await host.TerminateAsync();
        var needed = TimeProvider.System.GetElapsedTime(asked);
        TestContext.Current.TestOutputHelper?.WriteLine($"Stopped after {needed.TotalSeconds:0.0} s");

        Assert.True(exitCode == 0 && needed < GracePeriod, $"It ended with {exitCode} after {needed}: {string.Join('\n', host.Output)}");
        Assert.Empty(host.Errors);
    }

    // Published, and all of them in the worker's hands.
    async Task HoldsAsync(Hosts hosts, int messages)
    {
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await Eventually.HoldsAsync(async () => Assert.Equal(1u, (await QueueAsync(hosts)).ConsumerCount));
        for (var i = 0; i < messages; i++)
        {
            await broker.PublishAsync(nameof(NotificationQueued),
                $$"""{"type":"NotificationQueued","deliveryId":"d-{{i}}","channel":"sms","notificationType":"T","occurredAt":"2026-11-21T09:00:00Z"}""");
        }

        await Eventually.HoldsAsync(async () => Assert.Equal(0u, (await QueueAsync(hosts)).MessageCount));
    }

    async Task ReturnedAsync(Hosts hosts, int messages)
    {
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await Eventually.HoldsAsync(async () => Assert.Equal(
            ((uint)messages, 0u),
            (await broker.CountAsync(Queues.NotificationQueued), await broker.CountAsync(Queues.DeadLettersOf(Queues.NotificationQueued)))));
        Assert.Equal("1", Broker.Header(await broker.TakeAsync(Queues.NotificationQueued), "x-delivery-count"));
    }

    static async Task<QueueDeclareOk> QueueAsync(Hosts hosts)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(hosts.RabbitMq) }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
        return await channel.QueueDeclarePassiveAsync(Queues.NotificationQueued, Cancelled);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;
}
