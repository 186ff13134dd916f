using Tracking.Storage;
using Tracking.Worker.Alerts;
using Xunit;

namespace Tracking.Unit.Worker.Alerts;

public sealed class SignatureFailuresTests
{
    static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    static readonly CallbackSource Twilio = new("twilio", null);
    static readonly AlertSubject Subject = new("signature_failures", "twilio");

    [Fact]
    public void Three_messages_raise_no_alarm() =>
        Assert.False(Observe([Refused(3, minutesAgo: 1)]).Holds);

    [Fact]
    public void Of_busy_traffic_a_fifth_that_is_refused_raises_it_and_less_does_not()
    {
        var above = Observe([Accepted(79, minutesAgo: 3), Refused(21, minutesAgo: 3)]);
        var below = Observe([Accepted(80, minutesAgo: 3), Refused(20, minutesAgo: 3)]);

        Assert.Equal((true, "critical", 0.21, 0.2, TimeSpan.FromMinutes(10)), (above.Holds, above.Severity, above.Value, above.Threshold, above.Window));
        Assert.False(below.Holds);
    }

    [Fact]
    public void A_secret_that_is_rotated_shows_within_minutes()
    {
        // A hundred a minute, all good until the hour.
        var traffic = Enumerable.Range(1, 60).Select(minute => Accepted(100, minute))
            .Concat(Enumerable.Range(0, 10).Select(minute => Refused(100, -minute))).ToArray();

        var held = Enumerable.Range(0, 10).Where(minute => SignatureFailures.Observe(
            traffic.Where(c => c.LatestAt <= Now.AddMinutes(minute)), new HashSet<AlertSubject>(), new(), Now.AddMinutes(minute))
            .Any(observed => observed.Holds)).ToArray();

        Assert.NotEmpty(held);
        Assert.InRange(held[0], 1, 4);
        Assert.Equal(Enumerable.Range(held[0], 10 - held[0]), held);
    }

    [Fact]
    public void Where_little_comes_the_sample_reaches_back_until_it_means_something()
    {
        // One in a quarter of an hour, all refused: twenty of them are five hours.
        var some = Enumerable.Range(0, 19).Select(i => Refused(1, minutesAgo: 15 * i + 1)).ToArray();

        Assert.False(Observe(some).Holds);
        var observed = Observe([.. some, Refused(1, minutesAgo: 15 * 19 + 1)]);
        Assert.True(observed.Holds);
        Assert.InRange(observed.Window, TimeSpan.FromMinutes(286), TimeSpan.FromMinutes(291));
    }

    [Fact]
    public void A_sample_reaches_back_no_further_than_a_day_nor_than_it_needs()
    {
        Assert.False(Observe([Refused(10, minutesAgo: 1), Refused(100, minutesAgo: 24 * 60 + 10)]).Holds);
        Assert.False(Observe([Accepted(20, minutesAgo: 1), Refused(1, minutesAgo: 2), Refused(100, minutesAgo: 30)]).Holds);
    }

    [Fact]
    public void What_is_open_is_cleared_below_half_of_the_threshold()
    {
        var open = new HashSet<AlertSubject> { Subject };

        Assert.True(Observe([Accepted(85, 3), Refused(15, 3)], open).Holds);
        Assert.False(Observe([Accepted(91, 3), Refused(9, 3)], open).Holds);
        Assert.False(Observe([Accepted(85, 3), Refused(15, 3)]).Holds);
    }

    [Fact]
    public void An_alert_stands_while_nothing_comes_after_the_refusals()
    {
        // Who is refused often enough stops calling. That is no repair.
        var open = new HashSet<AlertSubject> { Subject };

        Assert.True(Observe([Refused(100, minutesAgo: 120)], open).Holds);
        Assert.False(Observe([Refused(100, minutesAgo: 120), Accepted(100, minutesAgo: 1)], open).Holds);
    }

    [Fact]
    public void Accounts_are_judged_apart_and_those_without_refusals_not_at_all()
    {
        var observed = SignatureFailures.Observe(
            [
                Accepted(1_000, 1), Refused(30, 1) with { Source = new("twilio", "eu") }, Accepted(5, 1) with { Source = new("ses", null) },
            ],
            new HashSet<AlertSubject>(), new(), Now);

        Assert.Equal(new AlertSubject("signature_failures", "twilio", "eu"), Assert.Single(observed).Subject);
    }

    static AlertObservation Observe(CallbackCount[] counts, HashSet<AlertSubject>? open = null) =>
        Assert.Single(SignatureFailures.Observe(counts, open ?? [], new(), Now));

    static CallbackCount Accepted(long count, int minutesAgo) =>
        CallbackCount.Of(Twilio, CallbackCount.Accepted, count, Now.AddMinutes(-minutesAgo));

    static CallbackCount Refused(long count, int minutesAgo) => CallbackCount.Of(Twilio, "mismatch", count, Now.AddMinutes(-minutesAgo));
}
