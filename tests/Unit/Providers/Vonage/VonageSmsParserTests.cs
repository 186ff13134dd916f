using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Vonage;
using Xunit;

namespace Tracking.Unit.Providers.Vonage;

public sealed class VonageSmsParserTests
{
    const string Id = "0C0000012AB34CD5";
    const string Url = "https://h.example/webhooks/vonage/sms";

    [Theory]
    [InlineData("accepted", "0", Evidence.Sent, null, null)]
    [InlineData("buffered", "1", Evidence.Sent, null, null)]
    [InlineData("delivered", "0", Evidence.Delivered, null, null)]
    [InlineData("unknown", "", Evidence.Sent, "unconfirmed", null)]
    [InlineData("expired", "0", Evidence.Undelivered, "expired", null)]
    [InlineData("expired", "7", Evidence.Undelivered, "expired", null)]
    [InlineData("failed", "", Evidence.Undelivered, "undelivered", null)]
    [InlineData("failed", "1", Evidence.Undelivered, "undelivered", null)]
    [InlineData("failed", "2", Evidence.Undelivered, "undelivered", null)]
    [InlineData("failed", "3", Evidence.Undelivered, "invalid_recipient", "invalid_recipient")]
    [InlineData("failed", "4", Evidence.Undelivered, "invalid_recipient", "invalid_recipient")]
    [InlineData("failed", "5", Evidence.Undelivered, "undelivered", null)]
    [InlineData("failed", "6", Evidence.Undelivered, "blocked", null)]
    [InlineData("failed", "9", Evidence.Undelivered, "opted_out", "opted_out")]
    [InlineData("failed", "11", Evidence.Undelivered, "undelivered", null)]
    [InlineData("failed", "12", Evidence.Undelivered, "undelivered", null)]
    [InlineData("failed", "14", Evidence.Undelivered, "blocked", null)]
    [InlineData("failed", "53", Evidence.Undelivered, "undelivered", null)]
    [InlineData("failed", "99", Evidence.Undelivered, "undelivered", null)]
    [InlineData("rejected", "99", Evidence.FailedAtProvider, "rejected", null)]
    [InlineData("rejected", "9", Evidence.FailedAtProvider, "opted_out", "opted_out")]
    [InlineData("teleported", "7", Evidence.Unknown, "teleported", null)]
    public void The_status_gives_the_evidence_and_the_code_the_reason(
        string status, string code, Evidence evidence, string? reason, string? suppression)
    {
        var e = Single($"messageId={Id}&msisdn=447700900123&to=Acme&status={status}&err-code={code}&message-timestamp=2026-11-21+02:54:00");

        Assert.Equal((evidence, reason, suppression), (e.Evidence, e.Reason, e.Suppression?.Reason));
        Assert.Equal(("vonage-sms", Id, "447700900123"), (e.Provider, e.ProviderMessageId, e.Recipient));
        Assert.Equal(evidence is Evidence.Undelivered or Evidence.FailedAtProvider or Evidence.Unknown && code is not ("" or "0") ? code : null, e.ErrorCode);
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 2, 54, 0, TimeSpan.Zero), e.StatedAt);
    }

    [Fact]
    public void However_it_is_sent_it_says_the_same()
    {
        const string Fields = $"messageId={Id}&msisdn=447700900123&status=failed&err-code=3";
        var form = Single(Fields);

        Assert.Equal(form, Assert.Single(Read("", "GET", $"{Url}?{Fields}", null).Events));
        Assert.Equal(form, Assert.Single(Read(
            $$"""{"messageId":"{{Id}}","msisdn":447700900123,"status":"failed","err-code":3}""", "POST", Url, "application/json").Events));
        Assert.Empty(Read($"messageId={Id}", "POST", $"{Url}?status=sent").Events);
    }

    [Fact]
    public void A_reference_names_the_delivery_where_it_says_that_it_does()
    {
        Assert.Equal("d-1", Single($"messageId={Id}&status=delivered&client-ref=delivery_id%3Dd-1").DeliveryId);
        Assert.Null(Single($"messageId={Id}&status=delivered&client-ref=delivery_id_d-1").DeliveryId);
    }

    [Fact]
    public void What_is_no_text_is_as_good_as_absent()
    {
        var e = Single($"messageId={Id}&status=delivered&msisdn=%00&message-timestamp=soon&client-ref=%FF");

        Assert.Equal((null, null, null), (e.Recipient, e.StatedAt, e.DeliveryId));
    }

    public static TheoryData<string> Unreadable() => new(
        "", "&&=&",
        "status=delivered",
        $"messageId={Id}",
        $"messageId={Id}&status=",
        $"messageId={Id}%00&status=delivered",
        $"messageId={Id}&status=delivered&status=failed",
        $"messageId={new string('0', 10_000)}&status=delivered",
        $"messageId={Id}&status=delivered&msisdn={new string('a', 2_000)}");

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string parameters) =>
        Assert.All([Read(parameters), Read("", "GET", $"{Url}?{parameters}", null), Read(parameters, mediaType: "application/json")], reading =>
        {
            Assert.Empty(reading.Events);
            Assert.Null(Assert.Single(reading.Unreadable).Body);
        });

    static DeliveryEvent Single(string form) => Read(form).Single();

    static CallbackReading Read(
        string body, string method = "POST", string url = Url, string? mediaType = "application/x-www-form-urlencoded") =>
        VonageSmsParser.Parse(new RawCallback
        {
            CallbackId = Guid.Empty,
            Provider = "vonage-sms",
            ReceivedAt = Requests.Now,
            Method = method,
            ContentType = mediaType,
            Url = url,
            Headers = new Dictionary<string, string>(),
            Body = body,
        });
}
