using System.Net;
using Npgsql;
using Tracking.Contracts;
using Tracking.Integration.EndToEnd;
using Tracking.Integration.Pipeline;
using Xunit;

namespace Tracking.Integration.Redelivery;

/// <summary>A queue that failed messages go to is missing or full: nothing is acknowledged away, and nothing runs hot.</summary>
public sealed class NowhereToGoTests(Servers servers)
{
    const string Rung = "tracking.redelivery.1s";
    const string Said = "has nowhere to go";
    static readonly string Dead = Queues.DeadLettersOf(Queues.NotificationSent);

    [Fact]
    public async Task Without_a_dead_letter_queue_the_message_stays_and_the_log_says_so_every_few_seconds()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await using var worker = await StartAsync(hosts);
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await broker.DeleteAsync(Dead);

        await broker.PublishAsync("NotificationSent", "{ unreadable");

        await SaysTwiceAndNotAtOnceAsync(worker);
        await using var another = await StartAsync(hosts);
        await ArchivedAsync(hosts, Queues.NotificationSent, attempts: 1);
        Assert.Equal(0u, await broker.CountAsync(Queues.NotificationSent));
    }

    [Fact]
    public async Task Without_a_redelivery_queue_the_callback_stays_and_the_log_says_so_every_few_seconds()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await using var worker = await StartAsync(hosts);
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await Poison.PlantAsync(hosts);
        await broker.DeleteAsync(Rung);

        await broker.PublishAsync("CallbacksReceived", Poison.Delivered("SM1", Poison.MessageSid));

        await SaysTwiceAndNotAtOnceAsync(worker);
        await using var another = await StartAsync(hosts);
        await ArchivedAsync(hosts, Queues.CallbacksReceived, attempts: 2);
    }

    [Fact]
    public async Task While_the_dead_letter_queue_is_full_the_message_stays_and_goes_there_when_there_is_room()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await using var worker = await StartAsync(hosts);
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await broker.LimitAsync(Dead, messages: 1);
        await using var source = NpgsqlDataSource.Create(hosts.Postgres);
        var closed = await CloseArchiveAsync(source);

        // The worker holds what it cannot archive, up to its prefetch. A quorum queue refuses what comes after the message that fills it:
        // how many it takes before is its own affair.
        await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => broker.PublishAsync("NotificationSent", "{ unreadable")));
        await Eventually.HoldsAsync(async () =>
        {
            await broker.PublishAsync("NotificationSent", "{ unreadable");
            Assert.Contains(worker.Output, line => line.Contains(Said, StringComparison.Ordinal));
        });
        await Eventually.HoldsAsync(async () => Assert.True(await broker.CountAsync(Dead) > 0));
        await broker.LiftLimitsAsync();
        await closed.DisposeAsync();

        await Eventually.HoldsAsync(async () => Assert.Equal(
            (0L, 0L, 0L),
            (await TotalAsync(broker, Queues.NotificationSent), await TotalAsync(broker, Rung), await TotalAsync(broker, Dead))));
    }

    /// <summary>Nothing is archived until it is disposed.</summary>
    static async Task<NpgsqlConnection> CloseArchiveAsync(NpgsqlDataSource source)
    {
        var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand("begin; lock table dead_letter in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return connection;
    }

    // The worker is another process: asked is its database.
    static async Task ArchivedAsync(Hosts hosts, string queue, int attempts)
    {
        await using var source = NpgsqlDataSource.Create(hosts.Postgres);
        await Eventually.HoldsAsync(async () =>
        {
            await using var command = source.CreateCommand(
                "select g.queue || ' ' || l.attempts from dead_letter l join dead_letter_group g using (group_id)");
            Assert.Equal($"{queue} {attempts}", await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        });
    }

    static async Task<ChildProcess> StartAsync(Hosts hosts)
    {
        var worker = ChildProcess.Start("Worker", [
            "--Urls=http://127.0.0.1:0",
            $"--ConnectionStrings:RabbitMq={hosts.RabbitMq}",
            $"--ConnectionStrings:Postgres={hosts.Postgres}",
            "--Worker:Redelivery:Delays:0=00:00:01"]);
        await TrackedSystem.ReadyIsAsync(await worker.ListensOnAsync(), HttpStatusCode.OK);
        return worker;
    }

    static async Task<long> TotalAsync(Broker broker, string queue) => (await broker.QueueAsync(queue)).GetProperty("messages").GetInt64();

    static async Task SaysTwiceAndNotAtOnceAsync(ChildProcess worker)
    {
        await SaidAsync(1);
        var began = TimeProvider.System.GetTimestamp();
        await SaidAsync(2);
        Assert.True(TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(4), "It runs hot.");
        Assert.Contains(worker.Output, line => line.Contains("fail:", StringComparison.Ordinal));

        Task SaidAsync(int times) => Eventually.HoldsAsync(() =>
            Assert.Equal(times, worker.Output.Count(line => line.Contains(Said, StringComparison.Ordinal))));
    }
}
