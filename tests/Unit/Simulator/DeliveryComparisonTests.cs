using Tracking.Deliveries;
using Tracking.Simulator.Comparison;
using Xunit;

namespace Tracking.Unit.Simulator;

public sealed class DeliveryComparisonTests
{
    static readonly DateTimeOffset Noon = ExpectationTests.Noon;

    // A delivery, an open, a click, and a receipt whose time is known only to lie between noon and a second past it.
    static readonly ExpectedDelivery Expected = ExpectationTests.At(ExpectationTests.Play(["d1"],
        ExpectationTests.Sent("d1", "twilio", "SM1", "whatsapp:+31612345678", 0),
        ExpectationTests.Receipt("SM1", "undelivered", Evidence.Undelivered) with { Reason = "undelivered", ErrorCode = "30003" },
        ExpectationTests.Receipt("SM1", "sent", Evidence.Sent),
        ExpectationTests.Receipt("SM1", "sending", Evidence.Sent))).Deliveries.Single();

    static readonly TrackedDelivery Equal = Tracked.As(Expected);

    static readonly (string Field, TrackedDelivery Actual)[] Planted =
    [
        ("status", Equal with { Status = "sent" }),
        ("reason", Equal with { Reason = null }),
        ("error.code", Equal with { Error = new TrackedError("30005", null) }),
        ("error.code", Equal with { Error = null }),
        ("providerMessageId", Equal with { ProviderMessageId = null }),
        ("providerMessageIds", Equal with { ProviderMessageIds = ["SM1", "SM2"] }),
        ("providerMessageIds", Equal with { ProviderMessageIds = null }),
        ("openCount", Equal with { OpenCount = 1 }),
        ("machineOpenCount", Equal with { MachineOpenCount = 1 }),
        ("clickCount", Equal with { ClickCount = 1 }),
        ("notificationId", Equal with { NotificationId = "n" }),
        ("tenantId", Equal with { TenantId = null }),
        ("channel", Equal with { Channel = "sms" }),
        ("notificationType", Equal with { NotificationType = "?" }),
        ("category", Equal with { Category = "billing" }),
        ("templateId", Equal with { TemplateId = "t" }),
        ("notifiable.type", Equal with { Notifiable = new TrackedNotifiable("Users", "u-1") }),
        ("notifiable.id", Equal with { Notifiable = new TrackedNotifiable("User", "u-2") }),
        ("recipient", Equal with { Recipient = "31612345679" }),
        ("provider", Equal with { Provider = null }),
        ("durationMs", Equal with { DurationMs = 13 }),
        ("metadata", Equal with { Metadata = new Dictionary<string, string> { ["a"] = "1" } }),
        ("queuedAt", Equal with { QueuedAt = Noon }),
        ("sentAt", Equal with { SentAt = null }),
        ("sentAt", Equal with { SentAt = Noon.AddTicks(TimeSpan.TicksPerMicrosecond) }),
        ("deliveredAt", Equal with { DeliveredAt = Noon }),
        ("failedAt", Equal with { FailedAt = Noon }),
        ("bouncedAt", Equal with { BouncedAt = Noon - DeliveryComparison.Tolerance * 2 }),
        ("bouncedAt", Equal with { BouncedAt = Noon.AddSeconds(1) + DeliveryComparison.Tolerance * 2 }),
        ("complainedAt", Equal with { ComplainedAt = Noon }),
        ("openedAt", Equal with { OpenedAt = Noon }),
        ("clickedAt", Equal with { ClickedAt = Noon }),
        ("readAt", Equal with { ReadAt = Noon }),
        ("unsubscribedAt", Equal with { UnsubscribedAt = Noon }),
        ("events", Equal with { Events = [.. Equal.Events!.Skip(1)] }),
        ("events", Equal with { Events = [.. Equal.Events!, Equal.Events![1]] }),
    ];

    [Fact]
    public void What_is_as_expected_has_no_difference() =>
        Assert.Empty(DeliveryComparison.Compare(Expected, "by hand", Equal with { Recipient = "31612345678" }));

    [Fact]
    public void A_list_without_timelines_is_compared_by_its_members_alone() =>
        Assert.Empty(DeliveryComparison.Compare(Expected, "by hand", Equal with { Events = null }));

    [Fact]
    public void Every_planted_difference_is_found_and_no_other()
    {
        foreach (var (field, actual) in Planted)
        {
            var differences = DeliveryComparison.Compare(Expected, "by hand", actual).ToArray();

            Assert.Equal([("d1", field)], differences.Select(d => (d.Subject, d.Field)));
            Assert.NotEqual(differences[0].Expected, differences[0].Actual);
        }
    }

    [Fact]
    public void An_event_in_other_words_is_one_missing_and_one_too_many()
    {
        var actual = Equal with { Events = [.. Equal.Events!.Skip(1), Equal.Events![0] with { Ambiguous = true }] };

        var differences = DeliveryComparison.Compare(Expected, "by hand", actual).ToArray();

        Assert.Equal(["events", "events"], differences.Select(d => d.Field));
    }

    [Fact]
    public void A_delivery_that_is_not_there_is_one_difference() =>
        Assert.Equal("delivery", Assert.Single(DeliveryComparison.Compare(Expected, "by hand", null)).Field);

    [Fact]
    public void Events_that_say_the_same_are_paired_so_that_none_is_left_when_none_need_be()
    {
        var events = Expected.Events.Where(e => e.Event.Evidence == Evidence.Sent && e.Event.StatedAt is null).ToArray();
        var expected = Expected with
        {
            Events =
            [
                events[0] with { Event = events[0].Event with { ReceivedAt = Noon.AddSeconds(50) }, LatestArrival = Noon.AddSeconds(70) },
                events[1] with { Event = events[1].Event with { ReceivedAt = Noon.AddSeconds(30) }, LatestArrival = Noon.AddSeconds(65) },
            ],
        };
        var told = Equal.Events!.First(e => e is { Evidence: "sent", Source: "callback" });

        // The narrower interval would fit the first, too, and would leave the second to one that it does not fit.
        var actual = Equal with
        {
            Events = [told with { OccurredAt = Noon.AddSeconds(60) }, told with { OccurredAt = Noon.AddSeconds(68) }],
        };

        Assert.Empty(DeliveryComparison.Compare(expected, "by hand", actual));
    }
}
