using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.MessageBird;
using Xunit;

namespace Tracking.Unit.Providers.MessageBird;

public sealed class MessageBirdParserTests
{
    const string Id = "2f1e0d9c8b7a46958473625140fedcba";

    [Theory]
    [InlineData("scheduled", "", "", Evidence.Queued, null)]
    [InlineData("sent", "", "", Evidence.Sent, null)]
    [InlineData("buffered", "", "", Evidence.Deferred, "deferred")]
    [InlineData("delivered", "", "successfully delivered", Evidence.Delivered, null)]
    [InlineData("expired", "", "", Evidence.Undelivered, "expired")]
    [InlineData("expired", "", "unavailable subscriber", Evidence.Undelivered, "expired")]
    [InlineData("delivery_failed", "", "", Evidence.Undelivered, "undelivered")]
    [InlineData("delivery_failed", "103", "", Evidence.Undelivered, "opted_out")]
    [InlineData("delivery_failed", "", "Opted-Out", Evidence.Undelivered, "opted_out")]
    [InlineData("delivery_failed", "1", "unknown subscriber", Evidence.Undelivered, "invalid_recipient")]
    [InlineData("delivery_failed", "27", "unavailable subscriber", Evidence.Undelivered, "undelivered")]
    [InlineData("delivery_failed", "", "DLR not received", Evidence.Undelivered, "undelivered")]
    [InlineData("delivery_failed", "", "expired", Evidence.Undelivered, "expired")]
    [InlineData("delivery_failed", "34", "received_network_error", Evidence.Undelivered, "undelivered")]
    [InlineData("accepted", "", "", Evidence.Unknown, "accepted")]
    [InlineData("answered", "", "", Evidence.Unknown, "answered")]
    [InlineData("teleported", "7", "", Evidence.Unknown, "teleported")]
    public void The_status_word_gives_the_evidence_and_code_and_reason_refine_it(
        string status, string code, string statusReason, Evidence evidence, string? reason)
    {
        var e = Single($"id={Id}&recipient=31612345678&status={status}&statusErrorCode={code}&statusReason={Uri.EscapeDataString(statusReason)}");

        Assert.Equal((evidence, reason), (e.Evidence, e.Reason));
        Assert.Equal(("messagebird", Id, "31612345678"), (e.Provider, e.ProviderMessageId, e.Recipient));
        Assert.Equal(evidence is Evidence.Undelivered or Evidence.Unknown && code.Length > 0 ? code : null, e.ErrorCode);
        Assert.Equal(evidence is Evidence.Undelivered && statusReason.Length > 0 ? statusReason : null, e.ErrorMessage);
    }

    [Theory]
    [InlineData("2026-11-21T02%3A54%3A00%2B00%3A00", "2026-11-21T02:54:00+00:00")]
    [InlineData("2026-11-21T02:54:00+00:00", "2026-11-21T02:54:00+00:00")]
    [InlineData("2026-11-21T04%3A54%3A00.5%2B02%3A00", "2026-11-21T02:54:00.5+00:00")]
    [InlineData("2026-11-21T02:54:00Z", "2026-11-21T02:54:00+00:00")]
    [InlineData("yesterday", null)]
    [InlineData("02:54:00", null)]
    [InlineData("", null)]
    public void The_time_is_read_also_where_its_plus_sign_was_not_escaped(string given, string? expected)
    {
        var e = Single($"id={Id}&status=sent&statusDatetime={given}");

        Assert.Equal(expected is null ? (DateTimeOffset?)null : DateTimeOffset.Parse(expected), e.StatedAt);
    }

    [Theory]
    [InlineData("delivery_id%3Dd-1", "d-1")]
    [InlineData("delivery_id%3Do%3A1~x", "o:1~x")]
    [InlineData("ord-7741", null)]
    [InlineData("delivery_id%3D", null)]
    [InlineData("delivery_id%3Da+b", null)]
    [InlineData("x+delivery_id%3Dd-1", null)]
    [InlineData("", null)]
    public void A_reference_names_the_delivery_where_it_says_that_it_does(string reference, string? deliveryId) =>
        Assert.Equal(deliveryId, Single($"id={Id}&status=sent&reference={reference}").DeliveryId);

    [Fact]
    public void An_events_id_is_made_of_what_it_says_and_not_of_its_order_or_the_rest()
    {
        const string Fields = $"id={Id}&recipient=31612345678&status=delivery_failed&statusErrorCode=1";
        const string At = "&statusDatetime=2026-11-21T02:54:00Z";
        var first = Single(Fields + At);

        Assert.Equal(first.Id, Single($"statusDatetime=2026-11-21T03%3A54%3A00%2B01%3A00&ported=0&reference=x&{Fields}").Id);
        Assert.NotEqual(first.Id, Single(Fields).Id);
        Assert.NotEqual(first.Id, Single(Fields + "&statusDatetime=2026-11-21T02:55:00Z").Id);
        Assert.NotEqual(first.Id, Single(Fields.Replace("678", "679", StringComparison.Ordinal) + At).Id);
        Assert.NotEqual(first.Id, Single(Fields.Replace("Code=1", "Code=2", StringComparison.Ordinal) + At).Id);
        Assert.NotEqual(first.Id, Single(Fields.Replace("delivery_failed", "expired", StringComparison.Ordinal) + At).Id);
        Assert.NotEqual(first.Id, Single(Fields + At + "&reference=delivery_id%3Dd-1").Id);
        Assert.NotEqual(first.Id, Single(Fields + At, account: "acme").Id);
        Assert.Null(Read(Fields + At).Proof);
    }

    [Theory]
    [InlineData("")]
    [InlineData("status=delivered")]
    [InlineData("id=" + Id)]
    [InlineData("id=&status=delivered")]
    [InlineData("id=" + Id + "%00&status=delivered")]
    [InlineData("id=" + Id + "&status=delivered&status=sent")]
    [InlineData("id[]=" + Id + "&status[]=delivered")]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string query)
    {
        var reading = Read(query);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    [Fact]
    public void What_is_too_long_is_reported()
    {
        Assert.Single(Read($"id={new string('0', 256)}&status=sent").Unreadable);
        Assert.Single(Read($"id={Id}&status=sent&recipient={new string('a', 2_000)}").Unreadable);
    }

    static DeliveryEvent Single(string query, string? account = null) => Read(query, account).Single();

    static CallbackReading Read(string query, string? account = null) => MessageBirdParser.Parse(new RawCallback
    {
        CallbackId = Guid.Empty,
        Provider = "messagebird",
        Account = account,
        ReceivedAt = Requests.Now,
        Method = "GET",
        Url = "https://h.example/webhooks/messagebird?" + query,
        Headers = new Dictionary<string, string>(),
        Body = "",
    });
}
