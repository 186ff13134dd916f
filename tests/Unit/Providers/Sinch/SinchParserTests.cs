using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Sinch;
using Xunit;

namespace Tracking.Unit.Providers.Sinch;

public sealed class SinchParserTests
{
    const string Id = "01HXYZ9K3M7Q2V8B4N6T0R5W1C";

    [Theory]
    [InlineData("QUEUED_ON_CHANNEL", null, Evidence.Sent, null, null)]
    [InlineData("SWITCHING_CHANNEL", "RECIPIENT_INVALID_CHANNEL_IDENTITY", Evidence.Sent, null, null)]
    [InlineData("DELIVERED", null, Evidence.Delivered, null, null)]
    [InlineData("READ", null, Evidence.Read, null, null)]
    [InlineData("FAILED", null, Evidence.FailedAtProvider, "provider", null)]
    [InlineData("FAILED", "RECIPIENT_INVALID_CHANNEL_IDENTITY", Evidence.FailedAtProvider, "invalid_recipient", "invalid_recipient")]
    [InlineData("FAILED", "RECIPIENT_NOT_OPTED_IN", Evidence.FailedAtProvider, "provider", null)]
    [InlineData("FAILED", "RECIPIENT_NOT_REACHABLE", Evidence.FailedAtProvider, "provider", null)]
    [InlineData("FAILED", "DELIVERY_REJECTED_DUE_TO_POLICY", Evidence.FailedAtProvider, "blocked", null)]
    [InlineData("FAILED", "MESSAGE_EXPIRED", Evidence.FailedAtProvider, "expired", null)]
    [InlineData("delivered", null, Evidence.Unknown, "delivered", null)]
    [InlineData("TELEPORTED", "X", Evidence.Unknown, "TELEPORTED", null)]
    public void The_status_gives_the_evidence_and_the_code_the_reason(
        string status, string? code, Evidence evidence, string? reason, string? suppression)
    {
        var e = Single($$"""{"message_id":"{{Id}}","status":"{{status}}","reason":{"code":"{{code}}","description":"d"} }""");

        Assert.Equal((evidence, reason, suppression), (e.Evidence, e.Reason, e.Suppression?.Reason));
        Assert.Equal(("sinch", Id, null), (e.Provider, e.ProviderMessageId, e.Recipient));
        Assert.Equal(evidence is Evidence.FailedAtProvider or Evidence.Unknown ? code : null, e.ErrorCode);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 2, 54, 0, TimeSpan.Zero).AddTicks(1_234_560), e.StatedAt);
    }

    [Fact]
    public void Metadata_names_the_delivery_where_it_says_that_it_does()
    {
        Assert.Equal("d-1", Single($$"""{"message_id":"{{Id}}","status":"READ","metadata":"delivery_id=d-1"}""").DeliveryId);
        Assert.Equal("d-1", Single($$"""{"message_id":"{{Id}}","status":"READ","metadata":"{\"delivery_id\":\"d-1\"}" }""").DeliveryId);
        Assert.Equal("d-1", Single($$"""{"message_id":"{{Id}}","status":"READ"}""", ""","message_metadata":"delivery_id=d-1" """).DeliveryId);
        Assert.Null(Single($$"""{"message_id":"{{Id}}","status":"READ","metadata":"d-1"}""").DeliveryId);
    }

    [Theory]
    [InlineData("""{"message":{}}""")]
    [InlineData("""{"event_delivery_report":{"status":"FAILED"}}""")]
    [InlineData("{}")]
    public void Another_trigger_says_nothing_of_a_message_of_ours(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Empty(reading.Unreadable);
    }

    public static TheoryData<string> Unreadable() => new(
        "", "[]", "{",
        """{"message_delivery_report":[]}""",
        """{"message_delivery_report":{}}""",
        """{"message_delivery_report":{"message_id":"x"}}""",
        """{"message_delivery_report":{"status":"READ"}}""",
        """{"message_delivery_report":{"message_id":["x"],"status":"READ"}}""",
        """{"message_delivery_report":{"message_id":"x\u0000","status":"READ"}}""",
        """{"message_delivery_report":{"message_id":"x","status":"READ","status":"FAILED"}}""",
        $$$"""{"message_delivery_report":{"message_id":"{{{new string('x', 10_000)}}}","status":"READ"} }""");

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    static DeliveryEvent Single(string report, string more = "") =>
        Read($$"""{"event_time":"2026-11-21T02:54:00.123456789Z","message_delivery_report":{{report}}{{more}}}""").Single();

    static CallbackReading Read(string body) => SinchParser.Parse(Requests.Believed("sinch", body));
}
