using Tracking.Deliveries;
using Xunit;
using static Tracking.Unit.Deliveries.Sample;

namespace Tracking.Unit.Deliveries;

public sealed class DeliveryTests
{
    [Fact]
    public void A_late_sent_event_never_demotes_a_delivered_delivery() =>
        Assert.Equal(
            DeliveryStatus.Delivered,
            Fold(Event(Evidence.Delivered, id: 1), Event(Evidence.Sent, id: 2, minute: 5)).Status);

    [Fact]
    public void A_delivery_known_only_by_an_assignment_is_queued()
    {
        var delivery = Fold(Event(Evidence.Assigned));

        Assert.Equal(DeliveryStatus.Queued, delivery.Status);
        Assert.Null(delivery.QueuedAt);
    }

    [Fact]
    public void An_unknown_status_changes_nothing() =>
        Assert.Equal(
            Fold(Event(Evidence.Sent)),
            Fold(Event(Evidence.Sent), Event(Evidence.Unknown, id: 2) with { Reason = "teleported" }));

    [Fact]
    public void Of_two_equally_strong_facts_the_earlier_stands()
    {
        var early = Event(Evidence.Undelivered, id: 9, minute: 1) with { Reason = "expired" };
        var late = Event(Evidence.FailedAtProvider, id: 1, minute: 2) with { Reason = "blocked" };

        Assert.Equal("expired", Fold(late, early).Reason);
        Assert.Equal("expired", Fold(early, late).Reason);
    }

    [Fact]
    public void What_decides_happened_when_it_says_and_not_when_its_like_first_did()
    {
        var delivery = Fold(Event(Evidence.SoftBounce, id: 1, minute: 3), Event(Evidence.HardBounce, id: 2, minute: 5));

        Assert.Equal((Noon.AddMinutes(5), Noon.AddMinutes(3)), (delivery.DecidedAt, delivery.BouncedAt));
    }

    [Fact]
    public void A_fact_without_a_time_loses_to_an_equally_strong_one_that_states_one()
    {
        var timeless = Event(Evidence.Undelivered, id: 1) with { StatedAt = null, Reason = "blocked" };
        var timed = Event(Evidence.Undelivered, id: 2, minute: 50) with { Reason = "expired" };

        Assert.Equal("expired", Fold(timeless, timed).Reason);
        Assert.Equal("expired", Fold(timed, timeless).Reason);
    }

    [Fact]
    public void Of_two_equally_strong_facts_of_one_instant_the_smaller_event_id_stands()
    {
        var small = Event(Evidence.Undelivered, id: 1) with { Reason = "expired" };
        var great = Event(Evidence.FailedAtProvider, id: 2) with { Reason = "blocked" };

        Assert.Equal("expired", Fold(small, great).Reason);
        Assert.Equal("expired", Fold(great, small).Reason);
    }

    [Fact]
    public void Arrival_takes_no_part_in_the_decision()
    {
        var timeless = Event(Evidence.Undelivered) with { StatedAt = null };
        var first = timeless with { Id = Id(2), ReceivedAt = Noon, Reason = "blocked" };
        var second = timeless with { Id = Id(1), ReceivedAt = Noon.AddDays(1), Reason = "expired" };

        Assert.Equal("expired", Fold(first, second).Reason);
    }

    [Fact]
    public void One_event_read_in_two_ways_ends_alike_in_either_order()
    {
        var failed = Event(Evidence.FailedAtProvider) with { Reason = "same" };
        var undelivered = Event(Evidence.Undelivered) with { Reason = "same" };

        Assert.Equal(Fold(failed, undelivered), Fold(undelivered, failed));
        Assert.NotEqual(Fold(failed).Status, Fold(undelivered).Status);
    }

    [Fact]
    public void The_error_is_that_of_the_decisive_evidence_and_of_no_other()
    {
        var bounced = Event(Evidence.SoftBounce, id: 1) with { ErrorCode = "452", ErrorMessage = "mailbox full" };

        var stillBounced = Fold(Event(Evidence.Sent, id: 2) with { ErrorCode = "none" }, bounced);
        var delivered = Fold(bounced, Event(Evidence.Delivered, id: 3));

        Assert.Equal(("452", "mailbox full"), (stillBounced.Decisive.ErrorCode, stillBounced.Decisive.ErrorMessage));
        Assert.Equal((null, null), (delivered.Decisive.ErrorCode, delivered.Decisive.ErrorMessage));
        Assert.Null(delivered.Reason);
    }

