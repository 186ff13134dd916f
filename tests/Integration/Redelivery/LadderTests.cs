using System.Net;
using System.Text;
using System.Text.Json;
using Tracking.Contracts;
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
        var dead = await hosts.OnlyLetterAsync(Queues.NotificationSent);
        Assert.Equal(body, Encoding.UTF8.GetString(dead.Body));
        Assert.Equal(
            ("m-1", 4, "unapplied", "Npgsql.PostgresException", Environment.MachineName),
            (dead.Letter.MessageId, dead.Letter.Attempts, dead.Letter.Class, dead.Letter.ExceptionType, dead.Letter.Host));
        Assert.Contains("poison", dead.Letter.Reason, StringComparison.Ordinal);
        Assert.Equal(7, Guid.Parse(dead.Letter.Id).Version);
        Assert.Equal(("4", Queues.NotificationSent, null), (dead.Header("x-attempt"), dead.Header("x-original-queue"), dead.Header("x-death")));
        Assert.True(dead.Letter.FailedAt - began >= TimeSpan.FromSeconds(1.8), $"It climbed in {dead.Letter.FailedAt - began}.");
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
        using var dashboard = await hosts.StartDashboardAsync();
        for (var i = 0; i < 19; i++)
            await broker.PublishAsync("NotificationSent", Poison.Sent($"d-{i}", $"SM{i}"));

        await broker.PublishAsync(
            "CallbacksReceived", Poison.Delivered([.. Enumerable.Range(0, 19).Select(i => $"SM{i}"), Poison.MessageSid]));

        for (var i = 0; i < 19; i++)
            await StatusBecomesAsync(hosts, $"d-{i}", "delivered");
        var letter = await hosts.OnlyLetterAsync(Queues.CallbacksReceived);
        var alone = JsonSerializer.Deserialize<CallbacksReceived>(letter.Body, JsonSerializerOptions.Web)!;
        Assert.Contains(Poison.MessageSid, Assert.Single(alone.Callbacks).Body, StringComparison.Ordinal);
        Assert.Equal(("unapplied", 3, "twilio"), (letter.Letter.Class, letter.Letter.Attempts, letter.Letter.Provider));

        await Poison.RepairAsync(hosts);
        using var replayed = await dashboard.PostAsync(new Uri($"/api/dead-letters/{letter.Letter.Id}/replay", UriKind.Relative), null, Cancelled);

        Assert.Equal(HttpStatusCode.OK, replayed.StatusCode);
        await Eventually.HoldsAsync(async () =>
            Assert.Equal(Poison.MessageSid, Assert.Single(await hosts.Query.OrphansAsync(null, 10, Cancelled)).ProviderMessageId));
        Assert.Equal(0, await hosts.WaitingAsync());
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

    static Task StatusBecomesAsync(Hosts hosts, string deliveryId, string status) =>
        Eventually.HoldsAsync(async () => Assert.Equal(status, (await hosts.Query.FindAsync(deliveryId, Cancelled))?.Status));
}
