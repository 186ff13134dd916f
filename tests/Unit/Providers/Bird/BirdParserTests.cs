using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Bird;
using Xunit;

namespace Tracking.Unit.Providers.Bird;

public sealed class BirdParserTests
{
    const string Id = "6a2b8f6e-3c51-4f0a-9a5d-1f1d5c0a7e33";

    [Theory]
    [InlineData("accepted", Evidence.Queued, null)]
    [InlineData("pending", Evidence.Queued, null)]
    [InlineData("processing", Evidence.Queued, null)]
    [InlineData("sent", Evidence.Sent, null)]
    [InlineData("transmitted", Evidence.Sent, null)]
    [InlineData("delivered", Evidence.Delivered, null)]
    [InlineData("read", Evidence.Read, null)]
    [InlineData("delivery_failed", Evidence.Undelivered, "undelivered")]
    [InlineData("rejected", Evidence.FailedAtProvider, "rejected")]
    [InlineData("sending_failed", Evidence.FailedAtProvider, "provider")]
    [InlineData("failed", Evidence.FailedAtProvider, "provider")]
    [InlineData("skipped", Evidence.FailedAtProvider, "provider")]
    [InlineData("deleted", Evidence.Unknown, "deleted")]
    public void The_status_word_gives_the_evidence(string status, Evidence evidence, string? reason)
    {
        var e = Single($$$"""{"id":"{{{Id}}}","status":"{{{status}}}"}""");

        Assert.Equal((evidence, reason), (e.Evidence, e.Reason));
        Assert.Equal(("bird", Id, null, null), (e.Provider, e.ProviderMessageId, e.Recipient, e.StatedAt));
    }

    [Fact]
    public void What_went_wrong_has_the_platforms_code_or_else_the_networks()
    {
        const string Failed = $"\"id\":\"{Id}\",\"status\":\"delivery_failed\"";

        var both = Single("{" + Failed + ""","reason":"received_network_error","failure":{"code":15001,"source":{"code":"34"}}}""");
        var source = Single("{" + Failed + ""","failure":{"source":{"code":34,"description":"network"}}}""");
        var odd = Single("{" + Failed + ""","reason":[],"failure":{"code":{},"source":"x"}}""");
        var delivered = Single($$$"""{"id":"{{{Id}}}","status":"delivered","failure":{"code":15001}}""");

        Assert.Equal(("15001", "received_network_error"), (both.ErrorCode, both.ErrorMessage));
        Assert.Equal(("34", "network"), (source.ErrorCode, source.ErrorMessage));
        Assert.Equal("the platform's", Single("{" + Failed
            + ""","reason":"r","failure":{"code":1,"description":"the platform's","source":{"code":2,"description":"the network's"}}}""").ErrorMessage);
        Assert.Equal("the network's", Single("{" + Failed + ""","reason":"r","failure":{"source":{"description":"the network's"}}}""").ErrorMessage);
        Assert.Equal((null, null), (odd.ErrorCode, odd.ErrorMessage));
        Assert.Null(delivered.ErrorCode);
    }

    [Fact]
    public void The_time_is_the_statuss_own_or_else_that_of_the_signature()
    {
        const string Sent = $"\"id\":\"{Id}\",\"status\":\"sent\"";

        Assert.Equal(
            new DateTimeOffset(2026, 11, 21, 2, 54, 0, 123, TimeSpan.Zero),
            Single($$"""{{{Sent}},"lastStatusAt":"2026-11-21T03:54:00.123+01:00"}""", "1795229640").StatedAt);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795229640), Single($$"""{{{Sent}},"lastStatusAt":"?"}""", "1795229640").StatedAt);
        Assert.Null(Single($$"""{{{Sent}}}""", "no time").StatedAt);
    }

    [Fact]
    public void A_reference_names_the_delivery_where_it_says_that_it_does()
    {
        Assert.Equal("d-1", Single($$"""{"id":"{{Id}}","status":"sent","reference":"delivery_id=d-1"}""").DeliveryId);
        Assert.Null(Single($$"""{"id":"{{Id}}","status":"sent","reference":"d-1"}""").DeliveryId);
    }

    [Fact]
    public void A_message_to_us_is_no_status_of_ours()
    {
        var reading = Read($$$"""{"event":"whatsapp.inbound","payload":{"id":"{{{Id}}}","status":"delivered"}}""");

        Assert.Empty(reading.Events);
        Assert.Empty(reading.Unreadable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"payload":[]}""")]
    [InlineData("""{"payload":{}}""")]
    [InlineData("""{"payload":{"id":"x"}}""")]
    [InlineData("""{"payload":{"status":"sent"}}""")]
    [InlineData("""{"payload":{"id":["x"],"status":"sent"}}""")]
    [InlineData("""{"payload":{"id":"x\u0000","status":"sent"}}""")]
    [InlineData("""{"payload":{"id":"x","status":"sent","status":"failed"}}""")]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    static DeliveryEvent Single(string payload, string? timestamp = null) =>
        Read($$"""{"service":"channels","event":"sms.outbound","payload":{{payload}}}""", timestamp).Single();

    static CallbackReading Read(string body, string? timestamp = null) => BirdParser.Parse(new RawCallback
    {
        CallbackId = Guid.Empty,
        Provider = "bird",
        ReceivedAt = Requests.Now,
        Method = "POST",
        Url = "https://h.example/webhooks/bird",
        Headers = timestamp is null ? new() : new Dictionary<string, string> { ["MessageBird-Request-Timestamp"] = timestamp },
        Body = body,
    });
}
