using System.Text;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.SparkPost;
using Xunit;
using static Tracking.Unit.Providers.SparkPost.SparkPostRequests;

namespace Tracking.Unit.Providers.SparkPost;

public sealed class SparkPostParserTests
{
    [Theory]
    [InlineData("injection", Evidence.Queued, null)]
    [InlineData("delivery", Evidence.Delivered, null)]
    [InlineData("delay", Evidence.Deferred, "deferred")]
    [InlineData("bounce", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("out_of_band", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("policy_rejection", Evidence.FailedAtProvider, "rejected")]
    [InlineData("generation_rejection", Evidence.FailedAtProvider, "rejected")]
    [InlineData("generation_failure", Evidence.FailedAtProvider, "provider")]
    [InlineData("spam_complaint", Evidence.Complaint, "complaint")]
    [InlineData("list_unsubscribe", Evidence.Unsubscribed, null)]
    [InlineData("link_unsubscribe", Evidence.Unsubscribed, null)]
    [InlineData("open", Evidence.Opened, null)]
    [InlineData("initial_open", Evidence.Opened, null)]
    [InlineData("amp_open", Evidence.Opened, null)]
    [InlineData("amp_initial_open", Evidence.Opened, null)]
    [InlineData("click", Evidence.Clicked, null)]
    [InlineData("amp_click", Evidence.Clicked, null)]
    [InlineData("teleported", Evidence.Unknown, "teleported")]
    public void The_type_gives_the_evidence(string type, Evidence evidence, string? reason)
    {
        var e = Single(Batch(Event(type)));

        Assert.Equal((evidence, reason), (e.Evidence, e.Reason));
        Assert.Equal((Id, "ana@example.org"), (e.ProviderMessageId, e.Recipient));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795229640), e.StatedAt);
        Assert.Equal(evidence is Evidence.Complaint or Evidence.Unsubscribed, e.Suppression is not null);
    }

