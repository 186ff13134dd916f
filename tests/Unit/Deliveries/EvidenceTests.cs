using Tracking.Deliveries;
using Xunit;
using static Tracking.Unit.Deliveries.Sample;

namespace Tracking.Unit.Deliveries;

public sealed class EvidenceTests
{
    /// <summary>The strength table of the lifecycle, row by row, and what says nothing about the status.</summary>
    public static readonly TheoryData<Evidence, int, DeliveryStatus, string?> Table = new()
    {
        { Evidence.Queued, 10, DeliveryStatus.Queued, null },
        { Evidence.FailedAtTransport, 20, DeliveryStatus.Failed, "transport" },
        { Evidence.Sent, 30, DeliveryStatus.Sent, null },
        { Evidence.Deferred, 35, DeliveryStatus.Sent, "deferred" },
        { Evidence.SoftBounce, 40, DeliveryStatus.Bounced, "soft_bounce" },
        { Evidence.FailedAtProvider, 50, DeliveryStatus.Failed, "provider" },
        { Evidence.Undelivered, 50, DeliveryStatus.Bounced, "undelivered" },
        { Evidence.Delivered, 60, DeliveryStatus.Delivered, null },
        { Evidence.Opened, 60, DeliveryStatus.Delivered, null },
        { Evidence.Clicked, 60, DeliveryStatus.Delivered, null },
        { Evidence.Read, 60, DeliveryStatus.Delivered, null },
        { Evidence.HardBounce, 70, DeliveryStatus.Bounced, "hard_bounce" },
        { Evidence.Complaint, 80, DeliveryStatus.Bounced, "complaint" },
        { Evidence.None, 0, DeliveryStatus.Queued, null },
        { Evidence.Unsubscribed, 0, DeliveryStatus.Queued, null },
        { Evidence.Assigned, 0, DeliveryStatus.Queued, null },
        { Evidence.Unknown, 0, DeliveryStatus.Queued, null },
    };

    [Theory, MemberData(nameof(Table))]
    public void Each_row_of_the_table_has_its_strength_status_and_reason(
        Evidence evidence, int strength, DeliveryStatus status, string? reason)
    {
        var delivery = Fold(Event(evidence));

        Assert.Equal(strength, evidence.Strength());
        Assert.Equal(status, delivery.Status);
        Assert.Equal(reason, delivery.Reason);
    }

    [Fact]
    public void The_table_has_a_row_for_every_evidence() =>
        Assert.Equal(
            Enum.GetValues<Evidence>().Order(),
            Table.Select(row => row.Data.Item1).Order());

    [Fact]
    public void Of_two_facts_the_stronger_decides_in_either_order()
    {
        var decisive = Enum.GetValues<Evidence>().Where(e => e.Strength() > 0).ToArray();

        Assert.All(
            from weak in decisive from strong in decisive where weak.Strength() < strong.Strength() select (weak, strong),
            pair =>
            {
                var (weak, strong) = (Event(pair.weak, id: 1, minute: 0), Event(pair.strong, id: 2, minute: 9));
                Assert.Equal(pair.strong, Fold(weak, strong).Decisive.Evidence);
                Assert.Equal(pair.strong, Fold(strong, weak).Decisive.Evidence);
            });
    }

    [Fact]
    public void Opens_and_clicks_alone_are_counted() =>
        Assert.Equal([Evidence.Opened, Evidence.Clicked], Enum.GetValues<Evidence>().Where(e => e.IsEngagement()));

    /// <summary>Words are stored and shown: a changed one would orphan what is in the tables.</summary>
    [Theory]
    [InlineData(Evidence.None, "none", 0)]
    [InlineData(Evidence.Queued, "queued", 1)]
    [InlineData(Evidence.FailedAtTransport, "failed_at_transport", 2)]
    [InlineData(Evidence.Sent, "sent", 3)]
    [InlineData(Evidence.Deferred, "deferred", 4)]
    [InlineData(Evidence.SoftBounce, "soft_bounce", 5)]
    [InlineData(Evidence.FailedAtProvider, "failed_at_provider", 6)]
    [InlineData(Evidence.Undelivered, "undelivered", 7)]
    [InlineData(Evidence.Delivered, "delivered", 8)]
    [InlineData(Evidence.HardBounce, "hard_bounce", 9)]
    [InlineData(Evidence.Complaint, "complaint", 10)]
    [InlineData(Evidence.Opened, "opened", 11)]
    [InlineData(Evidence.Clicked, "clicked", 12)]
    [InlineData(Evidence.Read, "read", 13)]
    [InlineData(Evidence.Unsubscribed, "unsubscribed", 14)]
    [InlineData(Evidence.Assigned, "assigned", 15)]
    [InlineData(Evidence.Unknown, "unknown", 16)]
    public void The_words_and_numbers_of_evidence_never_change(Evidence evidence, string word, int number)
    {
        Assert.Equal(word, evidence.Word());
        Assert.Equal(number, (int)evidence);
    }

    [Theory]
    [InlineData(DeliveryStatus.Queued, "queued")]
    [InlineData(DeliveryStatus.Sent, "sent")]
    [InlineData(DeliveryStatus.Delivered, "delivered")]
    [InlineData(DeliveryStatus.Failed, "failed")]
    [InlineData(DeliveryStatus.Bounced, "bounced")]
    public void The_five_statuses_are_written_and_read_by_the_same_word(DeliveryStatus status, string word)
    {
        Assert.Equal(word, status.Word());
        Assert.Equal(status, DeliveryStatusWords.Parse(word));
    }

    [Theory]
    [InlineData("Sent")]
    [InlineData("")]
    [InlineData("lost")]
    public void A_word_that_is_no_status_is_read_as_none(string word) => Assert.Null(DeliveryStatusWords.Parse(word));

    [Fact]
    public void Evidence_outside_the_enumeration_is_an_error_not_a_guess()
    {
        var outside = (Evidence)99;

        Assert.ThrowsAny<Exception>(() => outside.Strength());
        Assert.ThrowsAny<Exception>(() => outside.Status());
        Assert.ThrowsAny<Exception>(() => outside.DefaultReason());
        Assert.ThrowsAny<Exception>(() => outside.Word());
        Assert.ThrowsAny<Exception>(() => ((DeliveryStatus)99).Word());
    }
}