    [Fact]
    public void A_source_that_gives_a_reason_is_believed_over_the_default() =>
        Assert.Equal("opted_out", Fold(Event(Evidence.Undelivered) with { Reason = "opted_out" }).Reason);

    /// <summary>Which times each kind of evidence fills: all others stay empty.</summary>
    [Theory]
    [InlineData(Evidence.Queued, "QueuedAt")]
    [InlineData(Evidence.Sent, "SentAt")]
    [InlineData(Evidence.Deferred, "SentAt")]
    [InlineData(Evidence.FailedAtTransport, "FailedAt")]
    [InlineData(Evidence.FailedAtProvider, "FailedAt")]
    [InlineData(Evidence.SoftBounce, "BouncedAt")]
    [InlineData(Evidence.HardBounce, "BouncedAt")]
    [InlineData(Evidence.Undelivered, "BouncedAt")]
    [InlineData(Evidence.Delivered, "DeliveredAt")]
    [InlineData(Evidence.Complaint, "DeliveredAt ComplainedAt")]
    [InlineData(Evidence.Opened, "DeliveredAt OpenedAt")]
    [InlineData(Evidence.Clicked, "DeliveredAt ClickedAt")]
    [InlineData(Evidence.Read, "DeliveredAt ReadAt")]
    [InlineData(Evidence.Unsubscribed, "UnsubscribedAt")]
    [InlineData(Evidence.Assigned, "")]
    [InlineData(Evidence.Unknown, "")]
    [InlineData(Evidence.None, "")]
    public void Each_evidence_fills_its_own_times_with_the_earliest_instant(Evidence evidence, string times)
    {
        var late = Event(evidence, id: 1, minute: 9);
        var early = Event(evidence, id: 2, minute: 3);

        Assert.All([Fold(late, early), Fold(early, late)], delivery =>
        {
            Assert.Equal(times, string.Join(' ', Times(delivery).Select(time => time.Name)));
            Assert.All(Times(delivery), time => Assert.Equal(Noon.AddMinutes(3), time.At));
        });
    }

    [Fact]
    public void Where_no_time_is_stated_the_earliest_arrival_stands_in_for_it()
    {
        var delivered = Event(Evidence.Delivered) with { StatedAt = null, ReceivedAt = Noon.AddMinutes(7) };
        var repeated = delivered with { ReceivedAt = Noon.AddMinutes(2) };

        Assert.Equal(Noon.AddMinutes(2), Fold(delivered, repeated).DeliveredAt);
        Assert.Equal(Noon.AddMinutes(2), Fold(repeated, delivered).DeliveredAt);
    }

    [Fact]
    public void Times_are_kept_in_UTC_and_whole_microseconds()
    {
        var precise = new DateTimeOffset(2026, 11, 21, 13, 0, 0, TimeSpan.FromHours(1)).AddTicks(19);
        var e = Event(Evidence.Delivered) with { StatedAt = precise, ReceivedAt = precise };

        var delivery = Fold(e);

        Assert.Equal(Noon.AddTicks(10), delivery.DeliveredAt);
        Assert.Equal(TimeSpan.Zero, delivery.DeliveredAt!.Value.Offset);
        Assert.Equal(Noon.AddTicks(10), e.ReceivedAt);
        Assert.Equal(Noon.AddTicks(10), delivery.Decisive.StatedAt);
    }

    [Fact]
    public void Opens_machine_opens_and_clicks_count_distinct_events()
    {
        var open = Event(Evidence.Opened, id: 1);
        var click = Event(Evidence.Clicked, id: 2);
        var byMachine = Event(Evidence.Opened, id: 3) with { ByMachine = true };

        var delivery = Fold(open, click, byMachine, open, click, byMachine, Event(Evidence.Opened, id: 4));

        Assert.Equal((2, 1, 1), (delivery.Opens.Value, delivery.MachineOpens.Value, delivery.Clicks.Value));
    }

    [Fact]
    public void A_machines_open_proves_delivery_and_is_no_persons_open()
    {
        var delivery = Fold(Event(Evidence.Opened, minute: 4) with { ByMachine = true });

        Assert.Equal(DeliveryStatus.Delivered, delivery.Status);
        Assert.Equal(Noon.AddMinutes(4), delivery.DeliveredAt);
        Assert.Null(delivery.OpenedAt);
        Assert.Equal((0, 1), (delivery.Opens.Value, delivery.MachineOpens.Value));
    }

