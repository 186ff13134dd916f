using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Simulator.Comparison;
using Tracking.Simulator.Ledger;
using Tracking.Simulator.Scenarios;
using Xunit;

namespace Tracking.Unit.Simulator;

public sealed class ExpectationTests
{
    internal static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_text_message_is_delivered_when_its_receipt_arrived_whatever_came_first()
    {
        var play = Play(["d1"], Receipt("SM1", "delivered", Evidence.Delivered), Sent("d1", "twilio", "SM1", "+31612345678", 0));

        var delivery = Expectation.Of(play, f => f == 0 ? (Noon.AddSeconds(5), Noon.AddSeconds(6)) : default).Deliveries.Single();

        Assert.Equal(DeliveryStatus.Delivered, delivery.Earliest.Status);
        Assert.Equal(Noon, delivery.Earliest.SentAt);
        Assert.Equal(Noon.AddSeconds(5), delivery.Earliest.DeliveredAt);
        Assert.Equal(Noon.AddSeconds(6), delivery.Latest.DeliveredAt);
        Assert.Equal(["SM1"], delivery.ProviderMessageIds);
    }

    [Fact]
    public void A_late_hard_bounce_beats_delivered_and_keeps_when_it_arrived()
    {
        var play = Play(["d1"],
            Sent("d1", "ses", "m1", "Ana <ana@example.org>", 0),
            Mail("Delivery", "m1", 10, Evidence.Delivered, "ana@example.org"),
            Mail("Bounce", "m1", 90, Evidence.HardBounce, "ana@example.org") with { Reason = "hard_bounce", StatusCode = "5.1.1" });

        var delivery = At(play).Deliveries.Single().Earliest;

        Assert.Equal((DeliveryStatus.Bounced, "hard_bounce", "5.1.1"), (delivery.Status, delivery.Reason, delivery.Decisive.ErrorCode));
        Assert.Equal(Noon.AddSeconds(10), delivery.DeliveredAt);
        Assert.Equal(Noon.AddSeconds(90), delivery.BouncedAt);
    }

    [Fact]
    public void Two_recipients_of_one_mail_each_get_what_names_them_and_an_ambiguous_open_counts_for_none()
    {
        var play = Play(["d1", "d2"],
            Sent("d1", "ses", "m1", "ana@example.org", 0),
            Sent("d2", "ses", "m1", "bo@example.net", 1),
            Mail("Delivery", "m1", 10, Evidence.Delivered, "ana@example.org"),
            Mail("Open", "m1", 20, Evidence.Opened) with { Ambiguous = true });

        var deliveries = At(play).Deliveries;

        Assert.Equal([DeliveryStatus.Delivered, DeliveryStatus.Sent], deliveries.Select(d => d.Earliest.Status));
        Assert.Equal([3, 2], deliveries.Select(d => d.Events.Count));
        Assert.All(deliveries, d => Assert.Equal(0, d.Earliest.Opens.Value));
    }

    [Fact]
    public void Evidence_for_a_recipient_nobody_tracks_is_an_orphan()
    {
        var play = Play(["d1"],
            Sent("d1", "ses", "m1", "ana@example.org", 0),
            Mail("Delivery", "m1", 10, Evidence.Delivered, "bo@example.net"));

        var expectation = At(play);

        Assert.Equal(DeliveryStatus.Sent, expectation.Deliveries.Single().Earliest.Status);
        Assert.Equal("bo@example.net", Assert.Single(expectation.Orphans).Recipient);
    }

    [Fact]
    public void A_failover_has_both_message_ids_the_latest_last()
    {
        var play = Play(["d1"],
            Sent("d1", "twilio", "SM2", "+31612345678", 50),
            Sent("d1", "twilio", "SM1", "+31612345678", 0),
            Receipt("SM1", "undelivered", Evidence.Undelivered) with { Reason = "undelivered", ErrorCode = "30003" });

        var delivery = At(play).Deliveries.Single();

        Assert.Equal(["SM1", "SM2"], delivery.ProviderMessageIds);
        Assert.Equal((DeliveryStatus.Bounced, "undelivered"), (delivery.Earliest.Status, delivery.Earliest.Reason));
    }

    [Fact]
    public void A_failed_send_that_was_retried_is_sent()
    {
        var play = Play(["d1"],
            Sent("d1", "fcm", null, "token", 9),
            Fact(new NotificationFailed { DeliveryId = "d1", Channel = "push", NotificationType = "T", OccurredAt = Noon }));

        var delivery = At(play).Deliveries.Single().Earliest;

        Assert.Equal((DeliveryStatus.Sent, (string?)null), (delivery.Status, delivery.Reason));
        Assert.Equal(Noon, delivery.FailedAt);
    }

    [Fact]
    public void An_address_is_suppressed_since_what_was_said_first_for_its_deliverys_tenant_and_channel()
    {
        var play = Play(["d1"],
            Sent("d1", "ses", "m1", "Ana <Ana@Example.org>", 0),
            Mail("Bounce", "m1", 90, Evidence.HardBounce, "ana@example.org"),
            Mail("Complaint", "m1", 120, Evidence.Complaint, "ana@example.org"));

        var entry = Assert.Single(At(play).Suppressions);

        Assert.Equal(new SuppressedAddress("acme", "some", "ana@example.org", "all"), entry.Address);
        Assert.Equal(("hard_bounce", Noon.AddSeconds(90), "d1"), (entry.Reason, entry.EarliestSince, entry.DeliveryId));
    }

