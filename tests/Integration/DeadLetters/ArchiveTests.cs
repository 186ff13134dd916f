using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using RabbitMQ.Client;
using Tracking.Contracts;
using Tracking.Hosting.Broker;
using Tracking.Integration.Pipeline;
using Xunit;

namespace Tracking.Integration.DeadLetters;

/// <summary>From a queue's dead letters into the archive, and back into the queue.</summary>
public sealed class ArchiveTests(Servers servers)
{
    const string Queue = Queues.NotificationSent;
    static readonly string Dead = Queues.DeadLettersOf(Queue);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whatever_lies_there_is_archived_and_goes_back_byte_for_byte_with_its_own_headers_alone()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StopAsync(await hosts.StartWorkerAsync());
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        var random = new Random(7);
        var (binary, long5) = (new byte[4_096], new byte[5 << 20]);
        random.NextBytes(binary);
        random.NextBytes(long5);
        await broker.PutAsync(Dead, binary, Failed("binary"));
        await broker.PutAsync(Dead, long5, Failed("long"));
        await broker.PutAsync(Dead, "{}"u8.ToArray(), Impossible());
        await broker.PutAsync(Dead, default, new BasicProperties());
        using var dashboard = await hosts.StartDashboardAsync();

        // Nobody archives: they are counted all the same, and migrated is the database already.
        var before = await dashboard.GetFromJsonAsync<JsonNode>(new Uri("/api/dead-letters", UriKind.Relative), Cancelled);
        Assert.Equal($$"""[{"queue":"{{Queue}}","count":4}]""", before!["onBroker"]!.ToJsonString());

        var worker = await hosts.StartWorkerAsync();
        var letters = await hosts.LettersAsync(Queue, 4);
        await hosts.StopAsync(worker);

        Assert.Equal(["binary", "long"], letters.Take(2).Select(letter => letter.Letter.Id));
        Assert.True(letters[1].Body.AsSpan().SequenceEqual(long5));
        Assert.All(letters.Skip(2), letter => Assert.StartsWith("fp-", letter.Letter.Id, StringComparison.Ordinal));
        Assert.Equal(0u, await broker.CountAsync(Dead));
        foreach (var id in (string[])["long", "binary"])
        {
            using var replayed = await dashboard.PostAsync(new Uri($"/api/dead-letters/{id}/replay", UriKind.Relative), null, Cancelled);
            Assert.Equal(HttpStatusCode.OK, replayed.StatusCode);
        }

