using System.Collections.Concurrent;
using System.Net;
using Npgsql;
using Tracking.Integration.Deploy;
using Tracking.Integration.EndToEnd.Faults;
using Tracking.Simulator;

namespace Tracking.Integration.EndToEnd.Ledger;

/// <summary>
/// Every host in a process of its own, over a virtual host and a database of the run's own, each link between them through a proxy.
/// The dashboard, and whoever looks on, go by ways of their own that no fault concerns.
/// </summary>
sealed class LedgerSystem : IAsyncDisposable
{
    readonly LocalServers _servers;
    readonly LedgerOptions _options;
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tracking-ledger-");
    readonly Dictionary<Link, Proxy> _links = Enum.GetValues<Link>().ToDictionary(link => link, _ => new Proxy());
    readonly Proxy _lookingOn = new();
    readonly string _name = $"ledger{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):n}";
    readonly HostSlot _dashboard;
    readonly NpgsqlDataSource _database;

    LedgerSystem(LocalServers servers, LedgerOptions options)
    {
        (_servers, _options) = (servers, options);
        Secrets = DemoSecrets.Create(_folder.FullName);
        PointToServers();
        // Not pooled: a connection from before an outage would be found broken.
        _database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Postgres(_lookingOn)) { Pooling = false }.ConnectionString);
        Logs = _folder.CreateSubdirectory("logs").FullName;
        Spool = _folder.CreateSubdirectory("spool").FullName;
        Workers = [.. Enumerable.Range(1, options.Workers).Select(n => Slot($"worker {n}", () => ChildProcess.Start("Worker", [
            "--Urls=http://127.0.0.1:0",
            $"--ConnectionStrings:RabbitMq={RabbitMqBy(_links[Link.WorkersToBroker].EndPoint)}",
            $"--ConnectionStrings:Postgres={Postgres(_links[Link.WorkersToDatabase])}",
            .. Settings])))];
        Ingresses = [.. Enumerable.Range(1, options.Ingresses).Select(n => Slot($"ingress {n}", () => ChildProcess.Start("Ingress", [
            "--Urls=http://127.0.0.1:0",
            $"--ConnectionStrings:RabbitMq={RabbitMqBy(_links[Link.IngressToBroker].EndPoint)}",
            .. options.Spool ? [$"--Ingress:SpoolPath={Path.Combine(Spool, $"{n}")}"] : Array.Empty<string>(),
            .. Settings])))];
        _dashboard = Slot("dashboard", () => ChildProcess.Start(
            "Dashboard", "--Urls=http://127.0.0.1:0", $"--ConnectionStrings:Postgres={Postgres(_lookingOn)}"));
    }

    public DemoSecrets Secrets { get; }

    /// <summary>What was wrong with the hosts themselves: one that ended by itself, or did not stop when asked.</summary>
    public ConcurrentQueue<string> Problems { get; } = [];

    /// <summary>Hosts that had to end without a part that did not stop: what they held is somebody else's then.</summary>
    public ConcurrentQueue<string> LateStops { get; } = [];

    public IReadOnlyList<HostSlot> Workers { get; }

    public IReadOnlyList<HostSlot> Ingresses { get; }

    /// <summary>Of the ingresses, whichever of them run.</summary>
    public Uri Ingress => new($"http://{_links[Link.CallersToIngress].EndPoint}/");

    public Uri Dashboard => _dashboard.Address!;

    /// <summary>The broker as producers reach it.</summary>
    public Uri Producers => RabbitMqBy(_links[Link.ProducersToBroker].EndPoint);

    /// <summary>The broker itself.</summary>
    public Uri RabbitMq => new UriBuilder(_servers.RabbitMq) { Path = _name }.Uri;

    public BrokerQueues Queues => new(RabbitMq, _servers.RabbitMqManagement);

    /// <summary>The folders that the ingresses spool to are in it.</summary>
    public string Spool { get; }

    public string Logs { get; }

    public static async Task<LedgerSystem> StartAsync(LocalServers servers, LedgerOptions options, CancellationToken cancellationToken)
    {
        var system = new LedgerSystem(servers, options);
        await system.Queues.CreateVirtualHostAsync(cancellationToken);
        await using (var server = NpgsqlDataSource.Create(servers.Postgres))
        await using (var create = server.CreateCommand($"create database {system._name}"))
            await create.ExecuteNonQueryAsync(cancellationToken);

        HostSlot[] hosts = [.. system.Ingresses, .. system.Workers, system._dashboard];
        await Task.WhenAll(hosts.Select(system.StartAsync));
        foreach (var host in hosts)
            await TrackedSystem.ReadyIsAsync(host.Address!, HttpStatusCode.OK, HostSlot.Patience);
        return system;
    }

    public Proxy LinkOf(Link link) => _links[link];

    public async Task StartAsync(HostSlot host)
    {
        await host.StartAsync();
        PointToIngresses();
    }

    public async Task KillAsync(HostSlot host)
    {
        await host.KillAsync();
        PointToIngresses();
    }

    public async Task StopAsync(HostSlot host)
    {
        await host.StopAsync();
        PointToIngresses();
    }

    /// <param name="server"><c>postgres</c> or <c>rabbitmq</c>.</param>
    public async Task StartServerAsync(string server, CancellationToken cancellationToken)
    {
        await _servers.StartAsync(server, cancellationToken);
        PointToServers();
    }

    public Task StopServerAsync(string server, bool crash, CancellationToken cancellationToken) =>
        crash ? _servers.CrashAsync(server, cancellationToken) : _servers.StopAsync(server, cancellationToken);

    /// <summary>Asks the hosts to end: workers last, for they take what the ingresses still publish.</summary>
    public async Task StopHostsAsync()
    {
        await Task.WhenAll(Ingresses.Select(StopAsync));
        await Task.WhenAll(Workers.Select(StopAsync));
    }

    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    /// <summary>What is still spooled, by its path and length.</summary>
    public IReadOnlyList<string> Spooled() =>
    [
        .. new DirectoryInfo(Spool).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Length > 0)
            .Select(file => $"{Path.GetRelativePath(Spool, file.FullName)}: {file.Length} bytes"),
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (var host in (HostSlot[])[.. Workers, .. Ingresses, _dashboard])
            await host.DisposeAsync();
        await _database.DisposeAsync();
        foreach (var link in _links.Values.Append(_lookingOn))
            await link.DisposeAsync();
        Secrets.Dispose();
        // Logs of a run that went wrong are worth more than the space they take.
        if (!KeepLogs)
            _folder.Delete(recursive: true);
    }

    public bool KeepLogs { get; set; }

    HostSlot Slot(string name, Func<ChildProcess> start) => new(name, Logs, Problems, LateStops, start);

    string[] Settings => [.. Secrets.Configuration.Select(setting => $"--{setting.Key}={setting.Value}")];

    // A server comes back on its old port unless somebody took it meanwhile.
    void PointToServers()
    {
        var rabbitMq = new IPEndPoint(IPAddress.Loopback, new Uri(_servers.RabbitMq).Port);
        var postgres = new IPEndPoint(IPAddress.Loopback, new NpgsqlConnectionStringBuilder(_servers.Postgres).Port);
        _links[Link.ProducersToBroker].Servers = [rabbitMq];
        _links[Link.IngressToBroker].Servers = [rabbitMq];
        _links[Link.WorkersToBroker].Servers = [rabbitMq];
        _links[Link.WorkersToDatabase].Servers = [postgres];
        _lookingOn.Servers = [postgres];
    }

    // On another port after each start.
    void PointToIngresses() => _links[Link.CallersToIngress].Servers =
        [.. Ingresses.Select(ingress => ingress.Address).OfType<Uri>().Select(address => new IPEndPoint(IPAddress.Loopback, address.Port))];

    Uri RabbitMqBy(IPEndPoint link) => new UriBuilder(RabbitMq) { Host = link.Address.ToString(), Port = link.Port }.Uri;

    string Postgres(Proxy link) => new NpgsqlConnectionStringBuilder(_servers.Postgres)
    {
        Host = link.EndPoint.Address.ToString(),
        Port = link.EndPoint.Port,
        Database = _name,
    }.ConnectionString;
}
