using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;
using Xunit;

namespace Tracking.Integration.Deploy;

public sealed class ServersTests(Servers servers)
{
    static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_new_databases_are_empty_and_distinct()
    {
        await using var first = NpgsqlDataSource.Create(await servers.NewDatabaseAsync());
        await using var second = NpgsqlDataSource.Create(await servers.NewDatabaseAsync());

        await ExecuteAsync(first, "create table mine (id int)");

        Assert.Equal(1L, await TablesAsync(first));
        Assert.Equal(0L, await TablesAsync(second));
    }

    [Fact]
    public async Task A_quorum_queue_on_a_new_virtual_host_keeps_a_confirmed_message()
    {
        var uri = await servers.NewVirtualHostAsync();
        await using var connection = await ConnectAsync(uri);
        await using var channel = await connection.CreateChannelAsync(
            new(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), CancellationToken);
        await channel.QueueDeclareAsync(
            "kept", durable: true, exclusive: false, autoDelete: false,
            new Dictionary<string, object?> { ["x-queue-type"] = "quorum" }, cancellationToken: CancellationToken);

        await channel.BasicPublishAsync(
            "", "kept", mandatory: true, new BasicProperties { Persistent = true }, new byte[] { 42 },
            CancellationToken);

        var message = await channel.BasicGetAsync("kept", autoAck: true, CancellationToken);
        Assert.Equal([42], message!.Body.ToArray());
    }

    [Fact]
    public async Task Two_new_virtual_hosts_do_not_share_queues()
    {
        await using var first = await ConnectAsync(await servers.NewVirtualHostAsync());
        await using var second = await ConnectAsync(await servers.NewVirtualHostAsync());
        await using var mine = await first.CreateChannelAsync(cancellationToken: CancellationToken);
        await using var other = await second.CreateChannelAsync(cancellationToken: CancellationToken);

        await mine.QueueDeclareAsync(
            "mine", durable: true, exclusive: false, autoDelete: false, cancellationToken: CancellationToken);

        var missing = await Assert.ThrowsAsync<OperationInterruptedException>(
            () => other.QueueDeclarePassiveAsync("mine", CancellationToken));
        Assert.Equal(404, missing.ShutdownReason!.ReplyCode);
    }

    static async Task<IConnection> ConnectAsync(string uri) =>
        await new ConnectionFactory { Uri = new(uri) }.CreateConnectionAsync(CancellationToken);

    static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(CancellationToken);
    }

    static async Task<object?> TablesAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select count(*) from pg_tables where schemaname = 'public'");
        return await command.ExecuteScalarAsync(CancellationToken);
    }
}
