using FsCheck;
using FsCheck.Fluent;
using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;

namespace Tracking.Unit.Storage;

public sealed class ContributionTests
{
    [Fact]
    public void The_changes_of_any_history_add_up_to_what_its_deliveries_contribute_in_the_end() => Prop.ForAll(Histories.Any, history =>
    {
        var rows = new Dictionary<string, TrackedDelivery>();
        var counts = new Dictionary<(CountKey, Measure), int>();
        var now = Facts.Start;
        foreach (var e in history.Arrival.SelectMany(batch => batch).Where(e => e.DeliveryId is not null))
        {
            var before = rows.GetValueOrDefault(e.DeliveryId!);
            var delivery = (before?.Delivery ?? new Delivery { DeliveryId = e.DeliveryId! }).With(e);
            var after = rows[e.DeliveryId!] = TrackedDelivery.Advance(before, delivery, now += TimeSpan.FromMinutes(37));
            foreach (var (key, measure, by) in Contribution.Change(before, after))
                counts[(key, measure)] = counts.GetValueOrDefault((key, measure)) + by;
        }

        var scanned = rows.Values.SelectMany(row => Contribution.Of(row.Delivery).Measures.Select(measure => (CountKey.Of(row), measure)));
        Assert.Equivalent(
            scanned.CountBy(counted => counted).ToDictionary(), counts.Where(c => c.Value != 0).ToDictionary(), strict: true);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_change_that_counts_for_nothing_changes_no_count()
    {
        var delivery = new Delivery { DeliveryId = "d1" }.With(Facts.Sent("d1", "m1"));
        var before = TrackedDelivery.Advance(null, delivery, Facts.Start);
        var after = TrackedDelivery.Advance(before, delivery with { Opens = new DistinctCount(3) }, Facts.At(1));

        Assert.Empty(Contribution.Change(before, after));
    }

    [Theory]
    [InlineData(Evidence.HardBounce, null, true)]
    [InlineData(Evidence.SoftBounce, null, false)]
    [InlineData(Evidence.Undelivered, null, false)]
    [InlineData(Evidence.Undelivered, "invalid_recipient", true)]
    public void What_bounced_for_good_is_told_by_what_decides(Evidence evidence, string? reason, bool hard)
    {
        var delivery = new Delivery { DeliveryId = "d1" }.With(Facts.Sent("d1", "m1"))
            .With(Facts.Callback(evidence, "m1") with { Reason = reason });

        Assert.Equal(hard, Contribution.Of(delivery).Measures.Contains(Measure.BouncedHard));
        Assert.Contains(Measure.Bounced, Contribution.Of(delivery).Measures);
    }
}
