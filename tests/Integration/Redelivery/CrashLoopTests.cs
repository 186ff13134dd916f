using System.Net;
using System.Text;
using RabbitMQ.Client;
using Tracking.Contracts;
using Tracking.Integration.DeadLetters;
using Tracking.Integration.Pipeline;
using Xunit;

namespace Tracking.Integration.Redelivery;

public sealed class CrashLoopTests(Servers servers)
{
    [Fact]
    public async Task A_message_that_kills_whoever_takes_it_ends_among_the_dead_letters_with_the_brokers_reason()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StopAsync(await hosts.StartWorkerAsync());
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        var body = Poison.Sent("d-1", "SM1");
        await broker.PublishAsync("NotificationSent", body, messageId: "m-1");

        // The limit is 100 deliveries after the first.
        for (var i = 0; i <= 100; i++)
            await TakeAndDieAsync(hosts);

        await Eventually.HoldsAsync(async () => Assert.Equal(1u, await broker.CountAsync(Queues.DeadLettersOf(Queues.NotificationSent))));
        Assert.Equal(0u, await broker.CountAsync(Queues.NotificationSent));
        using var dashboard = await hosts.StartDashboardAsync();
        await hosts.StartWorkerAsync();
        var found = await hosts.OnlyLetterAsync(Queues.NotificationSent);
        var letter = found.Letter;
        Assert.StartsWith("fp-", letter.Id, StringComparison.Ordinal);
        Assert.StartsWith("The broker's delivery limit was reached", letter.Reason, StringComparison.Ordinal);
        Assert.Equal(("unapplied", "m-1"), (letter.Class, letter.MessageId));
        Assert.InRange(letter.FailedAt, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(1));
        Assert.Equal(body, Encoding.UTF8.GetString(found.Body));
        Assert.Contains("reason=delivery_limit", found.Header("x-death"), StringComparison.Ordinal);

        using var replayed = await dashboard.PostAsync(new Uri($"/api/dead-letters/{letter.Id}/replay", UriKind.Relative), null, Cancelled);
        Assert.Equal(HttpStatusCode.OK, replayed.StatusCode);

        await Eventually.HoldsAsync(async () => Assert.Equal("sent", (await hosts.Query.FindAsync("d-1", Cancelled))?.Status));
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static async Task TakeAndDieAsync(Hosts hosts)
    {
        await using var connection = await new ConnectionFactory { Uri = new Uri(hosts.RabbitMq) }.CreateConnectionAsync(Cancelled);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancelled);
        await Eventually.HoldsAsync(async () =>
            Assert.NotNull(await channel.BasicGetAsync(Queues.NotificationSent, autoAck: false, Cancelled)));
    }
}
