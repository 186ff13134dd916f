using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Resend;
using Xunit;

namespace Tracking.Unit.Providers.Resend;

public sealed class ResendParserTests
{
    const string Id = "8f0c2d14-6a3b-4f3e-9d57-0f1e2d3c4b5a";
    const string One = """,  "to":["Ana <ANA@example.org>"]""";
    const string Two = ""","to":["ana@example.org"],"cc":["bob@example.org"]""";

    [Theory]
    [InlineData("email.scheduled", Evidence.Queued, null)]
    [InlineData("email.sent", Evidence.Sent, null)]
    [InlineData("email.delivery_delayed", Evidence.Deferred, "deferred")]
    [InlineData("email.delivered", Evidence.Delivered, null)]
    [InlineData("email.bounced", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("email.complained", Evidence.Complaint, "complaint")]
    [InlineData("email.opened", Evidence.Opened, null)]
    [InlineData("email.clicked", Evidence.Clicked, null)]
    [InlineData("email.failed", Evidence.FailedAtProvider, "provider")]
    [InlineData("email.suppressed", Evidence.Undelivered, "suppressed")]
    [InlineData("email.teleported", Evidence.Unknown, "email.teleported")]
    public void The_type_gives_the_evidence(string type, Evidence evidence, string? reason)
    {
        var e = Single(type, One);

        Assert.Equal((evidence, reason), (e.Evidence, e.Reason));
        Assert.Equal(("resend", Id, "ana@example.org", false), (e.Provider, e.ProviderMessageId, e.Recipient, e.Ambiguous));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 2, 54, 0, TimeSpan.Zero), e.StatedAt);
    }

    [Theory]
    [InlineData("""{"type":"Permanent","message":"no"}""", Evidence.HardBounce, "hard_bounce", "hard_bounce")]
    [InlineData("""{"type":"Transient","message":"full"}""", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("""{"type":"Undetermined"}""", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("""{"message":"a bounce message"}""", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("""{"type":"Permanent","message":"Resend has suppressed sending to this address"}""", Evidence.Undelivered, "suppressed", "hard_bounce")]
    [InlineData("""{"type":"Sideways"}""", Evidence.Unknown, "email.bounced Sideways", null)]
    [InlineData("[]", Evidence.SoftBounce, "soft_bounce", null)]
    public void Only_a_permanent_bounce_suppresses(string bounce, Evidence evidence, string reason, string? suppression)
    {
        var e = Single("email.bounced", One + ",\"bounce\":" + bounce);

        Assert.Equal((evidence, reason, suppression), (e.Evidence, e.Reason, e.Suppression?.Reason));
    }

    [Fact]
    public void A_mail_that_the_list_withheld_is_mirrored()
    {
        Assert.Equal("hard_bounce", Single("email.suppressed", One).Suppression?.Reason);
        Assert.Equal("complaint", Single("email.suppressed", One + ""","suppressed":{"message":"a Complaint"}""").Suppression?.Reason);
        Assert.Null(Single("email.failed", One).Suppression);
    }

    [Theory]
    [InlineData("email.delivered")]
    [InlineData("email.delivery_delayed")]
    [InlineData("email.bounced")]
    [InlineData("email.complained")]
    [InlineData("email.opened")]
    [InlineData("email.clicked")]
    [InlineData("email.suppressed")]
    public void What_happened_to_one_of_several_counts_for_none_and_suppresses_nobody(string type)
    {
        foreach (var recipients in new[] { Two, "", ""","to":[["ana@example.org"]]""", ""","to":["ana@example.org",""]""" })
        {
            var e = Single(type, recipients + ""","bounce":{"type":"Permanent"}""");

            Assert.Null(e.Recipient);
            Assert.True(e.Ambiguous);
            Assert.Null(e.Suppression);
            Assert.Equal(Observation.Bottom, e.Observation);
        }
    }

    [Theory]
    [InlineData("email.scheduled", Evidence.Queued)]
    [InlineData("email.sent", Evidence.Sent)]
    [InlineData("email.failed", Evidence.FailedAtProvider)]
    public void What_happened_to_the_mail_counts_for_all(string type, Evidence evidence)
    {
        var e = Single(type, Two);

        Assert.Equal((evidence, (string?)null, false), (e.Evidence, e.Recipient, e.Ambiguous));
    }

    [Theory]
    [InlineData(""","to":["ana@example.org"],"cc":[],"bcc":null""")]
    [InlineData(""","to":["ana@example.org","Ana <ana@EXAMPLE.org>"],"cc":["ana@example.org"]""")]
    [InlineData(""","to":"ana@example.org" """)]
    public void A_recipient_who_is_named_more_than_once_is_one(string recipients) =>
        Assert.Equal("ana@example.org", Single("email.delivered", recipients).Recipient);

    [Theory]
    [InlineData("""{"delivery_id":"d-1"}""", "d-1")]
    [InlineData("""[{"name":"x","value":"y"},{"name":"delivery_id","value":"d-1"}]""", "d-1")]
    [InlineData("""{"delivery_id":"d 1"}""", null)]
    [InlineData("""{"delivery_id":["d-1"]}""", null)]
    [InlineData("[]", null)]
    [InlineData("[[1]]", null)]
    [InlineData("null", null)]
    public void A_tag_of_ours_names_the_delivery(string tags, string? deliveryId) =>
        Assert.Equal(deliveryId, Single("email.sent", One + ",\"tags\":" + tags).DeliveryId);

    [Fact]
    public void Clicks_of_two_links_are_two_events_and_a_repetition_is_none()
    {
        var first = Click("https://shop.example/a", "192.0.2.7");

        Assert.Equal("https://shop.example/a", first.Url);
        Assert.Equal(first.Id, Click("https://shop.example/a", "192.0.2.7").Id);
        Assert.NotEqual(first.Id, Click("https://shop.example/b", "192.0.2.7").Id);
        Assert.NotEqual(first.Id, Click("https://shop.example/a", "192.0.2.8").Id);

        static DeliveryEvent Click(string link, string ip) =>
            Single("email.clicked", One + $$$""","click":{"link":"{{{link}}}","ipAddress":"{{{ip}}}"} """);
    }

    [Fact]
    public void Without_a_time_that_can_be_read_its_text_tells_two_events_apart()
    {
        var (one, other) = (At("one"), At("other"));

        Assert.Null(one.StatedAt);
        Assert.NotEqual(one.Id, other.Id);

        static DeliveryEvent At(string time) =>
            Assert.Single(Read($$$"""{"type":"email.sent","created_at":"{{{time}}}","data":{"email_id":"{{{Id}}}"}}""").Events);
    }

    [Theory]
    [InlineData("email.received")]
    [InlineData("contact.created")]
    [InlineData("domain.updated")]
    [InlineData("suppression.added")]
    public void What_is_no_status_of_a_mail_of_ours_says_nothing(string type)
    {
        var reading = Read($$"""{"type":"{{type}}","data":{"id":"x"} }""");

        Assert.Empty(reading.Events);
        Assert.Empty(reading.Unreadable);
    }

    public static TheoryData<string> Unreadable() => new(
        "", "[]", "{", "{}",
        """{"type":null}""",
        """{"type":["email.sent"],"data":{}}""",
        """{"type":"email.sent"}""",
        """{"type":"email.sent","data":[]}""",
        """{"type":"email.sent","data":{}}""",
        """{"type":"email.sent","data":{"email_id":["x"]}}""",
        """{"type":"email.sent","data":{"email_id":"x\u0000"}}""",
        """{"type":"email.sent","data":{"email_id":"\ud800"}}""",
        """{"type":"email.sent","data":{"email_id":"x","email_id":"y"}}""",
        $$$"""{"type":"email.sent","data":{"email_id":"{{{new string('x', 10_000)}}}"}}""",
        $$$"""{"type":"email.sent","data":{"email_id":"x","to":["{{{new string('a', 2_000)}}}@example.org"]}}""");

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    static DeliveryEvent Single(string type, string more) =>
        Read($$"""{"type":"{{type}}","created_at":"2026-11-21T02:54:00.000Z","data":{"email_id":"{{Id}}"{{more}}""" + "}}").Single();

    static CallbackReading Read(string body) => ResendParser.Parse(Requests.Believed("resend", body));
}
