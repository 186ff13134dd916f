using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Telnyx;
using Xunit;

namespace Tracking.Unit.Providers.Telnyx;

public sealed class TelnyxParserTests
{
    const string Id = "40385f64-5717-4562-b3fc-2c963f66afa6";

    [Theory]
    [InlineData("queued", null, Evidence.Queued, null, null)]
    [InlineData("sending", null, Evidence.Queued, null, null)]
    [InlineData("sent", null, Evidence.Sent, null, null)]
    [InlineData("delivered", null, Evidence.Delivered, null, null)]
    [InlineData("delivery_unconfirmed", null, Evidence.Sent, "unconfirmed", null)]
    [InlineData("sending_failed", null, Evidence.FailedAtProvider, "provider", null)]
    [InlineData("sending_failed", "40009", Evidence.FailedAtProvider, "provider", null)]
    [InlineData("sending_failed", "40011", Evidence.FailedAtProvider, "provider", null)]
    [InlineData("sending_failed", "40300", Evidence.FailedAtProvider, "opted_out", "opted_out")]
    [InlineData("delivery_failed", null, Evidence.Undelivered, "undelivered", null)]
    [InlineData("delivery_failed", "40001", Evidence.Undelivered, "invalid_recipient", "invalid_recipient")]
    [InlineData("delivery_failed", "40002", Evidence.Undelivered, "blocked", null)]
    [InlineData("delivery_failed", "40003", Evidence.Undelivered, "blocked", null)]
    [InlineData("delivery_failed", "40322", Evidence.Undelivered, "blocked", null)]
    [InlineData("delivery_failed", "40004", Evidence.Undelivered, "undelivered", null)]
    [InlineData("delivery_failed", "40005", Evidence.Undelivered, "expired", null)]
    [InlineData("delivery_failed", "40006", Evidence.Undelivered, "undelivered", null)]
    [InlineData("delivery_failed", "40008", Evidence.Undelivered, "undelivered", null)]
    [InlineData("expired", "40005", Evidence.Unknown, "expired", null)]
    [InlineData("webhook_delivered", null, Evidence.Unknown, "webhook_delivered", null)]
    [InlineData("teleported", "7", Evidence.Unknown, "teleported", null)]
    public void The_status_gives_the_evidence_and_the_code_the_reason(
        string status, string? code, Evidence evidence, string? reason, string? suppression)
    {
        var errors = code is null ? "" : $$""","errors":[{"code":"{{code}}","title":"t"}]""";
        var e = Assert.Single(Payload(To(status), errors).Events);

        Assert.Equal((evidence, reason, suppression), (e.Evidence, e.Reason, e.Suppression?.Reason));
        Assert.Equal(("telnyx", Id, "14155550123", code), (e.Provider, e.ProviderMessageId, e.Recipient, e.ErrorCode));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 2, 54, 0, 148, TimeSpan.Zero), e.StatedAt);
    }

    [Fact]
    public void Each_recipient_of_a_group_has_its_own_status()
    {
        var reading = Payload($"{To("delivered", "1")},{To("delivery_failed", "2")},{To("sent", "3")}", """,  "errors":[{"code":40001}]""");

        Assert.Equal(
            [("1", Evidence.Delivered, null), ("2", Evidence.Undelivered, "invalid_recipient"), ("3", Evidence.Sent, null)],
            reading.Events.Select(e => (e.Recipient, e.Evidence, e.Reason)));
        Assert.Equal([null, "40001", null], reading.Events.Select(e => e.ErrorCode));
        Assert.Equal(3, reading.Events.Select(e => e.Id).Distinct().Count());
    }

    [Fact]
    public void Of_two_that_failed_neither_is_told_to_be_the_one_that_the_error_is_of()
    {
        var reading = Payload($"{To("delivery_failed", "1")},{To("sending_failed", "2")}", ""","errors":[{"code":"40001"}]""");

        Assert.All(reading.Events, e => Assert.Equal((null, null), (e.ErrorCode, e.Suppression)));
        Assert.Equal(["undelivered", "provider"], reading.Events.Select(e => e.Reason));
    }

    [Fact]
    public void A_delivered_message_has_no_error() =>
        Assert.Null(Assert.Single(Payload(To("delivered"), ""","errors":[{"code":"40001"}]""").Events).ErrorCode);

    [Theory]
    [InlineData("{}")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("""{"phone_number":"+14155550123"}""")]
    [InlineData("""{"status":"sent"}""")]
    [InlineData("""{"phone_number":"","status":"sent"}""")]
    [InlineData("""{"phone_number":["1"],"status":"sent"}""")]
    [InlineData("""{"phone_number":"1","status":{}}""")]
    public void A_recipient_that_cannot_be_read_does_not_take_the_others_with_it(string broken)
    {
        var reading = Payload($"{To("delivered", "1")},{broken},{To("sent", "3")}");

        Assert.Equal(["1", "3"], reading.Events.Select(e => e.Recipient));
        Assert.Single(reading.Unreadable);
    }

    [Theory]
    [InlineData("""["a","delivery_id=d-1"]""", "d-1")]
    [InlineData("""["d-1"]""", null)]
    [InlineData("""[7,null,{}]""", null)]
    [InlineData("""{"delivery_id":"d-1"}""", null)]
    public void A_tag_names_the_delivery_of_a_message_to_one(string tags, string? deliveryId)
    {
        Assert.Equal(deliveryId, Assert.Single(Payload(To("sent"), ",\"tags\":" + tags).Events).DeliveryId);
        Assert.All(Payload($"{To("sent", "1")},{To("sent", "2")}", ",\"tags\":" + tags).Events, e => Assert.Null(e.DeliveryId));
    }

    [Fact]
    public void A_repetition_through_the_failover_URL_is_the_same_event()
    {
        var first = Assert.Single(Read(Body("message.finalized", "one", To("delivered"))).Events);
        var again = Assert.Single(Read(Body("message.finalized", "other", To("delivered"))).Events);

        Assert.Equal(first.Id, again.Id);
    }

    [Theory]
    [InlineData("""{"data":{"event_type":"message.received","payload":{}}}""")]
    [InlineData("""{"data":{"event_type":"message.finalized","payload":{"direction":"inbound"}}}""")]
    [InlineData("""{"data":{"event_type":"call.initiated"}}""")]
    public void What_is_no_status_of_a_message_of_ours_says_nothing(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Empty(reading.Unreadable);
    }

    public static TheoryData<string> Unreadable() => new(
        "", "[]", "{", "{}",
        """{"data":[]}""",
        """{"data":{"event_type":{}}}""",
        """{"data":{"event_type":"message.sent"}}""",
        """{"data":{"event_type":"message.sent","payload":{"to":[{"phone_number":"1","status":"sent"}]}}}""",
        """{"data":{"event_type":"message.sent","payload":{"id":"x"}}}""",
        """{"data":{"event_type":"message.sent","payload":{"id":"x","to":[]}}}""",
        """{"data":{"event_type":"message.sent","payload":{"id":"x","to":"1"}}}""",
        """{"data":{"event_type":"message.sent","payload":{"id":"x","id":"y","to":[{"phone_number":"1","status":"sent"}]}}}""",
        $$$"""{"data":{"event_type":"message.sent","payload":{"id":"{{{new string('x', 10_000)}}}"} } }""",
        $$$"""{"data":{"event_type":"message.sent","payload":{"id":"x","to":[{"phone_number":"{{{new string('a', 2_000)}}}","status":"sent"}]} } }""");

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    static string To(string status, string number = "+14155550123") => $$"""{"phone_number":"{{number}}","status":"{{status}}"}""";

    static string Body(string type, string eventId, string to, string more = "") =>
        $$"""{"data":{"event_type":"{{type}}","id":"{{eventId}}","occurred_at":"2026-11-21T02:54:00.148+00:00","payload":{"id":"{{Id}}","to":[{{to}}]{{more}}""" + "}}}";

    static CallbackReading Payload(string to, string more = "") => Read(Body("message.finalized", "e", to, more));

    static CallbackReading Read(string body) => TelnyxParser.Parse(Requests.Believed("telnyx", body));
}
