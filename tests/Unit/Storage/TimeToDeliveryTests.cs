using FsCheck;
using FsCheck.Fluent;
using Tracking.Storage;
using Xunit;

namespace Tracking.Unit.Storage;

public sealed class TimeToDeliveryTests
{
    [Fact]
    public void Whatever_lies_in_a_bucket_is_told_within_a_twentieth_or_a_millisecond() => Prop
        .ForAll(
            (from exponent in Gen.Choose(0, 340) from part in Gen.Choose(0, 999) select Math.Pow(10, exponent / 40.0 + part / 40_000.0)).ToArbitrary(),
            ms =>
            {
                var time = TimeSpan.FromMilliseconds(ms);

                var told = TimeToDelivery.SecondsOf(TimeToDelivery.BucketOf(time));

                Assert.InRange(told, time.TotalSeconds * 0.95 - 0.001, time.TotalSeconds * 1.05 + 0.001);
            })
        .QuickCheckThrowOnFailure();

    [Fact]
    public void A_border_belongs_to_the_bucket_that_it_begins()
    {
        foreach (var (i, border) in TimeToDelivery.BordersMs.Index())
        {
            Assert.Equal(i + 1, TimeToDelivery.BucketOf(TimeSpan.FromMilliseconds(border)));
            Assert.Equal(i, TimeToDelivery.BucketOf(TimeSpan.FromMilliseconds(border) - TimeSpan.FromTicks(10)));
        }
    }

    [Theory]
    [InlineData(-5_000)]
    [InlineData(0)]
    public void What_took_no_time_or_less_by_clocks_that_differ_took_none(int ms) =>
        Assert.Equal(0, TimeToDelivery.SecondsOf(TimeToDelivery.BucketOf(TimeSpan.FromMilliseconds(ms))));

    [Fact]
    public void What_took_years_is_counted_with_the_longest() =>
        Assert.Equal(TimeToDelivery.BordersMs.Length, TimeToDelivery.BucketOf(TimeSpan.FromDays(4_000)));
}