    [Theory]
    [InlineData(Evidence.Opened)]
    [InlineData(Evidence.Clicked)]
    [InlineData(Evidence.Complaint)]
    [InlineData(Evidence.Delivered)]
    public void An_ambiguous_event_counts_for_none(Evidence evidence)
    {
        var sent = Fold(Event(Evidence.Sent));

        Assert.Equal(sent, sent.With(Event(evidence, id: 2) with { Ambiguous = true }));
        Assert.Equal(sent, sent.With(Event(evidence, id: 2) with { Ambiguous = true, ByMachine = true }));
    }

    [Fact]
    public void What_is_ambiguous_or_no_evidence_of_a_status_observes_nothing()
    {
        Assert.Equal(Observation.Bottom, (Event(Evidence.Complaint) with { Ambiguous = true }).Observation);
        Assert.Equal(Observation.Bottom, Event(Evidence.Unknown).Observation);
        Assert.NotEqual(Observation.Bottom, Event(Evidence.Queued).Observation);
    }

    [Fact]
    public void A_mail_that_was_delivered_and_complained_about_keeps_its_delivery()
    {
        var delivery = Fold(Event(Evidence.Complaint, id: 2, minute: 8), Event(Evidence.Delivered, id: 1, minute: 1));

        Assert.Equal((DeliveryStatus.Bounced, "complaint"), (delivery.Status, delivery.Reason));
        Assert.Equal((Noon.AddMinutes(1), Noon.AddMinutes(8)), (delivery.DeliveredAt, delivery.ComplainedAt));
    }

    [Fact]
    public void A_count_goes_on_from_the_stored_number_once_the_counted_events_are_added_again()
    {
        var events = Enumerable.Range(1, 3).Select(id => Event(Evidence.Opened, id)).ToArray();
        var stored = Fold(events) with { Opens = new DistinctCount(3) };

        var goneOn = events.Append(Event(Evidence.Opened, id: 4)).Aggregate(stored, (delivery, e) => delivery.With(e));

        Assert.Equal(4, goneOn.Opens.Value);
        Assert.Equal(Fold(events), stored);
    }

    [Fact]
    public void Counts_are_equal_where_their_numbers_are()
    {
        Assert.True(new DistinctCount(1) == new DistinctCount(0).With(Sample.Id(1)));
        Assert.True(new DistinctCount(1) != new DistinctCount(2));
        Assert.False(new DistinctCount(1) != new DistinctCount(1));
    }

    [Fact]
    public void A_count_never_falls_where_retention_deleted_counted_events() =>
        Assert.Equal(7, (Fold() with { Clicks = new DistinctCount(7) }).With(Event(Evidence.Clicked)).Clicks.Value);

    /// <summary>Null: it decides nothing.</summary>
    [Theory]
    [InlineData(Evidence.Queued, 3)]
    [InlineData(Evidence.Sent, 3)]
    [InlineData(Evidence.Deferred, 3)]
    [InlineData(Evidence.FailedAtTransport, 3)]
    [InlineData(Evidence.FailedAtProvider, 3)]
    [InlineData(Evidence.SoftBounce, 3)]
    [InlineData(Evidence.HardBounce, 3)]
    [InlineData(Evidence.Undelivered, 3)]
    [InlineData(Evidence.Delivered, 3)]
    [InlineData(Evidence.Complaint, 3)]
    [InlineData(Evidence.Opened, 3)]
    [InlineData(Evidence.Clicked, 3)]
    [InlineData(Evidence.Read, 3)]
    [InlineData(Evidence.Unsubscribed, null)]
    [InlineData(Evidence.Assigned, null)]
    [InlineData(Evidence.Unknown, null)]
    [InlineData(Evidence.None, null)]
    public void It_is_decided_when_its_evidence_says_or_by_the_first_arrival_of_its_kind(Evidence evidence, int? minute)
    {
        var stated = Event(evidence, minute: 3);
        var unstated = Event(evidence) with { StatedAt = null, ReceivedAt = Noon.AddMinutes(3) };

        Assert.Equal(minute is { } m ? Noon.AddMinutes(m) : null, Fold(stated).DecidedAt);
        Assert.Equal(minute is { } n ? Noon.AddMinutes(n) : null, Fold(unstated).DecidedAt);
    }

    static IEnumerable<(string Name, DateTimeOffset At)> Times(Delivery delivery) =>
        from property in typeof(Delivery).GetProperties()
        where property.PropertyType == typeof(DateTimeOffset?) && property.CanWrite
        let at = (DateTimeOffset?)property.GetValue(delivery)
        where at is not null
        select (property.Name, at.Value);
}
