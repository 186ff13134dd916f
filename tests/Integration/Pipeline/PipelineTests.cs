using System.Net;
using System.Text;
using System.Text.Json;
using MassTransit;
using Tracking.Contracts;
using Tracking.Integration.DeadLetters;
using Tracking.Providers.Twilio;
using Tracking.Storage;
using Xunit;

namespace Tracking.Integration.Pipeline;

public sealed class PipelineTests(Servers servers)
{
    const string Form = "MessageSid=SM1&MessageStatus=delivered&To=%2B31612345678";

    [Fact]
    public async Task A_signed_callback_becomes_the_right_row()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        using var ingress = await hosts.StartIngressAsync();
        await hosts.StartWorkerAsync();

        await AcceptedAsync(await PostEventAsync(ingress, Sent("d-1", "SM1")), HttpStatusCode.Accepted);
        await AcceptedAsync(await PostCallbackAsync(ingress, Form), HttpStatusCode.OK);

        await StatusBecomesAsync(hosts, "d-1", "delivered");
        var delivery = (await hosts.Query.FindAsync("d-1", Cancelled))!;
        Assert.Equal("sms", delivery.Channel);
        Assert.Equal("7741", delivery.Metadata!["order"]);
        Assert.NotNull(delivery.DeliveredAt);
        Assert.Equal(
            ["delivered", "sent"], (await hosts.Query.TimelineAsync("d-1", Cancelled)).Select(line => line.Evidence).Order());
    }

    [Fact]
    public async Task What_the_ingress_published_before_any_worker_ever_ran_waits_in_its_queue()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        using var ingress = await hosts.StartIngressAsync();
        await AcceptedAsync(await PostCallbackAsync(ingress, Form), HttpStatusCode.OK);
        await AcceptedAsync(await PostEventAsync(ingress, Sent("d-1", "SM1")), HttpStatusCode.Accepted);

        await hosts.StartWorkerAsync();

        await StatusBecomesAsync(hosts, "d-1", "delivered");
    }

    [Fact]
    public async Task Plain_JSON_of_any_language_and_the_envelope_of_MassTransit_are_both_read()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync();
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        var producer = Bus.Factory.CreateUsingRabbitMq(bus => bus.Host(new Uri(hosts.RabbitMq)));
        await producer.StartAsync(Cancelled);

        await broker.PublishAsync("NotificationSent", Sent("plain", "SM1"));
        await broker.PublishAsync("NotificationSent", Sent("with-charset", "SM2"), "application/json; charset=utf-8");
        await producer.Publish(
            new NotificationSent
            {
                DeliveryId = "enveloped",
                Channel = "sms",
                NotificationType = "T",
                OccurredAt = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero),
            },
            Cancelled);

        await StatusBecomesAsync(hosts, "plain", "sent");
        await StatusBecomesAsync(hosts, "with-charset", "sent");
        await StatusBecomesAsync(hosts, "enveloped", "sent");
        await producer.StopAsync(Cancelled);
    }

    [Theory]
    [InlineData("{ not json", null)]
    [InlineData("[1, 2]", null)]
    [InlineData("""{"deliveryId":"d","channel":"sms","occurredAt":"2026-11-21T09:00:00Z"}""", "notificationType")]
    [InlineData("""{"deliveryId":"d","channel":"sms","notificationType":"T","occurredAt":"yesterday"}""", "occurredAt must be an ISO 8601 time")]
    [InlineData("""{"deliveryId":"d","channel":"sms","notificationType":"T","occurredAt":"2026-11-21T09:00:00"}""", "occurredAt must be an ISO 8601 time with Z or an offset")]
    [InlineData("""{"deliveryId":"d","channel":"sms","notificationType":"T","occurredAt":"1970-01-01T00:00:00Z"}""", "occurredAt must not be before")]
    [InlineData("""{"deliveryId":"d","channel":"sms","notificationType":"T","occurredAt":"2226-01-01T00:00:00Z"}""", "occurredAt must not be more than")]
    [InlineData("""{"deliveryId":"a b","channel":"sms","notificationType":"T","occurredAt":"2026-11-21T09:00:00Z"}""", "deliveryId may only contain")]
    [InlineData("""{"deliveryId":"d","channel":"s\u0000s","notificationType":"T","occurredAt":"2026-11-21T09:00:00Z"}""", "channel must not contain")]
    public async Task A_message_that_cannot_be_read_is_dead_lettered_byte_for_byte_with_the_reason(string body, string? reason)
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync();
        await using var broker = await Broker.ConnectAsync(hosts, servers);

        await broker.PublishAsync("NotificationSent", Sent("before", "SM1"));
        await broker.PublishAsync("NotificationSent", body);
        await broker.PublishAsync("NotificationSent", Sent("behind", "SM2"));

        var dead = await hosts.OnlyLetterAsync(Queues.NotificationSent);
        Assert.Equal(body, Encoding.UTF8.GetString(dead.Body));
        Assert.Equal("unreadable", dead.Letter.Class);
        Assert.NotNull(dead.Letter.ExceptionType);
        Assert.NotNull(dead.Header("MT-Fault-Timestamp"));
        Assert.Equal(Queues.NotificationSent, dead.Header("x-original-queue"));
        Assert.Contains(reason ?? "", dead.Letter.Reason, StringComparison.Ordinal);
        await StatusBecomesAsync(hosts, "before", "sent");
        await StatusBecomesAsync(hosts, "behind", "sent");
        Assert.Equal(1, await hosts.WaitingAsync());
        Assert.Equal(0u, await broker.CountAsync(Queues.DeadLettersOf(Queues.NotificationSent)));
    }

    [Fact]
    public async Task Of_many_callbacks_in_one_message_only_the_unreadable_one_is_dead_lettered()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync();
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await broker.PublishAsync("NotificationSent", Sent("d-1", "SM1"));

        await broker.PublishAsync("CallbacksReceived", $$"""{"callbacks":[{{Raw("Surprise=1")}},{{Raw(Form)}}]}""");

        await StatusBecomesAsync(hosts, "d-1", "delivered");
        var dead = await hosts.OnlyLetterAsync(Queues.CallbacksReceived);
        var alone = JsonSerializer.Deserialize<CallbacksReceived>(dead.Body, JsonSerializerOptions.Web)!;
        Assert.Equal("Surprise=1", Assert.Single(alone.Callbacks).Body);
        Assert.Equal(("unreadable", "twilio"), (dead.Letter.Class, dead.Letter.Provider));

        // Put back as it stands it ends there again: nothing of it is lost on the way.
        await broker.PublishAsync("CallbacksReceived", Encoding.UTF8.GetString(dead.Body));
        await hosts.LettersAsync(Queues.CallbacksReceived, 2);
    }

    [Fact]
    public async Task Every_queue_is_durable_and_hands_its_dead_letters_on()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        using var ingress = await hosts.StartIngressAsync();
        await hosts.StartWorkerAsync();
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        string[] consumed =
        [
            "tracking.callbacks-received", "tracking.callbacks-refused", "tracking.notification-failed", "tracking.notification-queued",
            "tracking.notification-sent", "tracking.provider-message-assigned", "tracking.receipt-reported", "tracking.unsubscribe-requested",
        ];

        string[] redelivery =
            ["tracking.redelivery.10m", "tracking.redelivery.10s", "tracking.redelivery.1h", "tracking.redelivery.1m"];

        Assert.Equal(
            [.. consumed.SelectMany(queue => new[] { queue, queue + ".dead" }).Concat(redelivery).Order(StringComparer.Ordinal)],
            await broker.NamesAsync("queues"));
        foreach (var name in redelivery)
        {
            var arguments = (await broker.QueueAsync(name)).GetProperty("arguments");
            Assert.Equal("quorum", arguments.GetProperty("x-queue-type").GetString());
            Assert.Equal("", arguments.GetProperty("x-dead-letter-exchange").GetString());
            Assert.False(arguments.TryGetProperty("x-dead-letter-routing-key", out _));
            Assert.Equal("at-least-once", arguments.GetProperty("x-dead-letter-strategy").GetString());
            Assert.Equal("reject-publish", arguments.GetProperty("x-overflow").GetString());
        }

        foreach (var name in consumed)
        {
            var arguments = (await broker.QueueAsync(name)).GetProperty("arguments");
            Assert.Equal("quorum", arguments.GetProperty("x-queue-type").GetString());
            Assert.Equal("at-least-once", arguments.GetProperty("x-dead-letter-strategy").GetString());
            Assert.Equal("reject-publish", arguments.GetProperty("x-overflow").GetString());
            Assert.Equal(name + ".dead", arguments.GetProperty("x-dead-letter-exchange").GetString());
            Assert.Equal(100, arguments.GetProperty("x-delivery-limit").GetInt32());
            Assert.Equal("quorum", (await broker.QueueAsync(name + ".dead")).GetProperty("arguments").GetProperty("x-queue-type").GetString());
        }

        Assert.DoesNotContain("Tracking.Contracts:DeliveryIdentity", await broker.NamesAsync("exchanges"));
    }

    [Fact]
    public async Task A_callback_that_no_queue_takes_is_not_accepted()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        using var ingress = await hosts.StartIngressAsync();
        await AcceptedAsync(await PostCallbackAsync(ingress, Form), HttpStatusCode.OK);
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await broker.DeleteAsync(Queues.CallbacksReceived);

        using var response = await PostCallbackAsync(ingress, Form);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
    }

    [Fact]
    public async Task An_event_that_no_queue_takes_is_not_accepted()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        using var ingress = await hosts.StartIngressAsync();
        await AcceptedAsync(await PostEventAsync(ingress, Sent("d-1", "SM1")), HttpStatusCode.Accepted);
        await using var broker = await Broker.ConnectAsync(hosts, servers);
        await broker.DeleteAsync(Queues.NotificationSent);

        using var response = await PostEventAsync(ingress, Sent("d-2", "SM2"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Without_a_broker_the_ingress_starts_says_that_it_is_not_ready_and_accepts_nothing()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        using var ingress = await hosts.StartIngressAsync("--ConnectionStrings:RabbitMq=amqp://127.0.0.1:1/", "--Ingress:PublishTimeout=00:00:00.3");

        using var live = await ingress.GetAsync(new Uri("/health/live", UriKind.Relative), Cancelled);
        using var ready = await ingress.GetAsync(new Uri("/health/ready", UriKind.Relative), Cancelled);
        using var callback = await PostCallbackAsync(ingress, Form);
        using var events = await PostEventAsync(ingress, Sent("d-1", "SM1"));

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, callback.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, events.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(5), callback.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task Two_workers_share_the_queues_and_every_callback_finds_its_delivery_in_either_order()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await hosts.StartWorkerAsync();
        await hosts.StartWorkerAsync();
        await using var broker = await Broker.ConnectAsync(hosts, servers);

        // Both halves at the same instant, for many deliveries.
        await Task.WhenAll(Enumerable.Range(0, 200).SelectMany(i => new[]
        {
            broker.PublishAsync("NotificationSent", Sent($"d-{i}", $"SM{i}")),
            broker.PublishAsync(
                "CallbacksReceived",
                $$"""{"callbacks":[{{Raw($"MessageSid=SM{i}&MessageStatus=delivered&To=%2B31612345678")}} ]}"""),
        }));

        await Eventually.HoldsAsync(async () =>
        {
            var delivered = await hosts.Query.ListAsync(
                new DeliveryFilter { Status = Deliveries.DeliveryStatus.Delivered }, null, 500, Cancelled);
            Assert.Equal(200, delivered.Deliveries.Count);
        });
        Assert.Empty(await hosts.Query.OrphansAsync(null, 10, Cancelled));
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static string Sent(string deliveryId, string providerMessageId) =>
        $$$"""
        {"type":"NotificationSent","deliveryId":"{{{deliveryId}}}","channel":"sms","notificationType":"InvoicePaid","recipient":"+31612345678",
         "provider":"twilio","providerMessageId":"{{{providerMessageId}}}","occurredAt":"2026-11-21T09:00:00Z","metadata":{"order":"7741"}}
        """;

    static string Raw(string form) => JsonSerializer.Serialize(
        new RawCallback
        {
            CallbackId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            Provider = "twilio",
            ReceivedAt = TimeProvider.System.GetUtcNow(),
            Method = "POST",
            ContentType = "application/x-www-form-urlencoded",
            Url = "https://hooks.example.net/webhooks/twilio/status",
            Headers = new Dictionary<string, string>(),
            Body = form,
        },
        JsonSerializerOptions.Web);

    static async Task<HttpResponseMessage> PostCallbackAsync(HttpClient ingress, string form)
    {
        var path = new Uri("/webhooks/twilio/status", UriKind.Relative);
        var url = new Uri(ingress.BaseAddress!, path).AbsoluteUri;
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"),
        };
        request.Headers.Add("X-Twilio-Signature", TwilioSignature.Compute(url, Encoding.UTF8.GetBytes(form), Hosts.TwilioToken));
        return await ingress.SendAsync(request, Cancelled);
    }

    static async Task<HttpResponseMessage> PostEventAsync(HttpClient ingress, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/events", UriKind.Relative))
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new("Bearer", Hosts.ProducerKey);
        return await ingress.SendAsync(request, Cancelled);
    }

    static async Task AcceptedAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        using (response)
            Assert.True(response.StatusCode == expected, $"{response.StatusCode}: {await response.Content.ReadAsStringAsync(Cancelled)}");
    }

    static Task StatusBecomesAsync(Hosts hosts, string deliveryId, string status) =>
        Eventually.HoldsAsync(async () => Assert.Equal(status, (await hosts.Query.FindAsync(deliveryId, Cancelled))?.Status));
}
