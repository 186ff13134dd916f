using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Vonage;
using Xunit;

namespace Tracking.Unit.Providers.Vonage;

public sealed class VonageParserTests
{
    const string Id = "3a9d1c0e-7b52-4f6e-8c1d-2e5f7a9b0c13";

    [Theory]
    [InlineData("submitted", Evidence.Sent, null)]
    [InlineData("delivered", Evidence.Delivered, null)]
    [InlineData("read", Evidence.Read, null)]
    [InlineData("rejected", Evidence.FailedAtProvider, "rejected")]
    [InlineData("undeliverable", Evidence.FailedAtProvider, "provider")]
    [InlineData("teleported", Evidence.Unknown, "teleported")]
    public void The_status_gives_the_evidence(string status, Evidence evidence, string? reason)
    {
        var e = Single(status, ""","to":"447700900123","timestamp":"2026-11-21T02:54:00.000Z" """);

        Assert.Equal((evidence, reason, null), (e.Evidence, e.Reason, e.Suppression));
        Assert.Equal(("vonage", Id, "447700900123"), (e.Provider, e.ProviderMessageId, e.Recipient));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 2, 54, 0, TimeSpan.Zero), e.StatedAt);
    }

    [Fact]
    public void What_went_wrong_has_an_error_and_what_went_well_has_none()
    {
        const string Error = ""","error":{"type":"t","title":1260,"detail":"unreachable"}""";

        Assert.Equal(("1260", "unreachable"), (Single("undeliverable", Error).ErrorCode, Single("undeliverable", Error).ErrorMessage));
        Assert.Equal((null, null), (Single("delivered", Error).ErrorCode, Single("delivered", Error).ErrorMessage));
        Assert.Equal((null, null), (Single("rejected", ""","error":["x"]""").ErrorCode, Single("rejected", ""","error":{"title":{}}""").ErrorCode));
    }

    [Theory]
    [InlineData("\"447700900123\"", "447700900123")]
    [InlineData("447700900123", "447700900123")]
    [InlineData("""{"type":"sms","number":"447700900123"}""", "447700900123")]
    [InlineData("""{"type":"messenger","id":"psid"}""", "psid")]
    [InlineData("[]", null)]
    [InlineData("null", null)]
    public void The_recipient_is_a_number_or_an_object_that_holds_it(string to, string? recipient) =>
        Assert.Equal(recipient, Single("sent", ",\"to\":" + to).Recipient);

    [Fact]
    public void A_reference_names_the_delivery_where_it_says_that_it_does()
    {
        Assert.Equal("d-1", Single("submitted", ""","client_ref":"delivery_id=d-1" """).DeliveryId);
        Assert.Null(Single("submitted", ""","client_ref":"d-1" """).DeliveryId);
        Assert.Null(Single("submitted", ""","client_ref":["delivery_id=d-1"]""").DeliveryId);
    }

    public static TheoryData<string> Unreadable() => new(
        "", "[]", "{", "{}",
        """{"message_uuid":"x"}""",
        """{"status":"delivered"}""",
        """{"message_uuid":"","status":"delivered"}""",
        """{"message_uuid":["x"],"status":"delivered"}""",
        """{"message_uuid":"x\u0000","status":"delivered"}""",
        """{"message_uuid":"x","status":"delivered","status":"rejected"}""",
        $$"""{"message_uuid":"{{new string('x', 10_000)}}","status":"delivered"}""",
        $$"""{"message_uuid":"x","status":"delivered","to":"{{new string('x', 2_000)}}"}""");

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    static DeliveryEvent Single(string status, string more) =>
        Read($$"""{"message_uuid":"{{Id}}","status":"{{status}}"{{more}}}""").Single();

    static CallbackReading Read(string body) => VonageParser.Parse(Requests.Believed("vonage", body));
}
