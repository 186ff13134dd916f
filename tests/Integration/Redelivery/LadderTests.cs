using System.Globalization;
using System.Text;
using System.Text.Json;
using Tracking.Contracts;
using Tracking.Hosting.DeadLetters;
using Tracking.Integration.DeadLetters;
using Tracking.Integration.Pipeline;
using Xunit;

namespace Tracking.Integration.Redelivery;

public sealed class LadderTests(Servers servers)
{
    static readonly string[] Rungs = ["tracking.redelivery.400ms", "tracking.redelivery.600ms", "tracking.redelivery.800ms"];

    static readonly string[] Delays =
    [
        "--Worker:Redelivery:Delays:0=00:00:00.400", "--Worker:Redelivery:Delays:1=00:00:00.600", "--Worker:Redelivery:Delays:2=00:00:00.800",
    ];

    [Fact]
    public async Task What_fails_climbs_the_ladder_rung_by_rung_and_ends_among_the_dead_letters_byte_for_byte()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync(Delays);
        await Poison.PlantAsync(hosts);
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        var body = Poison.Sent(Poison.DeliveryId, "SM1") + "\n \t";
        var began = TimeProvider.System.GetUtcNow();

        await broker.PublishAsync("NotificationSent", body, messageId: "m-1");

        foreach (var rung in Rungs)
            await Eventually.HoldsAsync(async () => Assert.Equal(1u, await broker.CountAsync(rung)));
        var dead = await broker.TakeAsync(Queues.DeadLettersOf(Queues.NotificationSent));
        Assert.Equal(body, Encoding.UTF8.GetString(dead.Body.Span));
        Assert.Equal("m-1", dead.BasicProperties.MessageId);
        Assert.True(dead.BasicProperties.Persistent);
        Assert.Equal("4", Broker.Header(dead, "x-attempt"));
        Assert.Equal("unapplied", Broker.Header(dead, "x-class"));
        Assert.Equal(Queues.NotificationSent, Broker.Header(dead, "x-original-queue"));
        Assert.Equal("Npgsql.PostgresException", Broker.Header(dead, "MT-Fault-ExceptionType"));
        Assert.Contains("poison", Broker.Header(dead, "MT-Fault-Message"), StringComparison.Ordinal);
        Assert.Equal(Environment.MachineName, Broker.Header(dead, "x-host"));
        Assert.Equal(7, Guid.Parse(Broker.Header(dead, "x-dead-letter-id")!).Version);
        Assert.Null(Broker.Header(dead, "x-death"));
        var failedAt = DateTimeOffset.Parse(Broker.Header(dead, "MT-Fault-Timestamp")!, CultureInfo.InvariantCulture);
        Assert.True(failedAt - began >= TimeSpan.FromSeconds(1.8), $"It climbed in {failedAt - began}.");
        foreach (var rung in Rungs)
            Assert.Equal(0u, await broker.CountAsync(rung));
    }

    [Fact]
    public async Task One_of_twenty_callbacks_climbs_alone_and_applies_when_it_is_replayed_after_the_repair()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync(Delays[..2]);
        await Poison.PlantAsync(hosts);
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await using var library = Library.Of(hosts);
        for (var i = 0; i < 19; i++)
            await broker.PublishAsync("NotificationSent", Poison.Sent($"d-{i}", $"SM{i}"));

        await broker.PublishAsync(
            "CallbacksReceived", Poison.Delivered([.. Enumerable.Range(0, 19).Select(i => $"SM{i}"), Poison.MessageSid]));

        for (var i = 0; i < 19; i++)
            await StatusBecomesAsync(hosts, $"d-{i}", "delivered");
        var letter = await OnlyLetterAsync(library.Letters, Queues.CallbacksReceived);
        var alone = JsonSerializer.Deserialize<CallbacksReceived>(letter.Body!.Value.Span, JsonSerializerOptions.Web)!;
        Assert.Contains(Poison.MessageSid, Assert.Single(alone.Callbacks).Body, StringComparison.Ordinal);
        Assert.Equal((DeadLetterClass.Unapplied, 3), (letter.Class, letter.Attempts));

        await Poison.RepairAsync(hosts);
        var outcome = Assert.Single(await library.Letters.ReplayAsync([letter.Key], Cancelled));

        Assert.Equal(DeadLetterResult.Replayed, outcome.Result);
        await Eventually.HoldsAsync(async () =>
            Assert.Equal(Poison.MessageSid, Assert.Single(await hosts.Query.OrphansAsync(null, 10, Cancelled)).ProviderMessageId));
        Assert.Equal(0, (await library.Letters.CountAsync(Cancelled)).Sum(count => count.Waiting));
    }

    [Fact]
    public async Task Of_letters_replayed_too_early_each_is_replayed_once_and_comes_back_as_another_letter()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync("--Worker:Redelivery:Delays=");
        await Poison.PlantAsync(hosts);
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await using var library = Library.Of(hosts);
        for (var i = 0; i < 20; i++)
            await broker.PublishAsync("NotificationSent", Poison.Sent(Poison.DeliveryId, $"SM{i}"));
        await Eventually.HoldsAsync(async () => Assert.Equal(20u, await broker.CountAsync(Queues.DeadLettersOf(Queues.NotificationSent))));
        var before = (await library.Letters.ListAsync(new DeadLetterQuery(), Cancelled)).Letters;

        var outcomes = await library.Letters.ReplayMatchingAsync(new DeadLetterQuery { Queue = Queues.NotificationSent }, Cancelled);

        Assert.Equal(20, outcomes.Count(outcome => outcome.Result == DeadLetterResult.Replayed));
        await Eventually.HoldsAsync(async () =>
        {
            var after = (await library.Letters.ListAsync(new DeadLetterQuery(), Cancelled)).Letters;
            Assert.Equal(20, after.Count);
            Assert.All(after, letter => Assert.Equal((1, 1), (letter.Replays, letter.Attempts)));
            Assert.Empty(after.Select(letter => letter.Id).Intersect(before.Select(letter => letter.Id)));
        });
    }

    [Fact]
    public async Task A_redelivery_queue_of_a_delay_that_is_no_longer_configured_empties_by_itself()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        var before = await hosts.StartWorkerAsync("--Worker:Redelivery:Delays:0=00:00:03");
        await Poison.PlantAsync(hosts);
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await broker.PublishAsync("NotificationSent", Poison.Sent(Poison.DeliveryId, "SM1"));
        await Eventually.HoldsAsync(async () => Assert.Equal(1u, await broker.CountAsync("tracking.redelivery.3s")));

        await hosts.StopAsync(before);
        await Poison.RepairAsync(hosts);
        await hosts.StartWorkerAsync("--Worker:Redelivery:Delays:0=00:00:07");

        await StatusBecomesAsync(hosts, Poison.DeliveryId, "sent");
        Assert.Equal(0u, await broker.CountAsync("tracking.redelivery.3s"));
        Assert.Equal(0u, await broker.CountAsync("tracking.redelivery.7s"));
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static async Task<DeadLetter> OnlyLetterAsync(IDeadLetters letters, string queue)
    {
        DeadLetter? only = null;
        await Eventually.HoldsAsync(async () =>
            only = Assert.Single((await letters.ListAsync(new DeadLetterQuery { Queue = queue }, Cancelled)).Letters));
        return only!;
    }

    static Task StatusBecomesAsync(Hosts hosts, string deliveryId, string status) =>
        Eventually.HoldsAsync(async () => Assert.Equal(status, (await hosts.Query.FindAsync(deliveryId, Cancelled))?.Status));
}
