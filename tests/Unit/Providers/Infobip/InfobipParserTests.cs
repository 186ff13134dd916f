using System.Text;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Infobip;
using Xunit;
using static Tracking.Unit.Providers.Infobip.InfobipRequests;

namespace Tracking.Unit.Providers.Infobip;

public sealed class InfobipParserTests
{
    [Theory]
    [InlineData(1, "PENDING", "PENDING_ENROUTE", Evidence.Sent, null)]
    [InlineData(2, "UNDELIVERABLE", "UNDELIVERABLE_NOT_DELIVERED", Evidence.Undelivered, "undelivered")]
    [InlineData(3, "DELIVERED", "DELIVERED_TO_HANDSET", Evidence.Delivered, null)]
    [InlineData(3, "DELIVERED", "DELIVERED_TO_OPERATOR", Evidence.Sent, null)]
    [InlineData(4, "EXPIRED", "EXPIRED_EXPIRED", Evidence.Undelivered, "expired")]
    [InlineData(5, "REJECTED", "REJECTED_NETWORK", Evidence.FailedAtProvider, "rejected")]
    [InlineData(9, "TELEPORTED", "TELEPORTED_ELSEWHERE", Evidence.Unknown, "TELEPORTED_ELSEWHERE")]
    public void The_group_of_the_status_gives_the_evidence(int groupId, string groupName, string name, Evidence evidence, string? reason)
    {
        var report = Report(groupId, groupName, 7, name);
        var e = Single(Batch(report));
        var asText = Single(Batch(report.Replace($"\"groupId\":{groupId},\"groupName\"", $"\"groupId\":\"{groupId}\",\"groupName\"", StringComparison.Ordinal)));
        var byName = Single(Batch(report.Replace($"\"groupId\":{groupId},\"groupName\"", "\"groupName\"", StringComparison.Ordinal)));

        Assert.Equal((evidence, reason), (e.Evidence, e.Reason));
        Assert.Equal((Id, "31612345678", null), (e.ProviderMessageId, e.Recipient, e.DeliveryId));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 2, 54, 0, 250, TimeSpan.Zero), e.StatedAt);
        Assert.Null(e.Suppression);
        Assert.Equal(e, asText);
        Assert.Equal((evidence, reason), (byName.Evidence, byName.Reason));
    }

    [Theory]
    [InlineData(1, "EC_UNKNOWN_SUBSCRIBER", "true", "invalid_recipient all")]
    [InlineData(1, "EC_UNKNOWN_SUBSCRIBER", "null", "invalid_recipient all")]
    [InlineData(1, "EC_UNKNOWN_SUBSCRIBER", "false", null)]
    [InlineData(27, "EC_ABSENT_SUBSCRIBER", "false", null)]
    [InlineData(4096, "EC_INVALID_PDU_FORMAT", "true", null)]
    [InlineData(1, "EC_SOMETHING_ELSE", "true", null)]
    public void Only_a_number_that_does_not_exist_is_suppressed_and_not_whatever_is_permanent(
        int id, string name, string permanent, string? suppression)
    {
        foreach (var (group, groupName, reason) in new[] { (2, "UNDELIVERABLE", "undelivered"), (5, "REJECTED", "rejected") })
        {
            var e = Single(Batch(Report(group, groupName, 9, groupName + "_X", Error(id, name, permanent))));
            Assert.Equal((suppression is null ? reason : "invalid_recipient", suppression), (e.Reason, ExpectedEvent.Of(e).Suppression));
            Assert.Equal((name, "what the network said"), (e.ErrorCode, e.ErrorMessage));
        }
    }

    [Fact]
    public void Without_an_error_of_the_network_the_status_says_what_went_wrong()
    {
        var rejected = Single(Batch(Report(5, "REJECTED", 12, "REJECTED_NOT_ENOUGH_CREDITS")));
        var delivered = Single(Batch(Report(3, "DELIVERED", 5, "DELIVERED_TO_HANDSET")));

        Assert.Equal(("REJECTED_NOT_ENOUGH_CREDITS", "what Infobip says"), (rejected.ErrorCode, rejected.ErrorMessage));
        Assert.Equal((null, null), (delivered.ErrorCode, delivered.ErrorMessage));
    }

    [Theory]
    [InlineData("2026-11-21T02:54:00.250+0000")]
    [InlineData("2026-11-21T02:54:00.250+00:00")]
    [InlineData("2026-11-21T02:54:00.250Z")]
    [InlineData("2026-11-20T21:24:00.250-0530")]
    public void An_offset_may_lack_its_colon(string doneAt) => Assert.Equal(
        new DateTimeOffset(2026, 11, 21, 2, 54, 0, 250, TimeSpan.Zero),
        Single(Batch(Report(3, "DELIVERED", 5, "DELIVERED_TO_HANDSET").Replace("2026-11-21T03:54:00.250+0100", doneAt, StringComparison.Ordinal))).StatedAt);

    [Theory]
    [InlineData("delivery_id=d-1", "d-1")]
    [InlineData("""{\"delivery_id\":\"d-1\"}""", "d-1")]
    [InlineData("d-1", null)]
    public void Our_own_text_names_the_delivery_where_it_says_that_it_does(string callbackData, string? deliveryId) =>
        Assert.Equal(deliveryId, Single(Batch(Report(3, "DELIVERED", 5, "DELIVERED_TO_HANDSET", callbackData: callbackData))).DeliveryId);

    [Fact]
    public void That_it_was_seen_is_kept_and_changes_nothing()
    {
        var e = Single(Batch($$"""{"messageId":"{{Id}}","to":"31612345678","seenAt":"2026-11-21T02:55:00.000+0000"}"""));

        Assert.Equal((Evidence.Unknown, "seen"), (e.Evidence, e.Reason));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 2, 55, 0, TimeSpan.Zero), e.StatedAt);
    }

    [Theory]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"results":[{"messageId":"x","from":"31612345678","text":"STOP","receivedAt":"2026-11-21T02:55:00.000+0000"}],"messageCount":1}""")]
    public void A_message_to_us_is_no_status_of_ours(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Empty(reading.Unreadable);
    }

    [Fact]
    public void A_broken_report_alone_is_unreadable_and_can_be_read_again_when_it_is_repaired()
    {
        var delivered = Report(3, "DELIVERED", 5, "DELIVERED_TO_HANDSET");
        string[] broken =
        [
            "1", "[]", "{}", """{"messageId":"x"}""", """{"messageId":"x","status":[]}""", """{"messageId":"x","status":{"groupId":{}}}""",
            """{"status":{"groupId":3}}""", """{"messageId":"x","messageId":"y","status":{"groupId":3}}""",
            delivered.Replace(Id, new string('9', 300), StringComparison.Ordinal),
        ];

        var reading = Read(Batch([delivered, .. broken, Report(4, "EXPIRED", 15, "EXPIRED_EXPIRED")]));

        Assert.Equal([Evidence.Delivered, Evidence.Undelivered], reading.Events.Select(e => e.Evidence));
        Assert.Equal(broken, reading.Unreadable.Select(part => part.Body));
        Assert.Equal(Single(Batch(delivered)), Single(delivered));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"results":{}}""")]
    [InlineData("""{"results":[],"results":[]}""")]
    [InlineData("""{"\ud83dresults":[]}""")]
    public void What_is_no_batch_is_reported_whole(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    static DeliveryEvent Single(string body) => Read(body).Single();

    static CallbackReading Read(string body) => InfobipParser.Parse(
        Requests.Post("https://h.example/webhooks/infobip", "application/json", Encoding.UTF8.GetBytes(body))
            .Verified(Configured.Provider("infobip")));
}
