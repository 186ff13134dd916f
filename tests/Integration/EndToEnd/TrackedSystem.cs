using System.Net;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using RabbitMQ.Client;
using Tracking.Contracts;
using Tracking.Dashboard;
using Tracking.Hosting;
using Tracking.Ingress;
using Tracking.Integration.Pipeline;
using Tracking.Simulator;
using Tracking.Simulator.Running;
using Tracking.Simulator.Scenarios;
using Xunit;

namespace Tracking.Integration.EndToEnd;

/// <summary>
/// Ingress and dashboard over a broker and a database, as many workers as a test starts, and the simulator that knows their secrets.
/// </summary>
sealed class TrackedSystem : IAsyncDisposable
{
    public const int Deliveries = 500;

    static readonly string[] WorkQueues =
        [.. typeof(Queues).GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!)];

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracking-e2e-");
    readonly List<WebApplication> _workers = [];
    readonly List<ChildProcess> _workerProcesses = [];
    readonly Hosts _hosts;
    readonly NpgsqlDataSource _database;

    TrackedSystem(Hosts hosts)
    {
        _hosts = hosts;
        _database = NpgsqlDataSource.Create(hosts.Postgres);
        Secrets = DemoSecrets.Create(_folder.FullName);
    }

    public DemoSecrets Secrets { get; }

    public Uri Ingress { get; private set; } = null!;

    public Uri Dashboard { get; private set; } = null!;

    public static async Task<TrackedSystem> StartAsync(Hosts hosts, params string[] ingressSettings)
    {
        var system = new TrackedSystem(hosts);
        system.Ingress = (await hosts.StartAsync(IngressHost.Build, [.. system.Settings, .. ingressSettings])).ListensOn();
        system.Dashboard = (await hosts.StartAsync(DashboardHost.Build)).ListensOn();
        return system;
    }

    public async Task<WebApplication> StartWorkerAsync()
    {
        var worker = await _hosts.StartWorkerAsync(Settings);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>In a process of its own, which can be killed.</summary>
    public async Task<ChildProcess> StartWorkerProcessAsync()
    {
        var worker = ChildProcess.Start("Worker", [
            "--Urls=http://127.0.0.1:0",
            $"--ConnectionStrings:RabbitMq={_hosts.RabbitMq}",
            $"--ConnectionStrings:Postgres={_hosts.Postgres}",
            .. Settings]);
        _workerProcesses.Add(worker);
        await ReadyIsAsync(await worker.ListensOnAsync(), HttpStatusCode.OK);
        return worker;
    }

    /// <summary>In good order: what it holds is written or returned to its queue.</summary>
    public async Task StopWorkerAsync(WebApplication worker)
    {
        _workers.Remove(worker);
        await worker.StopAsync(Cancelled);
        await _hosts.StopAsync(worker);
    }

    /// <param name="rate">Sendings a second, so that there is a middle in which something can happen; null: as fast as it goes.</param>
    public Simulation Simulate(int seed, Producers producers, double? rate = null) => new(
        new SimulationOptions
        {
            Ingress = Ingress,
            Dashboard = Dashboard,
            Amqp = producers == Producers.OverAmqp ? new Uri(_hosts.RabbitMq) : null,
            ProducerKey = producers == Producers.OverHttp ? Secrets.ProducerKey : null,
            Cast = Secrets.Cast,
            Script = Script(seed, Deliveries).For(Secrets.Cast),
            Run = new RunOptions { Rate = rate },
            // Fewer than there are: so the pages of the list are read, too.
            Details = Deliveries / 2,
        },
        TimeProvider.System);

    public static ScriptOptions Script(int seed, int deliveries) => new()
    {
        Deliveries = deliveries,
        Seed = seed,
        Epoch = TimeProvider.System.GetUtcNow().ToMilliseconds(),
        Early = 0.3,
    };

    /// <summary>Waits until some deliveries are in the table, while the simulator still sends others.</summary>
    public async Task IsInTheMiddleAsync(Simulation simulation)
    {
        await Eventually.HoldsAsync(async () => Assert.True(await ExecuteAsync("select count(*) from delivery") >= Deliveries / 4));
        Assert.True(IsSending(simulation), "Everything was sent before the middle came: the rate is too high.");
    }

    public static bool IsSending(Simulation simulation) => simulation.Stage.Name == "sending";

    public static Task ReadyIsAsync(Uri host, HttpStatusCode expected, TimeSpan? within = null) =>
        ReadySaysAsync(host, expected, "", within);

    public static Task ReadySaysAsync(Uri host, HttpStatusCode expected, string words, TimeSpan? within = null) => Eventually.HoldsAsync(
        async () =>
        {
            using var http = new HttpClient();
            using var ready = await http.GetAsync(new Uri(host, "/health/ready"), Cancelled);
            var said = await ready.Content.ReadAsStringAsync(Cancelled);
            Assert.True(expected == ready.StatusCode && said.Contains(words, StringComparison.Ordinal), $"{host} says {ready.StatusCode}: {said}");
        },
        within);

    /// <summary>No difference, nothing refused, nothing without a promise, and it was a run worth the name.</summary>
    public static void WasFlawless(Summary run) => Assert.True(
        run.Passed && run.Refused == 0 && run.GivenUp == 0 && run.DifferenceCount == 0 && run.Unsettled == 0
        && run.Compared == Deliveries && run.SendingsAcknowledged > run.Facts && run.CallbacksFirst > 0,
        run.ToJson());

    /// <summary>Waits until the queues are empty and stops the workers; then nothing came back, and nothing is a dead letter.</summary>
    public async Task EndsWithNothingLeftAsync()
    {
        await Eventually.HoldsAsync(async () => Assert.Empty(await NotEmptyAsync(WorkQueues)));
        foreach (var worker in _workers.ToArray())
            await StopWorkerAsync(worker);
        foreach (var worker in _workerProcesses.Where(worker => worker.IsRunning))
            Assert.Equal(0, await worker.TerminateAsync());

        Assert.Empty(await NotEmptyAsync([.. WorkQueues, .. WorkQueues.Select(Queues.DeadLettersOf)]));

        // A server that crashed in between has left its connections behind.
        _database.Clear();
        Assert.Equal(0, await ExecuteAsync("select count(*) from dead_letter"));
        Assert.Equal(0, await ExecuteAsync(CountCheck.Differences));
    }

    /// <returns>The first column of the first row, where it is a number.</returns>
    public async Task<long?> ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = _database.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        return await command.ExecuteScalarAsync(Cancelled) as long?;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workerProcesses)
            await worker.DisposeAsync();
        await _hosts.DisposeAsync();
        await _database.DisposeAsync();
        Secrets.Dispose();
        _folder.Delete(recursive: true);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    string[] Settings => [.. Secrets.Configuration.Select(setting => $"--{setting.Key}={setting.Value}")];

    async Task<IReadOnlyList<string>> NotEmptyAsync(IEnumerable<string> queues)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(_hosts.RabbitMq) }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
        var found = new List<string>();
        foreach (var queue in queues)
        {
            if (await channel.MessageCountAsync(queue, Cancelled) is > 0 and var count)
                found.Add($"{queue}: {count}");
        }

        return found;
    }
}

/// <summary>How the simulated producers publish.</summary>
public enum Producers
{
    OverAmqp,
    OverHttp,
}
