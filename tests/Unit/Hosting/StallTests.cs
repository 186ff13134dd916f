using Tracking.Hosting;
using Xunit;

namespace Tracking.Unit.Hosting;

public sealed class StallTests
{
    readonly StandingClock _clock = new();

    [Fact]
    public void What_moves_is_never_stalled()
    {
        var stall = new Stall(_clock);

        for (var mark = 0; mark < 10; mark++)
        {
            Assert.False(stall.IsTooLong(mark));
            _clock.Advance(Stall.Limit);
        }
    }

    [Fact]
    public void What_stands_still_for_the_limit_is_stalled_until_it_moves()
    {
        var stall = new Stall(_clock);
        Assert.False(stall.IsTooLong(1));

        _clock.Advance(Stall.Limit - TimeSpan.FromSeconds(1));
        Assert.False(stall.IsTooLong(1));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.True(stall.IsTooLong(1));
        Assert.False(stall.IsTooLong(2));
    }

    [Fact]
    public void Where_nothing_is_to_be_done_nothing_is_stalled_and_the_time_begins_anew()
    {
        var stall = new Stall(_clock);
        stall.IsTooLong(1);
        _clock.Advance(Stall.Limit);

        Assert.False(stall.IsTooLong(null));
        _clock.Advance(Stall.Limit);
        Assert.False(stall.IsTooLong(null));

        Assert.False(stall.IsTooLong(1));
    }
}
