using System.Diagnostics;
using Npgsql;
using Xunit;

namespace Tracking.Integration.Deploy;

public sealed class LocalServersTests
{
    static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stopped_server_comes_back_at_the_same_address_with_its_data()
    {
        await using var local = new LocalServers();
        await local.StartAsync("postgres", CancellationToken);
        var address = local.Postgres;
        await ExecuteAsync(address, "create table kept (id int)");

        await local.StopAsync("postgres", CancellationToken);
        await Assert.ThrowsAsync<NpgsqlException>(() => ExecuteAsync(address, "select 1"));
        await local.StartAsync("postgres", CancellationToken);

        Assert.Equal(address, local.Postgres);
        await ExecuteAsync(address, "insert into kept values (1)");
    }

    [Fact]
    public async Task A_crashed_server_comes_back_at_the_same_address_with_its_data()
    {
        await using var local = new LocalServers();
        await local.StartAsync("postgres", CancellationToken);
        var address = local.Postgres;
        await ExecuteAsync(address, "create table kept (id int)");

        await local.CrashAsync("postgres", CancellationToken);
        await local.StartAsync("postgres", CancellationToken);

        Assert.Equal(address, local.Postgres);
        await ExecuteAsync(address, "insert into kept values (1)");
    }

    [Fact]
    public async Task Two_pairs_of_servers_live_side_by_side()
    {
        await using var one = new LocalServers();
        await using var other = new LocalServers();

        await Task.WhenAll(
            one.StartAsync("postgres", CancellationToken), other.StartAsync("postgres", CancellationToken));

        Assert.NotEqual(one.Postgres, other.Postgres);
        await ExecuteAsync(one.Postgres, "create table mine (id int)");
        await ExecuteAsync(other.Postgres, "create table mine (id int)");
    }

    [Fact]
    public async Task Servers_end_and_leave_nothing_when_their_owner_is_killed()
    {
        using var owner = Process.Start("sleep", "600");
        await using var local = new LocalServers(owner.Id);
        await local.StartAsync("postgres", CancellationToken);

        owner.Kill();

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(CancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (Directory.Exists(local.Folder))
            await look.WaitForNextTickAsync(deadline.Token);
        await Assert.ThrowsAsync<NpgsqlException>(() => ExecuteAsync(local.Postgres, "select 1"));
    }

    [Fact]
    public async Task A_start_that_fails_says_what_to_install()
    {
        await using var local = new LocalServers();

        var failed = await Assert.ThrowsAsync<InvalidOperationException>(
            () => local.StartAsync("mysql", CancellationToken));

        Assert.Contains("not mysql", failed.Message, StringComparison.Ordinal);
        Assert.Contains("deploy/local/install", failed.Message, StringComparison.Ordinal);
    }

    // Without a pool, which would hand out a connection to the server that was.
    static async Task ExecuteAsync(string address, string sql)
    {
        await using var connection = new NpgsqlConnection($"{address};Pooling=false");
        await connection.OpenAsync(CancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(CancellationToken);
    }
}