    [Theory]
    [InlineData("1", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("10", Evidence.HardBounce, "hard_bounce", "hard_bounce all")]
    [InlineData("20", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("21", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("22", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("23", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("24", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("25", Evidence.SoftBounce, "blocked", null)]
    [InlineData("30", Evidence.HardBounce, "hard_bounce", "hard_bounce all")]
    [InlineData("40", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("50", Evidence.SoftBounce, "blocked", null)]
    [InlineData("51", Evidence.SoftBounce, "blocked", null)]
    [InlineData("52", Evidence.SoftBounce, "blocked", null)]
    [InlineData("53", Evidence.SoftBounce, "blocked", null)]
    [InlineData("54", Evidence.SoftBounce, "blocked", null)]
    [InlineData("70", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("90", Evidence.Unsubscribed, null, "unsubscribed all")]
    [InlineData("999", Evidence.SoftBounce, "soft_bounce", null)]
    public void The_class_says_what_a_bounce_is_of(string bounceClass, Evidence evidence, string? reason, string? suppression)
    {
        foreach (var type in new[] { "bounce", "out_of_band" })
        {
            var e = Single(Batch(Bounce(bounceClass, type)));
            Assert.Equal((evidence, reason, suppression), (e.Evidence, e.Reason, ExpectedEvent.Of(e).Suppression));
            Assert.Equal(evidence == Evidence.Unsubscribed ? null : "550", e.ErrorCode);
            Assert.Equal(e, Single(Batch(Bounce(bounceClass, type).Replace($"\"{bounceClass}\"", bounceClass, StringComparison.Ordinal))));
        }
    }

    [Theory]
    [InlineData("60")]
    [InlineData("80")]
    [InlineData("100")]
    public void What_is_no_bounce_is_nothing(string bounceClass) => Nothing(Batch(Bounce(bounceClass)));

    [Fact]
    public void A_late_bounce_overrules_a_delivery_only_where_it_is_final()
    {
        var delivered = Single(Batch(Event("delivery")));

        Assert.Equal(DeliveryStatus.Bounced, Status(delivered, Single(Batch(Bounce("10", "out_of_band")))));
        Assert.Equal(DeliveryStatus.Delivered, Status(delivered, Single(Batch(Bounce("22", "out_of_band")))));
    }

    [Fact]
    public void First_sight_and_open_of_one_look_are_one_open()
    {
        Assert.Equal(Single(Batch(Engagement("initial_open"))), Single(Batch(Engagement("open"))));
        Assert.NotEqual(Single(Batch(Engagement("open"))).Id, Single(Batch(Engagement("open", time: "1795229800"))).Id);
        Assert.NotEqual(Single(Batch(Engagement("open"))).Id, Single(Batch(Engagement("amp_open"))).Id);
    }

    [Fact]
    public void The_number_of_an_event_is_no_part_of_what_it_says() => Assert.Equal(
        Single(Batch(Event("delivery"))),
        Single(Batch(Event("delivery").Replace("\"92356927693813856\"", "92356927693813857", StringComparison.Ordinal))));

    [Fact]
    public void Ids_and_times_are_text_or_numbers()
    {
        var numbers = Event("delivery").Replace($"\"{Id}\"", Id, StringComparison.Ordinal).Replace("\"1795229640\"", "1795229640", StringComparison.Ordinal);

        Assert.Equal(Single(Batch(Event("delivery"))), Single(Batch(numbers)));
        Assert.Null(Single(Batch(Event("delivery", time: "yesterday"))).StatedAt);
        Assert.Null(Single(Batch(Event("delivery", time: "0"))).StatedAt);
        Assert.Null(Single(Batch(Event("delivery", time: "99999999999999999999"))).StatedAt);
    }

    [Fact]
    public void Without_a_transmission_the_messages_own_id_will_do_or_the_deliverys()
    {
        const string Delivery = "\"type\":\"delivery\",\"rcpt_to\":\"a@example.org\"";

        Assert.Equal("m-1", Single("""[{"msys":{"message_event":{""" + Delivery + ""","message_id":"m-1"}}}]""").ProviderMessageId);
        Assert.Equal("d-1", Single("""[{"msys":{"message_event":{""" + Delivery + ""","rcpt_meta":{"delivery_id":"d-1"}}}}]""").DeliveryId);
        Assert.Single(Read("""[{"msys":{"message_event":{""" + Delivery + ""","rcpt_meta":{"delivery_id":"d 1"}}}}]""").Unreadable);
    }

    [Theory]
    [InlineData("""[{"msys":{}}]""")]
    [InlineData("[]")]
    [InlineData("""[{"msys":{"relay_message":{"rcpt_to":"x@inbound.example"}}}]""")]
    [InlineData("""[{"msys":{"relay_event":{"type":"relay_delivery"}}}]""")]
    [InlineData("""[{"msys":{"ingest_event":{"type":"success","batch_id":"x"}}}]""")]
    public void A_ping_and_what_is_not_about_our_mail_is_nothing(string body) => Nothing(body);

    [Fact]
    public void A_broken_event_alone_is_unreadable_and_can_be_read_again_when_it_is_repaired()
    {
        string[] broken =
        [
            "1", "[]", "{}", """{"msys":[]}""", """{"msys":{"message_event":[]}}""", """{"msys":{"message_event":{"type":"delivery"}}}""",
            Event("delivery", ",\"type\":\"bounce\""), Event("delivery", $",\"more\":{new string('[', 100)}{new string(']', 100)}"),
            Event("delivery").Replace(Id, new string('9', 300), StringComparison.Ordinal),
        ];

        var reading = Read(Batch([Event("delivery"), .. broken, Event("teleported")]));

        Assert.Equal([Evidence.Delivered, Evidence.Unknown], reading.Events.Select(e => e.Evidence));
        Assert.Equal(broken, reading.Unreadable.Select(part => part.Body));
        Assert.Equal(Single(Batch(Event("delivery"))), Single(Event("delivery")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[")]
    [InlineData("1")]
    [InlineData("{}")]
    [InlineData("""{"msys":1}""")]
    public void What_is_no_batch_is_reported_whole(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    static void Nothing(string body)
    {
        var reading = Read(body);
        Assert.Empty(reading.Events);
        Assert.Empty(reading.Unreadable);
    }

    static DeliveryEvent Single(string body) => Read(body).Single();

    static DeliveryStatus Status(params DeliveryEvent[] events) =>
        events.Aggregate(new Delivery { DeliveryId = "d" }, (delivery, e) => delivery.With(e)).Status;

    static CallbackReading Read(string body) => SparkPostParser.Parse(
        Requests.Post("https://h.example/webhooks/sparkpost", "application/json", Encoding.UTF8.GetBytes(body))
            .Verified(Configured.Provider("sparkpost")));
}
