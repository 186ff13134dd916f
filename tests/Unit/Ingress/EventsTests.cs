using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tracking.Contracts;
using Xunit;
using static Tracking.Unit.Ingress.IngressUnderTest;

namespace Tracking.Unit.Ingress;

public sealed class EventsTests
{
    const string Sent =
        """
        {"type":"NotificationSent","deliveryId":"d-1","channel":"sms","notificationType":"InvoicePaid","recipient":"+31612345678",
         "provider":"twilio","providerMessageId":"SM1","occurredAt":"2026-11-21T09:00:00+01:00","metadata":{"order":"7741"}}
        """;

    [Fact]
    public async Task One_event_is_published_as_its_message()
    {
        await using var ingress = await StartAsync();

        using var response = await PostAsync(ingress, Sent);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal("""{"accepted":1}""", await response.Content.ReadAsStringAsync(Cancelled));
        var message = Assert.IsType<NotificationSent>(Assert.Single(ingress.Messages));
        Assert.Equal("d-1", message.DeliveryId);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero), message.OccurredAt);
        Assert.Equal("7741", message.Metadata!["order"]);
    }

    [Fact]
    public async Task Every_message_of_producers_is_taken_in_one_array()
    {
        await using var ingress = await StartAsync();

        using var response = await PostAsync(ingress,
            """
            [{"type":"NotificationQueued","deliveryId":"d","channel":"sms","notificationType":"T","occurredAt":"2026-11-21T09:00:00Z"},
             {"type":"NotificationSent","deliveryId":"d","channel":"sms","notificationType":"T","occurredAt":"2026-11-21T09:00:00Z"},
             {"type":"NotificationFailed","deliveryId":"d","channel":"sms","notificationType":"T","occurredAt":"2026-11-21T09:00:00Z","error":{"code":"E1"}},
             {"type":"ProviderMessageAssigned","deliveryId":"d","provider":"twilio","providerMessageId":"SM1","occurredAt":"2026-11-21T09:00:00Z"},
             {"type":"ReceiptReported","deliveryId":"d","kind":"read","occurredAt":"2026-11-21T09:00:00Z"},
             {"type":"UnsubscribeRequested","channel":"email","recipient":"a@example.org","scope":"marketing","source":"link","occurredAt":"2026-11-21T09:00:00Z"}]
            """);

        Assert.Equal("""{"accepted":6}""", await response.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal(
            [typeof(NotificationFailed), typeof(NotificationQueued), typeof(NotificationSent), typeof(ProviderMessageAssigned),
                typeof(ReceiptReported), typeof(UnsubscribeRequested)],
            ingress.Messages.Select(message => message.GetType()).OrderBy(type => type.Name));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer wrong")]
    [InlineData("Bearer ")]
    [InlineData("Basic YTpi")]
    public async Task Without_a_valid_key_it_is_a_401(string? authorization)
    {
        await using var ingress = await StartAsync();

        using var response = await PostAsync(ingress, Sent, authorization);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Empty(ingress.Messages);
    }

    [Fact]
    public async Task Without_a_configured_key_the_endpoint_does_not_exist()
    {
        await using var ingress = await StartAsync(("Ingress:ProducerKeys:0", null));

        using var response = await PostAsync(ingress, Sent);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("{", "not JSON")]
    [InlineData("[]", "1 to 1000")]
    [InlineData("7", "object or an array")]
    [InlineData("[7]", "[0] must be an object")]
    [InlineData("""{"deliveryId":"d"}""", "type is required")]
    [InlineData("""{"type":"\ud800"}""", "type must be one of")]
    [InlineData("""{"\ud800":1,"type":"NotificationSent"}""", "the event is of the wrong type, or not well-formed")]
    [InlineData("""{"type":"NotificationSent","\ud83ddeliveryId":"d"}""", "the event is of the wrong type, or not well-formed")]
    [InlineData("""{"type":"CallbacksReceived","callbacks":[]}""", "type must be one of")]
    [InlineData("""{"type":"CallbacksRefused","provider":"twilio","cause":"mismatch","refused":1}""", "type must be one of")]
    [InlineData("""{"type":"NotificationSent","channel":"sms","notificationType":"T","occurredAt":"2026-11-21T09:00:00Z"}""", "deliveryId is required")]
    [InlineData("""{"type":"NotificationSent","deliveryId":"a b","channel":"sms","notificationType":"T","occurredAt":"2026-11-21T09:00:00Z"}""", "deliveryId may only contain")]
    [InlineData("""{"type":"NotificationSent","deliveryId":"d","channel":"sms","notificationType":"T"}""", "occurredAt is required")]
    [InlineData("""{"type":"NotificationSent","deliveryId":"d","channel":"sms","notificationType":"T","occurredAt":"yesterday"}""", "occurredAt must be an ISO 8601 time")]
    [InlineData("""{"type":"NotificationSent","deliveryId":"d","channel":"sms","notificationType":"T","occurredAt":"2026-11-21T09:00:00"}""", "occurredAt must be an ISO 8601 time with Z or an offset, such as 2026-11-21T09:00:00Z")]
    [InlineData("""{"type":"ReceiptReported","deliveryId":"d","kind":"read","occurredAt":"2026-11-21"}""", "occurredAt must be an ISO 8601 time with Z or an offset")]
    [InlineData("""{"type":"UnsubscribeRequested","channel":"sms","recipient":"a","scope":"all","source":"link","occurredAt":1795255933}""", "occurredAt must be an ISO 8601 time with Z or an offset")]
    [InlineData("""{"type":"NotificationSent","deliveryId":"d","channel":{"a":1},"notificationType":"T","occurredAt":"2026-11-21T09:00:00Z"}""", "channel")]
    [InlineData("""{"type":"NotificationSent","deliveryId":"d","channel":"\ud800","notificationType":"T","occurredAt":"2026-11-21T09:00:00Z"}""", "channel is of the wrong type, or not well-formed")]
    [InlineData("""{"type":"ReceiptReported","deliveryId":"d","kind":"eaten","occurredAt":"2026-11-21T09:00:00Z"}""", "kind must be one of")]
    public async Task What_is_wrong_is_named_and_nothing_is_published(string body, string problem)
    {
        await using var ingress = await StartAsync();

        using var response = await PostAsync(ingress, body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancelled)).RootElement;
        Assert.Contains(problem, answer.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(ingress.Messages);
    }

    [Fact]
    public async Task One_bad_event_of_many_keeps_all_of_them_from_being_published_and_is_named_by_its_place()
    {
        await using var ingress = await StartAsync();

        using var response = await PostAsync(ingress, $$"""[{{Sent}}, {{Sent}}, {"type":"NotificationSent"}]""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains("[2] deliveryId is required", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Empty(ingress.Messages);
    }

    [Fact]
    public async Task A_thousand_events_are_taken_and_one_more_is_not()
    {
        await using var ingress = await StartAsync();
        var thousand = string.Join(',', Enumerable.Repeat(Sent, 1_000));

        using var taken = await PostAsync(ingress, $"[{thousand}]");
        using var refused = await PostAsync(ingress, $"[{thousand},{Sent}]");

        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(1_000, ingress.Messages.Count);
    }

    [Fact]
    public async Task Another_media_type_is_a_415_and_too_large_a_body_a_413()
    {
        await using var ingress = await StartAsync();

        using var text = await PostAsync(ingress, Sent, mediaType: "text/plain");
        using var large = await PostAsync(ingress, $"[{Sent}]" + new string(' ', 4 << 20));

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, text.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Empty(ingress.Messages);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static async Task<HttpResponseMessage> PostAsync(
        IngressUnderTest ingress, string body, string? authorization = "Bearer " + ProducerKey, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/v1/events", UriKind.Relative))
        {
            Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue(mediaType)),
        };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return await ingress.Http.SendAsync(request, Cancelled);
    }
}
