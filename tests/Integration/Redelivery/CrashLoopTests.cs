using System.Text;
using RabbitMQ.Client;
using Tracking.Contracts;
using Tracking.Hosting.DeadLetters;
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
        await using var library = Library.Of(hosts);
        var body = Poison.Sent("d-1", "SM1");
        await broker.PublishAsync("NotificationSent", body, messageId: "m-1");

        // The limit is 100 deliveries after the first.
        for (var i = 0; i <= 100; i++)
            await TakeAndDieAsync(hosts);

        await Eventually.HoldsAsync(async () => Assert.Equal(1u, await broker.CountAsync(Queues.DeadLettersOf(Queues.NotificationSent))));
        Assert.Equal(0u, await broker.CountAsync(Queues.NotificationSent));
        var letter = Assert.Single((await library.Letters.ListAsync(new DeadLetterQuery(), Cancelled)).Letters);
        Assert.Equal(("delivery_limit", Queues.NotificationSent), (letter.Death?.Reason, letter.Death?.Queue));
        Assert.Equal((DeadLetterClass.Unapplied, Queues.NotificationSent, "m-1"), (letter.Class, letter.Queue, letter.MessageId));
        Assert.InRange(letter.FailedAt!.Value, TimeProvider.System.GetUtcNow().AddMinutes(-5), TimeProvider.System.GetUtcNow().AddMinutes(1));
        Assert.Equal(body, Encoding.UTF8.GetString(letter.Body!.Value.Span));
        Assert.Contains("reason=delivery_limit", letter.Headers["x-death"], StringComparison.Ordinal);
        Assert.Equal(letter.Id, (await library.Letters.FindAsync(letter.Key, Cancelled))?.Id);

        await hosts.StartWorkerAsync();
        await library.Letters.ReplayAsync([letter.Key], Cancelled);

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
