using System.Text.Json;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Integration.Deploy;
using Tracking.Storage;
using Xunit;
using EventId = Tracking.Deliveries.EventId;

namespace Tracking.Integration.Pipeline;

/// <summary>What subscribers are told, over a real broker.</summary>
public sealed class AnnouncementTests(Servers servers)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscriber_in_any_language_gets_plain_JSON_under_a_message_id_of_the_change()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync();
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await broker.SubscribeAsync("DeliveryStatusChanged", "subscriber");

        await broker.PublishAsync("NotificationSent", Sent("d-1"));
        var first = await broker.TakeAsync("subscriber");
        await broker.PublishAsync("NotificationSent", Sent("d-1"));
        await broker.PublishAsync("ReceiptReported", """{"deliveryId":"d-1","kind":"read","occurredAt":"2026-11-21T10:00:00Z"}""");
        var second = await broker.TakeAsync("subscriber");

        var told = new[] { first, second }.Select(message => JsonDocument.Parse(message.Body).RootElement).ToArray();
        Assert.Equal([(1, "sent"), (2, "delivered")], told.Select(m => (m.GetProperty("version").GetInt32(), m.GetProperty("to").GetString())));
        Assert.Equal("sent", told[1].GetProperty("from").GetString());
        Assert.Equal("7741", told[1].GetProperty("metadata").GetProperty("order").GetString());
        Assert.NotEqual(first.BasicProperties.MessageId, second.BasicProperties.MessageId);
        Assert.True(Guid.TryParse(first.BasicProperties.MessageId, out _));
        Assert.Equal(0u, await broker.CountAsync("subscriber"));
    }

    [Fact]
    public async Task A_subscriber_with_MassTransit_reads_them_with_the_one_line_that_the_package_tells_of()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync();
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        var heard = new TaskCompletionSource<DeliveryStatusChanged>(TaskCreationOptions.RunContinuationsAsynchronously);
        var subscriber = Bus.Factory.CreateUsingRabbitMq(bus =>
        {
            bus.Host(new Uri(hosts.RabbitMq));
            bus.UseRawJsonDeserializer(RawSerializerOptions.AnyMessageType);
            bus.ReceiveEndpoint("subscriber", endpoint => endpoint.Handler<DeliveryStatusChanged>(context =>
            {
                heard.TrySetResult(context.Message);
                return Task.CompletedTask;
            }));
        });
        await subscriber.StartAsync(Cancelled);

        await broker.PublishAsync("NotificationSent", Sent("d-1"));
        var told = await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        await subscriber.StopAsync(Cancelled);

        Assert.Equal(("d-1", null, "sent", 1), (told.DeliveryId, told.From, told.To, told.Version));
    }

    [Fact]
    public async Task Two_workers_announce_each_change_once()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync();
        await hosts.StartWorkerAsync();
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await broker.SubscribeAsync("DeliveryStatusChanged", "subscriber");

        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => broker.PublishAsync("NotificationSent", Sent($"d-{i}"))));
        await Eventually.HoldsAsync(async () => Assert.Equal(300u, await broker.CountAsync("subscriber")));
        await broker.PublishAsync("NotificationSent", Sent("last"));
        await Eventually.HoldsAsync(async () => Assert.True(await broker.CountAsync("subscriber") > 300u));

        var told = new List<string?>();
        for (var i = 0; i < 301; i++)
            told.Add(JsonDocument.Parse((await broker.TakeAsync("subscriber")).Body).RootElement.GetProperty("deliveryId").GetString());
        Assert.Equal(301, told.Distinct().Count());
        Assert.Equal(0u, await broker.CountAsync("subscriber"));
    }

    [Fact]
    public async Task While_the_broker_is_away_announcements_wait_in_the_outbox()
    {
        await using var local = new LocalServers();
        await local.StartAsync("rabbitmq", Cancelled);
        await using var hosts = Hosts.Over(local.RabbitMq, await servers.NewDatabaseAsync());
        var worker = await hosts.StartWorkerAsync();
        await using (var broker = await Broker.ConnectAsync(hosts, local.RabbitMqManagement))
        {
            await broker.SubscribeAsync("DeliveryStatusChanged", "subscriber");
            await broker.PublishAsync("NotificationSent", Sent("d-0"));
            await broker.TakeAsync("subscriber");
        }

        await local.CrashAsync("rabbitmq", Cancelled);

        await worker.Services.GetRequiredService<IDeliveryStore>().ApplyAsync([Evidence("d-1")], Cancelled);
        await local.StartAsync("rabbitmq", Cancelled);

        await Eventually.HoldsAsync(async () => Assert.Equal(0L, await WaitingAsync(hosts)));
        await using var again = await Broker.ConnectAsync(hosts, local.RabbitMqManagement);
        var told = new List<string?>();
        while (!told.Contains("d-1"))
            told.Add(JsonDocument.Parse((await again.TakeAsync("subscriber")).Body).RootElement.GetProperty("deliveryId").GetString());

        // The crash may have come before the broker had it on disk that the first was taken.
        Assert.Equal("d-1", Assert.Single(told, deliveryId => deliveryId != "d-0"));
    }

    static async Task<long> WaitingAsync(Hosts hosts)
    {
        await using var database = NpgsqlDataSource.Create(hosts.Postgres);
        await using var count = database.CreateCommand("select count(*) from outbox");
        return (long)(await count.ExecuteScalarAsync(Cancelled))!;
    }

    static DeliveryEvent Evidence(string deliveryId) => new()
    {
        Id = EventId.Of(deliveryId),
        Source = EventSource.Producer,
        Evidence = Deliveries.Evidence.Sent,
        DeliveryId = deliveryId,
        ReceivedAt = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero),
    };

    static string Sent(string deliveryId) =>
        $$"""
        {"deliveryId":"{{deliveryId}}","channel":"in-app","notificationType":"T","metadata":{"order":"7741"},"occurredAt":"2026-11-21T09:00:00Z"}
        """;
}
