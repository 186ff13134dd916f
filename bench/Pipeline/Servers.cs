using System.Net.Http.Json;
using System.Text;
using Dapper;
using Npgsql;
using RabbitMQ.Client;

namespace Tracking.Pipeline;

/// <summary>A RabbitMQ and a PostgreSQL of this benchmark's own, from <c>deploy/local/servers</c>, with the disk waited for.</summary>
sealed class Servers(Uri broker, Uri management, string postgres) : IDisposable
{
    readonly HttpClient _management = new() { BaseAddress = new UriBuilder(management) { UserName = "", Password = "" }.Uri };

    /// <param name="folder">Where their data is. Null: in a new folder, which is deleted with this process.</param>
    public static async Task<Servers> StartAsync(string? folder)
    {
        string[] arguments = folder is null
            ? ["start", "--dir", Directory.CreateTempSubdirectory("tracking-bench-").FullName, "--owner", $"{Environment.ProcessId}"]
            : ["start", "--dir", folder];
        using var script = Process.Start(new ProcessStartInfo(Path.Combine(Repository.Root, "deploy/local/servers"), arguments)
        {
            RedirectStandardOutput = true,
        })!;
        var output = await script.StandardOutput.ReadToEndAsync();
        await script.WaitForExitAsync();
        if (script.ExitCode != 0)
            throw new InvalidOperationException("The servers did not start: deploy/local/install installs them.");
        var settings = output.Split('\n')
            .Where(line => line.StartsWith("export ", StringComparison.Ordinal))
            .Select(line => line["export ".Length..].Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('\''));
        return new Servers(
            new(settings["ConnectionStrings__RabbitMq"]), new(settings["RabbitMq__ManagementUrl"]), settings["ConnectionStrings__Postgres"]);
    }

    public string Database(string name) => new NpgsqlConnectionStringBuilder(postgres) { Database = name }.ConnectionString;

    /// <returns>Whether it is new.</returns>
    public async Task<bool> CreateDatabaseAsync(string name)
    {
        await using var connection = new NpgsqlConnection(postgres);
        if (await connection.ExecuteScalarAsync<bool>("select exists (select from pg_database where datname = @name)", new { name }))
            return false;
        await connection.ExecuteAsync($"create database {name}");
        return true;
    }

    /// <summary>An empty virtual host, so that each contender has queues of its own.</summary>
    public async Task<Uri> NewVirtualHostAsync(string name)
    {
        _management.DefaultRequestHeaders.Authorization ??= new(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(management.UserInfo))));
        (await _management.DeleteAsync(new Uri($"api/vhosts/{name}", UriKind.Relative))).Dispose();
        foreach (var (path, body) in ((string, object)[])[
            ($"api/vhosts/{name}", new { }),
            ($"api/permissions/{name}/{management.UserInfo.Split(':')[0]}", new { configure = ".*", write = ".*", read = ".*" })])
        {
            using var answer = await _management.PutAsJsonAsync(new Uri(path, UriKind.Relative), body);
            answer.EnsureSuccessStatusCode();
        }

        return new UriBuilder(broker) { Path = name }.Uri;
    }

    public static Task<IConnection> ConnectAsync(Uri virtualHost) => new ConnectionFactory { Uri = virtualHost }.CreateConnectionAsync();

    public void Dispose() => _management.Dispose();
}