        foreach (var (id, body) in new[] { ("long", long5), ("binary", binary) })
        {
            var message = await broker.TakeAsync(Queue);
            Assert.True(message.Body.Span.SequenceEqual(body));
            string[] ofTheDelivery = ["x-delivery-count", "x-dotnet-pub-seq-no"];
            Assert.Equal(["nested", "traceparent", "x-replay-of", "x-replayed"], message.BasicProperties.Headers!.Keys.Except(ofTheDelivery).Order());
            Assert.Equal(("00-1", "1", id), (Broker.Header(message, "traceparent"), Broker.Header(message, "x-replayed"), Broker.Header(message, "x-replay-of")));
            Assert.Equal([1L, true], (List<object?>)((IDictionary<string, object?>)message.BasicProperties.Headers["nested"]!)["list"]!);
            Assert.Equal(
                ("m", "application/json", "c", (byte)3, true),
                (message.BasicProperties.MessageId, message.BasicProperties.ContentType, message.BasicProperties.CorrelationId,
                    message.BasicProperties.Priority, message.BasicProperties.Persistent));
        }
    }

    [Fact]
    public async Task While_the_archive_is_away_letters_wait_in_their_queue_and_none_is_lost_or_doubled()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync();
        await hosts.StartWorkerAsync();
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await using var source = NpgsqlDataSource.Create(hosts.Postgres);
        await using (var closed = await source.OpenConnectionAsync(Cancelled))
        {
            await using var transaction = await closed.BeginTransactionAsync(Cancelled);
            await using var command = new NpgsqlCommand("lock table dead_letter in access exclusive mode", closed, transaction);
            await command.ExecuteNonQueryAsync(Cancelled);
            for (var i = 0; i < 1_500; i++)
                await broker.PutAsync(Dead, Encoding.UTF8.GetBytes($$"""{"provider":"ses","i":{{i}}}"""), Failed($"l-{i}"));

            // What is beyond the prefetch of both stays in the queue.
            await Eventually.HoldsAsync(async () => Assert.InRange(await broker.CountAsync(Dead), 1u, 1_500u - 400u));

            // Connections that break in the middle give back what was not acknowledged.
            await using var kill = new NpgsqlCommand(
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()", closed, transaction);
            await kill.ExecuteNonQueryAsync(Cancelled);
        }

        await Eventually.HoldsAsync(async () => Assert.Equal(1_500, await hosts.WaitingAsync()));
        Assert.Equal(0u, await broker.CountAsync(Dead));
        var group = Assert.Single(await hosts.Letters().GroupsAsync(Tracking.Storage.LetterFilter.Any, 10, Cancelled));
        Assert.Equal((1_500, "ses", "System.TimeoutException"), (group.Count, group.Provider, group.ExceptionType));
    }

    [Fact]
    public async Task What_no_queue_takes_waits_as_before_and_so_does_all_while_there_is_no_broker()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        var worker = await hosts.StartWorkerAsync();
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await broker.PutAsync(Dead, "{}"u8.ToArray(), Failed("a"));
        await hosts.OnlyLetterAsync(Queue);
        using var dashboard = await hosts.StartDashboardAsync();
        using var without = await hosts.StartDashboardAsync("--ConnectionStrings:RabbitMq=amqp://guest:guest@127.0.0.1:1/");
        await hosts.StopAsync(worker);
        await broker.DeleteAsync(Queue);

        using var refused = await dashboard.PostAsync(new Uri("/api/dead-letters/a/replay", UriKind.Relative), null, Cancelled);
        using var away = await without.PostAsync(new Uri("/api/dead-letters/a/replay", UriKind.Relative), null, Cancelled);
        var groups = await without.GetFromJsonAsync<JsonNode>(new Uri("/api/dead-letters", UriKind.Relative), Cancelled);

        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains($"There is no queue {Queue}", await refused.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, away.StatusCode);
        Assert.Contains("RabbitMQ", await away.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Equal(1, groups!["waiting"]!.GetValue<int>());
        Assert.Null(groups["onBroker"]);
    }

    [Fact]
    public async Task Every_queue_that_dead_letters_is_archived()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync();
        await using var broker = await Broker.ConnectAsync(hosts, servers);

        foreach (var queue in BrokerTopology.DeadLettering)
            await broker.PutAsync(Queues.DeadLettersOf(queue), "{}"u8.ToArray(), Failed($"of-{queue.Split('.')[1]}"));

        await Eventually.HoldsAsync(async () => Assert.Equal(
            BrokerTopology.DeadLettering.Order(StringComparer.Ordinal),
            (await hosts.Letters().WaitingAsync(Cancelled)).Select(count => count.Queue)));
    }

    static BasicProperties Failed(string id) => new()
    {
        MessageId = "m",
        ContentType = "application/json",
        CorrelationId = "c",
        Priority = 3,
        Headers = new Dictionary<string, object?>
        {
            ["x-dead-letter-id"] = id,
            ["x-class"] = "unapplied",
            ["x-attempt"] = 5,
            ["MT-Fault-ExceptionType"] = "System.TimeoutException",
            ["MT-Fault-StackTrace"] = "at",
            ["traceparent"] = "00-1",
            ["nested"] = new Dictionary<string, object?> { ["list"] = new List<object?> { 1L, true } },
        },
    };

    // What nobody of ours writes, and anybody else may.
    static BasicProperties Impossible() => new()
    {
        MessageId = "NUL \0",
        Headers = new Dictionary<string, object?>
        {
            ["x-dead-letter-id"] = new string('x', 5_000),
            ["MT-Fault-ExceptionType"] = new string('ü', 20_000),
            ["MT-Fault-Message"] = new byte[] { 0, 0xFF, 0xC3 },
            ["MT-Fault-Timestamp"] = new AmqpTimestamp(long.MaxValue),
            ["x-replay-of"] = "../../etc",
            ["x-replay-job"] = 7,
            ["x-attempt"] = -1.5,
            ["x-death"] = new List<object?> { new Dictionary<string, object?> { ["time"] = new AmqpTimestamp(-1) } },
            ["nothing"] = null,
            ["half \ud83d"] = "\0",
        },
    };
}
