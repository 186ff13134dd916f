using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Postmark;
using Xunit;

namespace Tracking.Unit.Providers.Postmark;

public sealed class PostmarkParserTests
{
    const string Id = PostmarkRequests.Id;

    [Theory]
    [InlineData("HardBounce", Evidence.HardBounce, "hard_bounce", "hard_bounce all")]
    [InlineData("BadEmailAddress", Evidence.FailedAtProvider, "invalid_recipient", "invalid_recipient all")]
    [InlineData("SoftBounce", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("Transient", Evidence.Deferred, "deferred", null)]
    [InlineData("DnsError", Evidence.Deferred, "deferred", null)]
    [InlineData("OpenRelayTest", Evidence.Deferred, "deferred", null)]
    [InlineData("Blocked", Evidence.SoftBounce, "blocked", null)]
    [InlineData("SpamNotification", Evidence.SoftBounce, "blocked", null)]
    [InlineData("DMARCPolicy", Evidence.SoftBounce, "blocked", null)]
    [InlineData("VirusNotification", Evidence.SoftBounce, "blocked", null)]
    [InlineData("ManuallyDeactivated", Evidence.FailedAtProvider, "suppressed", null)]
    [InlineData("Unconfirmed", Evidence.FailedAtProvider, "rejected", null)]
    [InlineData("SMTPApiError", Evidence.FailedAtProvider, "rejected", null)]
    [InlineData("TemplateRenderingFailed", Evidence.FailedAtProvider, "rendering", null)]
    [InlineData("InboundError", Evidence.FailedAtProvider, "provider", null)]
    [InlineData("Unsubscribe", Evidence.Unsubscribed, null, "unsubscribed list:postmark:outbound")]
    [InlineData("SpamComplaint", Evidence.Complaint, "complaint", "complaint all")]
    [InlineData("Teleported", Evidence.Unknown, "Teleported", null)]
    public void A_bounce_is_what_its_type_says(string type, Evidence evidence, string? reason, string? suppression)
    {
        var e = Single(PostmarkRequests.Bounce(type, "why"));

        Assert.Equal((evidence, reason, suppression), (e.Evidence, e.Reason, ExpectedEvent.Of(e).Suppression));
        Assert.Equal((Id, "ana@example.org"), (e.ProviderMessageId, e.Recipient));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 2, 54, 0, TimeSpan.Zero), e.StatedAt);
        Assert.Equal(evidence == Evidence.Unsubscribed ? (null, null) : (type, "why"), (e.ErrorCode, e.ErrorMessage));
    }

    [Theory]
    [InlineData("AutoResponder")]
    [InlineData("AddressChange")]
    [InlineData("ChallengeVerification")]
    public void What_a_machine_answered_is_nothing(string type) => Nothing(PostmarkRequests.Bounce(type, "why"));

    [Theory]
    [InlineData("Delivery", "Recipient", "DeliveredAt", Evidence.Delivered)]
    [InlineData("Open", "Recipient", "ReceivedAt", Evidence.Opened)]
    [InlineData("Click", "Recipient", "ReceivedAt", Evidence.Clicked)]
    [InlineData("SpamComplaint", "Email", "BouncedAt", Evidence.Complaint)]
    public void Address_and_time_are_named_by_the_record(string record, string address, string time, Evidence evidence)
    {
        var e = Single($$"""{"RecordType":"{{record}}","MessageID":"{{Id}}","{{address}}":"Ana@Example.org","{{time}}":"2026-11-21T02:54:00.25Z","Details":"250 OK"}""");

        Assert.Equal((evidence, Id, "ana@example.org"), (e.Evidence, e.ProviderMessageId, e.Recipient));
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 2, 54, 0, 250, TimeSpan.Zero), e.StatedAt);
        Assert.Equal(evidence == Evidence.Complaint ? "250 OK" : null, e.ErrorMessage);
    }

    [Theory]
    [InlineData("4323372036854775807")]
    [InlineData("\"4323372036854775807\"")]
    [InlineData("4323372036854775807000000000000000000000000000")]
    [InlineData("1e400")]
    public void Whatever_number_a_bounce_has_it_is_the_same_bounce(string number)
    {
        var bounce = PostmarkRequests.Bounce("HardBounce", "why");

        var numbered = Single(bounce.Replace("4323372036854775807", number, StringComparison.Ordinal));

        Assert.Equal(Single(bounce), numbered);
    }

    [Fact]
    public void A_hard_bounce_and_the_change_that_follows_from_it_are_one_bounce()
    {
        var bounce = Single(PostmarkRequests.Bounce("HardBounce", "unknown user"));
        var change = Single(PostmarkRequests.Change($"\"{Id}\"", "true", "\"HardBounce\"", "Recipient"));

        Assert.Equal(bounce.Suppression, change.Suppression);
        Assert.NotEqual(bounce.Id, change.Id);
        Assert.Equal(Fold(bounce), Fold(bounce, change));
        Assert.Equal(Fold(bounce), Fold(change, bounce));
    }

    [Theory]
    [InlineData("\"HardBounce\"", Evidence.HardBounce, "hard_bounce all")]
    [InlineData("\"SpamComplaint\"", Evidence.Complaint, "complaint all")]
    [InlineData("\"ManualSuppression\"", Evidence.Unsubscribed, "unsubscribed list:postmark:outbound")]
    [InlineData("\"Teleported\"", Evidence.Unknown, null)]
    [InlineData("null", Evidence.Unknown, null)]
    public void An_address_that_came_onto_the_list_is_suppressed_for_its_reason(string reason, Evidence evidence, string? suppression)
    {
        var named = Single(PostmarkRequests.Change($"\"{Id}\"", "true", reason, "Recipient"));
        var byHand = Single(PostmarkRequests.Change("null", "true", reason, "Customer"));

        Assert.Equal((evidence, suppression, Id), (named.Evidence, ExpectedEvent.Of(named).Suppression, named.ProviderMessageId));
        Assert.Equal((evidence, suppression, null), (byHand.Evidence, ExpectedEvent.Of(byHand).Suppression, byHand.ProviderMessageId));
        Assert.Equal("ana@example.org", byHand.Recipient);
    }

    [Fact]
    public void An_address_that_left_the_list_is_lifted_from_whatever_it_was_on_the_list_for()
    {
        var events = Read(PostmarkRequests.Change("null", "false", "null", "Customer")).Events;

        Assert.Equal(["lift all", "lift list:postmark:outbound"], events.Select(e => ExpectedEvent.Of(e).Suppression));
        Assert.Equal(2, events.Select(e => e.Id).Distinct().Count());
        Assert.All(events, e => Assert.Equal((Evidence.Unknown, "reactivated", null, "ana@example.org"), (e.Evidence, e.Reason, e.ProviderMessageId, e.Recipient)));
        Assert.Equal(Fold(), Fold([.. events]));
    }

    [Fact]
    public void Without_a_stream_who_unsubscribed_is_unsubscribed_from_all()
    {
        const string Change = """{"RecordType":"SubscriptionChange","Recipient":"a@example.org","SuppressSending":""";

        Assert.Equal("unsubscribed all", ExpectedEvent.Of(Single(Change + """true,"SuppressionReason":"ManualSuppression"}""")).Suppression);
        Assert.Equal("lift all", ExpectedEvent.Of(Single(Change + "false}")).Suppression);
    }

    [Fact]
    public void Metadata_names_the_delivery_where_it_says_that_it_does()
    {
        const string Delivered = "\"RecordType\":\"Delivery\",\"Recipient\":\"a@example.org\"";

        Assert.Equal("d-1", Single("{" + Delivered + $$$""","MessageID":"{{{Id}}}","Metadata":{"delivery_id":"d-1"}}""").DeliveryId);
        Assert.Equal("7", Single("{" + Delivered + ""","Metadata":{"delivery_id":7}}""").DeliveryId);
        Assert.Null(Single("{" + Delivered + $$$""","MessageID":"{{{Id}}}","Metadata":{"delivery_id":"no id"}}""").DeliveryId);
        Assert.Null(Single("{" + Delivered + $$""","MessageID":"{{Id}}","Metadata":["delivery_id"]}""").DeliveryId);
    }

    [Fact]
    public void Two_clicks_are_one_only_where_link_time_and_person_are_the_same()
    {
        string Click(string link, string ip, string agent) =>
            $$$"""{"RecordType":"Click","MessageID":"{{{Id}}}","Recipient":"a@example.org","ReceivedAt":"2026-11-21T02:54:00Z","OriginalLink":"{{{link}}}","UserAgent":"{{{agent}}}","Geo":{"IP":"{{{ip}}}"}}""";
        string[] clicks = [Click("a", "1", "x"), Click("b", "1", "x"), Click("a", "2", "x"), Click("a", "1", "y"), Click("a", "1", "x")];

        Assert.Equal(4, clicks.Select(c => Single(c).Id).Distinct().Count());
        Assert.Equal("a", Single(clicks[0]).Url);
    }

    [Theory]
    [InlineData("""{"FromFull":{"Email":"a@example.org"},"MessageID":"x"}""")]
    [InlineData("""{"RecordType":"Inbound","FromFull":{},"MessageID":"x"}""")]
    public void A_message_to_us_is_no_status_of_ours(string body) => Nothing(body);

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("""{"RecordType":{}}""")]
    [InlineData("""{"RecordType":"Bounce","MessageID":"x"}""")]
    [InlineData("""{"RecordType":"Delivery","Recipient":"a@example.org"}""")]
    [InlineData("""{"RecordType":"Delivery","MessageID":["x"],"Recipient":"a@example.org"}""")]
    [InlineData("""{"RecordType":"Delivery","MessageID":"x\u0000"}""")]
    [InlineData("""{"RecordType":"Delivery","MessageID":"x","MessageID":"y"}""")]
    [InlineData("""{"RecordType":"SubscriptionChange","Recipient":"a@example.org","SuppressSending":"perhaps"}""")]
    [InlineData("""{"RecordType":"SubscriptionChange","SuppressSending":true,"SuppressionReason":"HardBounce"}""")]
    [InlineData("""{"RecordType":"SubscriptionChange","SuppressSending":false,"MessageStream":"outbound"}""")]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    [Fact]
    public void What_is_too_long_is_reported_or_cut()
    {
        var tenThousand = new string('x', 10_000);

        Assert.Single(Read($$"""{"RecordType":"Delivery","MessageID":"{{tenThousand}}"}""").Unreadable);
        Assert.Single(Read($$"""{"RecordType":"Delivery","MessageID":"x","Recipient":"{{tenThousand}}@example.org"}""").Unreadable);
        Assert.Equal(256, Single($$"""{"RecordType":"{{tenThousand}}","MessageID":"x"}""").Reason!.Length);
    }

    static void Nothing(string body)
    {
        var reading = Read(body);
        Assert.Empty(reading.Events);
        Assert.Empty(reading.Unreadable);
    }

    static DeliveryEvent Single(string body) => Read(body).Single();

    static Delivery Fold(params DeliveryEvent[] events) =>
        events.Aggregate(new Delivery { DeliveryId = "d" }, (delivery, e) => delivery.With(e));

    static CallbackReading Read(string body) => PostmarkParser.Parse(
        Requests.Post("https://h.example/webhooks/postmark", "application/json", System.Text.Encoding.UTF8.GetBytes(body))
            .Verified(Configured.Provider("postmark")));
}