    [Fact]
    public void What_states_no_time_suppresses_since_it_arrived()
    {
        var play = Play(["d1"],
            Sent("d1", "twilio", "SM1", "+31612345678", 0),
            Receipt("SM1", "failed", Evidence.FailedAtProvider) with
            {
                Reason = "opted_out",
                Suppression = new Suppression("opted_out", SuppressionScope.Sender("+15005550006")),
            });

        var entry = Assert.Single(At(play).Suppressions);

        Assert.Equal(("sender:15005550006", Noon, Noon.AddSeconds(1)), (entry.Address.Scope, entry.EarliestSince, entry.LatestSince));
    }

    [Fact]
    public void A_wish_weighs_less_than_a_fact_and_stands_alone_where_nobody_is_tracked()
    {
        var unsubscribe = new UnsubscribeFact { At = Noon, TenantId = "acme", Channel = "some", Recipient = "ana@example.org", Scope = "all", OneClick = true };
        var marketing = unsubscribe with { Scope = "marketing" };
        var play = Play(["d1"],
            unsubscribe, marketing, marketing with { },
            Sent("d1", "ses", "m1", "ana@example.org", 0),
            Mail("Bounce", "m1", 90, Evidence.HardBounce, "ana@example.org"));

        var entries = At(play).Suppressions;

        Assert.Equal(
            [("all", "hard_bounce", "d1"), ("marketing", "unsubscribed", null)],
            entries.Select(e => (e.Address.Scope, e.Reason, e.DeliveryId)).Order());
    }

    [Theory]
    [InlineData(20, "sendgrid", 0)]
    [InlineData(5, "sendgrid", 1)] // Taken back before it was said: that was something else.
    [InlineData(20, "ses", 1)]
    public void Only_who_said_it_takes_it_back(int second, string by, int entries)
    {
        var play = Play(["d1"],
            Fact(new NotificationSent { DeliveryId = "d1", Channel = "email", NotificationType = "T", Recipient = "ana@example.org", OccurredAt = Noon }),
            new Said("sendgrid", 10, new Suppression("unsubscribed", "list:sendgrid:12")) { At = Noon },
            new Said(by, second, Suppression.Lift("list:sendgrid:12")) { At = Noon });

        Assert.Equal(entries, At(play).Suppressions.Count);
    }

    [Fact]
    public void Nothing_that_is_ambiguous_or_nobodys_suppresses()
    {
        var play = Play(["d1"],
            Sent("d1", "ses", "m1", "ana@example.org", 0),
            Mail("Complaint", "m1", 10, Evidence.Complaint, "ana@example.org") with { Ambiguous = true },
            Mail("Bounce", "m1", 90, Evidence.HardBounce, "bo@example.net"));

        Assert.Empty(At(play).Suppressions);
    }

    [Fact]
    public void Nothing_is_expected_while_a_fact_is_not_acknowledged()
    {
        var play = Play(["d1"], Sent("d1", "fcm", null, "token", 0));
        var ledger = new FactLedger(1);
        ledger.Sending(0, Noon);

        Assert.Null(Expectation.Of(play, ledger));

        ledger.Acknowledged(0, Noon.AddSeconds(1));
        Assert.NotNull(Expectation.Of(play, ledger));
    }

    internal static Expectation At(Play play) => Expectation.Of(play, _ => (Noon, Noon.AddSeconds(1)));

    internal static Play Play(string[] deliveries, params Fact[] facts)
    {
        for (var i = 0; i < facts.Length; i++)
            facts[i].Number = i;
        return new Play("by hand", deliveries, facts, Early: false);
    }

    internal static ProducerFact Sent(string delivery, string provider, string? id, string recipient, int second) =>
        Fact(new NotificationSent
        {
            DeliveryId = delivery,
            Channel = "some",
            NotificationType = "OrderShipped",
            TenantId = "acme",
            Recipient = recipient,
            Provider = provider,
            ProviderMessageId = id,
            OccurredAt = Noon.AddSeconds(second),
            DurationMs = 12,
            Notifiable = new Notifiable { Type = "User", Id = "u-1" },
            Metadata = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" },
        });

    internal static SesFact Mail(string word, string id, int second, Evidence means, params string[] named) => new()
    {
        At = Noon.AddSeconds(second),
        EventType = word,
        MessageId = id,
        MailAt = Noon,
        Destination = ["ana@example.org", "bo@example.net"],
        Named = named,
        Means = means,
    };

    internal static TwilioFact Receipt(string sid, string word, Evidence means) => new()
    {
        At = Noon,
        MessageSid = sid,
        Status = word,
        From = "+15005550006",
        To = "+31612345678",
        Means = means,
    };

    static ProducerFact Fact(object message) => new(message) { At = Noon };

    /// <summary>Something said of the delivery d1.</summary>
    sealed record Said(string Provider, int Second, Suppression Suppression) : Fact
    {
        public override string Kind => Provider;

        public override bool IsCallback => true;

        public override IEnumerable<DeliveryEvent> Evidence(DateTimeOffset receivedAt) =>
        [
            new DeliveryEvent
            {
                Id = IdOf(),
                Source = EventSource.Callback,
                Evidence = Tracking.Deliveries.Evidence.Unknown,
                DeliveryId = "d1",
                Provider = Provider,
                StatedAt = Noon.AddSeconds(Second),
                ReceivedAt = receivedAt,
                Suppression = Suppression,
            },
        ];
    }
}
