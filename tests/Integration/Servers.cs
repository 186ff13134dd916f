using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text;
using Npgsql;
using Tracking.Integration;
using Tracking.Integration.Deploy;
using Xunit;

[assembly: AssemblyFixture(typeof(Servers))]

namespace Tracking.Integration;

/// <summary>
/// One PostgreSQL and one RabbitMQ for the whole run: those named in <c>TRACKING_TEST_POSTGRES</c>,
/// <c>TRACKING_TEST_RABBITMQ</c> and <c>TRACKING_TEST_RABBITMQ_MANAGEMENT</c>, else local ones of our own. A test takes
/// it in its constructor and asks for a database and a virtual host of its own: no test sees another's rows or queues.
/// </summary>
public sealed class Servers : IAsyncLifetime
{
    readonly ConcurrentBag<string> _databases = [];
    readonly ConcurrentBag<string> _virtualHosts = [];
    readonly HttpClient _management = new();
    string _postgres = "";
    LocalServers? _local;

    /// <summary>The AMQP URI of the default virtual host.</summary>
    public string RabbitMq { get; private set; } = "";

    /// <summary>The management plugin's address, with user and password.</summary>
    public Uri RabbitMqManagement { get; private set; } = new("http://localhost");

    public async ValueTask InitializeAsync()
    {
        string?[] given =
        [
            Environment.GetEnvironmentVariable("TRACKING_TEST_POSTGRES"),
            Environment.GetEnvironmentVariable("TRACKING_TEST_RABBITMQ"),
            Environment.GetEnvironmentVariable("TRACKING_TEST_RABBITMQ_MANAGEMENT"),
        ];
        if (given is [{ Length: > 0 } postgres, { Length: > 0 } rabbitMq, { Length: > 0 } management])
        {
            (_postgres, RabbitMq, RabbitMqManagement) = (postgres, rabbitMq, new(management));
        }
        else if (given.Any(value => !string.IsNullOrEmpty(value)))
        {
            throw new InvalidOperationException(
                "Set TRACKING_TEST_POSTGRES, TRACKING_TEST_RABBITMQ and TRACKING_TEST_RABBITMQ_MANAGEMENT, or none of them");
        }
        else
        {
            _local = new LocalServers();
            await _local.StartAsync(only: null, TestContext.Current.CancellationToken);
            (_postgres, RabbitMq, RabbitMqManagement) = (_local.Postgres, _local.RabbitMq, _local.RabbitMqManagement);
        }

        // Trailing slash, or the last part of a path prefix would be lost in resolving "api/…".
        _management.BaseAddress = new($"{RabbitMqManagement.GetLeftPart(UriPartial.Path).TrimEnd('/')}/");
        var user = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(RabbitMqManagement.UserInfo));
        _management.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(user));
    }

    /// <summary>Creates an empty database and returns its connection string.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var name = NewName();
        await ExecuteAsync($"create database {name}");
        _databases.Add(name);

        // Every database has a pool of its own: give idle connections back soon, or the server runs out of them.
        return new NpgsqlConnectionStringBuilder(_postgres)
        {
            Database = name,
            ConnectionIdleLifetime = 10,
            ConnectionPruningInterval = 2,
        }.ConnectionString;
    }

    /// <summary>Creates an empty virtual host and returns its AMQP URI.</summary>
    public async Task<string> NewVirtualHostAsync()
    {
        var name = NewName();
        await PutAsync($"api/vhosts/{name}", new { });
        _virtualHosts.Add(name);
        var user = RabbitMqManagement.UserInfo.Split(':')[0];
        await PutAsync($"api/permissions/{name}/{user}", new { configure = ".*", write = ".*", read = ".*" });
        return new UriBuilder(RabbitMq) { Path = name }.Uri.AbsoluteUri;
    }

    public async ValueTask DisposeAsync()
    {
        if (_local is not null)
        {
            await _local.DisposeAsync();
        }
        else
        {
            foreach (var name in _databases)
                await ExecuteAsync($"drop database if exists {name} with (force)");
            foreach (var name in _virtualHosts)
                using (await _management.DeleteAsync(new Uri($"api/vhosts/{name}", UriKind.Relative))) { }
        }

        _management.Dispose();
    }

    static string NewName() => $"t{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):n}";

    async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    async Task PutAsync<T>(string path, T body)
    {
        using var response = await _management.PutAsJsonAsync(new Uri(path, UriKind.Relative), body);
        response.EnsureSuccessStatusCode();
    }
}
