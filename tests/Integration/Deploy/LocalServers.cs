using System.ComponentModel;
using System.Diagnostics;

namespace Tracking.Integration.Deploy;

/// <summary>
/// A pair of servers of one's own, from <c>deploy/local/servers</c>: for the fixture that all tests share, and for
/// tests that stop or crash a server. They end when disposed of, and when their owner is gone in any other way.
/// </summary>
/// <param name="owner">The id of the process that needs them.</param>
sealed class LocalServers(int owner) : IAsyncDisposable
{
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    static readonly string Script = Path.Combine(Repository.Root, "deploy", "local", "servers");

    public LocalServers()
        : this(Environment.ProcessId)
    {
    }

    /// <summary>All that is theirs: data, logs, addresses, password.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("tracking-servers-").FullName;

    /// <summary>Of a role that may create databases.</summary>
    public string Postgres { get; private set; } = "";

    /// <summary>With user and password, ending in the slash of the default virtual host.</summary>
    public string RabbitMq { get; private set; } = "";

    /// <summary>With user and password.</summary>
    public Uri RabbitMqManagement { get; private set; } = new("http://localhost");

    /// <summary>Starts what does not run, on the ports and with the data of before.</summary>
    /// <param name="only"><c>postgres</c>, <c>rabbitmq</c>, or null for both.</param>
    public async Task StartAsync(string? only, CancellationToken cancellationToken)
    {
        var output = await RunAsync(
            ["start", "--fast", "--owner", $"{owner}", .. Only(only)], cancellationToken);
        var settings = output.Split('\n')
            .Where(line => line.StartsWith("export ", StringComparison.Ordinal))
            .Select(line => line["export ".Length..].Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('\''));
        Postgres = settings.GetValueOrDefault("ConnectionStrings__Postgres", Postgres);
        RabbitMq = settings.GetValueOrDefault("ConnectionStrings__RabbitMq", RabbitMq);
        if (settings.TryGetValue("RabbitMq__ManagementUrl", out var url))
            RabbitMqManagement = new(url);
    }

    /// <summary>In good order: connections are closed, what was written is on disk.</summary>
    /// <inheritdoc cref="StartAsync(string?, CancellationToken)" path="/param"/>
    public Task StopAsync(string? only, CancellationToken cancellationToken) =>
        RunAsync(["stop", .. Only(only)], cancellationToken);

    /// <summary>As if the machine's power had failed.</summary>
    /// <inheritdoc cref="StartAsync(string?, CancellationToken)" path="/param"/>
    public Task CrashAsync(string? only, CancellationToken cancellationToken) =>
        RunAsync(["stop", "--now", .. Only(only)], cancellationToken);

    // The end of a run has no token that is not already cancelled.
    public async ValueTask DisposeAsync() => await RunAsync(["stop", "--purge"], CancellationToken.None);

    static string[] Only(string? name) => name is null ? [] : ["--only", name];

    async Task<string> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        using var script = Start([.. arguments, "--dir", Folder]);
        var output = script.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = script.StandardError.ReadToEndAsync(limit.Token);
        await script.WaitForExitAsync(limit.Token);
        return script.ExitCode == 0
            ? await output
            : throw new InvalidOperationException(
                $"""
                deploy/local/servers {arguments[0]} failed: {await errors}
                Install RabbitMQ and PostgreSQL with deploy/local/install, or name servers that run elsewhere in
                TRACKING_TEST_POSTGRES, TRACKING_TEST_RABBITMQ and TRACKING_TEST_RABBITMQ_MANAGEMENT.
                """);
    }

    static Process Start(string[] arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(Script, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception e)
        {
            throw new InvalidOperationException($"{Script} cannot be run: local servers need Linux and bash", e);
        }
    }
}
