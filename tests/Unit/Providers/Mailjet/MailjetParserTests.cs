using System.Text;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Mailjet;
using Xunit;
using static Tracking.Unit.Providers.Mailjet.MailjetRequests;

namespace Tracking.Unit.Providers.Mailjet;

public sealed class MailjetParserTests
{
    [Theory]
    [InlineData("sent", Evidence.Delivered, null)]
    [InlineData("open", Evidence.Opened, null)]
    [InlineData("click", Evidence.Clicked, null)]
    [InlineData("bounce", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("blocked", Evidence.FailedAtProvider, "blocked")]
    [InlineData("spam", Evidence.Complaint, "complaint")]
    [InlineData("unsub", Evidence.Unsubscribed, null)]
    [InlineData("teleported", Evidence.Unknown, "teleported")]
    public void The_event_gives_the_evidence(string name, Evidence evidence, string? reason)
    {
        var e = Single(Event(name));

        Assert.Equal((evidence, reason), (e.Evidence, e.Reason));
        Assert.Equal((Id, "ana@example.org", null), (e.ProviderMessageId, e.Recipient, e.DeliveryId));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795229640), e.StatedAt);
        Assert.Equal(e, Single($"[{Event(name)}]"));
    }

    [Theory]
    [InlineData("true", "user unknown", Evidence.HardBounce, "hard_bounce")]
    [InlineData("true", "mailbox inactive", Evidence.HardBounce, "hard_bounce")]
    [InlineData("true", "invalid domain", Evidence.HardBounce, "hard_bounce")]
    [InlineData("true", "no mail host", Evidence.HardBounce, "hard_bounce")]
    [InlineData("true", "", Evidence.HardBounce, "hard_bounce")]
    [InlineData("\"true\"", "user unknown", Evidence.HardBounce, "hard_bounce")]
    [InlineData("null", "user unknown", Evidence.HardBounce, "hard_bounce")]
    [InlineData("false", "user unknown", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("false", "quota exceeded", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("true", "quota exceeded", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("false", "greylisted", Evidence.Deferred, "deferred")]
    [InlineData("null", "greylisted", Evidence.Deferred, "deferred")]
    [InlineData("true", "greylisted", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("false", "relay/access denied", Evidence.SoftBounce, "blocked")]
    [InlineData("true", "content blocked", Evidence.SoftBounce, "blocked")]
    [InlineData("true", "sender blocked", Evidence.SoftBounce, "blocked")]
    [InlineData("true", "policy issue", Evidence.SoftBounce, "blocked")]
    [InlineData("null", "", Evidence.SoftBounce, "soft_bounce")]
    public void A_bounce_is_final_where_Mailjet_says_so_and_the_recipient_is_the_cause(
        string isHard, string error, Evidence evidence, string reason)
    {
        var e = Single(Bounce(isHard, error));

        Assert.Equal((evidence, reason), (e.Evidence, e.Reason));
        Assert.Equal((error.Length == 0 ? null : error, "what the server said"), (e.ErrorCode, e.ErrorMessage));
        Assert.Equal(evidence == Evidence.HardBounce ? "hard_bounce all" : null, ExpectedEvent.Of(e).Suppression);
    }

    [Theory]
    [InlineData("user unknown", "invalid_recipient", "invalid_recipient all")]
    [InlineData("mailbox inactive", "invalid_recipient", "invalid_recipient all")]
    [InlineData("invalid domain", "invalid_recipient", "invalid_recipient all")]
    [InlineData("no mail host", "invalid_recipient", "invalid_recipient all")]
    [InlineData("typofix", "invalid_recipient", "invalid_recipient all")]
    [InlineData("preblocked", "suppressed", null)]
    [InlineData("blacklisted", "suppressed", "opted_out all")]
    [InlineData("spam reporter", "suppressed", "complaint all")]
    [InlineData("quota exceeded", "blocked", null)]
    [InlineData("relay/access denied", "blocked", null)]
    [InlineData("greylisted", "blocked", null)]
    [InlineData("sender blocked", "rejected", null)]
    [InlineData("content blocked", "rejected", null)]
    [InlineData("policy issue", "rejected", null)]
    [InlineData("duplicate in campaign", "rejected", null)]
    [InlineData("beamed", "blocked", null)]
    public void What_was_not_attempted_says_why(string error, string reason, string? suppression)
    {
        var e = Single(Blocked(error));

        Assert.Equal((Evidence.FailedAtProvider, reason, error), (e.Evidence, e.Reason, e.ErrorCode));
        Assert.Equal(suppression, ExpectedEvent.Of(e).Suppression);
    }

    [Theory]
    [InlineData("42", "unsubscribed list:mailjet:42")]
    [InlineData("\"42\"", "unsubscribed list:mailjet:42")]
    [InlineData("0", "unsubscribed all")]
    [InlineData("null", "unsubscribed all")]
    public void Who_leaves_a_list_leaves_that_list(string list, string suppression) =>
        Assert.Equal(suppression, ExpectedEvent.Of(Single(Event("unsub", $",\"mj_list_id\":{list}"))).Suppression);

    [Theory]
    [InlineData("delivery_id=d-1", "", "d-1")]
    [InlineData("d-1", "", null)]
    [InlineData("delivery_id=d 1", "", null)]
    [InlineData("", "delivery_id=d-1", "d-1")]
    [InlineData("", """{\"delivery_id\":\"d-1\"}""", "d-1")]
    [InlineData("", """{\"delivery_id\":{}}""", null)]
    [InlineData("", """{\"delivery_id\":""", null)]
    [InlineData("delivery_id=d-1", "delivery_id=d-2", "d-1")]
    public void The_senders_own_text_names_the_delivery_where_it_says_that_it_does(string customId, string payload, string? deliveryId) =>
        Assert.Equal(deliveryId, Single(Event("sent", "", customId, payload)).DeliveryId);

    [Fact]
    public void No_digit_of_an_id_is_lost_and_without_a_number_the_other_id_will_do()
    {
        const string Guid = "1ab23cd4-e567-8901-2345-6789f0ab1c2d";

        Assert.Equal(Id, Single(Event("sent").Replace(Id, $"\"{Id}\"", StringComparison.Ordinal)).ProviderMessageId);
        Assert.Equal("9223372036854775807", Single(Event("sent").Replace(Id, "9223372036854775807", StringComparison.Ordinal)).ProviderMessageId);
        Assert.Equal(Guid, Single(Event("sent").Replace(Id, "0", StringComparison.Ordinal)).ProviderMessageId);
        Assert.Equal(Guid, Single(Event("sent").Replace(Id, "null", StringComparison.Ordinal)).ProviderMessageId);
    }

    [Fact]
    public void Two_clicks_are_one_only_where_link_and_person_are_the_same()
    {
        string Click(string url, string ip, string agent) => Event("click", $",\"url\":\"{url}\",\"ip\":\"{ip}\",\"agent\":\"{agent}\"");

        Assert.Equal(4, new[] { Click("a", "1", "x"), Click("b", "1", "x"), Click("a", "2", "x"), Click("a", "1", "y"), Click("a", "1", "x") }
            .Select(click => Single(click).Id).Distinct().Count());
    }

    [Fact]
    public void A_broken_event_alone_is_unreadable()
    {
        string[] broken =
        [
            "1", "[]", "{}", """{"event":{}}""", """{"event":"sent"}""", Event("sent", ",\"event\":\"open\""),
            Event("sent").Replace(Id, new string('9', 300), StringComparison.Ordinal),
        ];

        var reading = Read($"[{Event("sent")},{string.Join(',', broken)},{Event("teleported")}]");

        Assert.Equal([Evidence.Delivered, Evidence.Unknown], reading.Events.Select(e => e.Evidence));
        Assert.Equal(broken, reading.Unreadable.Select(part => part.Body));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("""{"event":"sent","MessageID":0}""")]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    static DeliveryEvent Single(string body) => Read(body).Single();

    static CallbackReading Read(string body) => MailjetParser.Parse(
        Requests.Post("https://h.example/webhooks/mailjet", "application/json", Encoding.UTF8.GetBytes(body))
            .Verified(Configured.Provider("mailjet")));
}
