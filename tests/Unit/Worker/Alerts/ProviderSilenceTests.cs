using Tracking.Storage;
using Tracking.Worker.Alerts;
using Xunit;

namespace Tracking.Unit.Worker.Alerts;

public sealed class ProviderSilenceTests
{
    /// <summary>A Tuesday.</summary>
    static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);
    static readonly CallbackSource Ses = new("ses", "eu");

    [Fact]
    public void A_provider_that_calls_all_the_time_and_stops_is_silent_after_a_quarter_of_an_hour()
    {
        var history = Traffic(days: 10, _ => 10);

        Assert.False(Observe(history, Noon.AddMinutes(14)).Holds);
        var observed = Observe(history, Noon.AddMinutes(15));
        Assert.True(observed.Holds);
        Assert.Equal(
            (new AlertSubject("provider_silence", "ses", "eu"), "warning", 20, TimeSpan.FromMinutes(15)),
            (observed.Subject, observed.Severity, observed.Threshold, observed.Window));
        Assert.Equal(30, observed.Value);
    }

    [Fact]
    public void A_provider_that_calls_seldom_is_silent_only_when_twenty_calls_are_missing()
    {
        // Two an hour.
        var history = Traffic(days: 10, at => at.Minute is 0 or 30 ? 1 : 0);

        Assert.False(Observe(history, Noon.AddHours(9)).Holds);
        Assert.True(Observe(history, Noon.AddHours(11)).Holds);
    }

    [Fact]
    public void A_provider_that_is_quiet_every_night_is_not_silent_at_night()
    {
        var history = Traffic(days: 10, at => at.Hour is >= 8 and < 18 ? 50 : 0, until: Noon.AddHours(6));
        var evening = history[^1].LatestAt;

        for (var hour = 1; hour <= 13; hour++)
            Assert.False(Observe(history, evening.AddHours(hour)).Holds, $"{hour} hours after the last");
        Assert.True(Observe(history, evening.AddHours(15)).Holds);
    }

    [Fact]
    public void A_provider_that_rests_at_weekends_is_not_silent_on_Saturday_but_on_Monday()
    {
        var friday = Noon.AddDays(3).AddHours(6);
        var monday = friday.AddDays(2).AddHours(14);
        var history = Traffic(
            days: 20, at => at.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && at.Hour is >= 8 and < 18 ? 50 : 0,
            until: friday);

        for (var at = friday.AddHours(1); at < monday; at = at.AddHours(1))
            Assert.False(Observe(history, at).Holds, $"{at}");
        Assert.True(Observe(history, monday.AddMinutes(15)).Holds);
    }

    [Fact]
    public void A_campaign_that_is_over_is_no_silence()
    {
        // A trickle for a week, then two thousand within the hour, and what trickles from them.
        var history = Traffic(days: 8, at => at > Noon.AddHours(-1) ? 200 : at.Minute == 0 && at.Hour % 6 == 0 ? 1 : 0);

        Assert.False(Observe(history, Noon.AddHours(5)).Holds);
    }

    [Fact]
    public void Three_callbacks_are_no_custom_that_could_be_broken()
    {
        CallbackCount[] history = [Count(3, Noon)];

        Assert.False(Observe(history, Noon.AddMinutes(15)).Holds);
        Assert.False(Observe(history, Noon.AddDays(3)).Holds);
    }

    [Fact]
    public void A_provider_that_is_new_is_judged_by_its_first_hours()
    {
        var history = Traffic(days: 0.25, _ => 10);

        Assert.True(Observe(history, Noon.AddMinutes(20)).Holds);
    }

    [Fact]
    public void A_long_silence_stays_one_for_as_long_as_anything_is_remembered()
    {
        var history = Traffic(days: 10, _ => 10);

        Assert.True(Observe(history, Noon.AddDays(6)).Holds);
        Assert.False(Observe([], Noon.AddDays(20)).Holds);
    }

    static AlertObservation Observe(CallbackCount[] history, DateTimeOffset now)
    {
        var latest = history.Length == 0 ? Noon : history[^1].LatestAt;
        return ProviderSilence.Observe(
            Ses, latest, [.. history.Where(c => c.Bucket >= latest - ProviderSilence.History)], new(), now);
    }

    /// <summary>So many in each five minutes, up to and with noon.</summary>
    static CallbackCount[] Traffic(double days, Func<DateTimeOffset, long> count, DateTimeOffset? until = null)
    {
        var end = until ?? Noon;
        var buckets = (int)(TimeSpan.FromDays(days) / CallbackCount.BucketLength);
        return
        [
            .. Enumerable.Range(0, buckets + 1)
                .Select(i => end - (buckets - i) * CallbackCount.BucketLength)
                .Select(at => Count(count(at), at))
                .Where(c => c.Count > 0),
        ];
    }

    static CallbackCount Count(long count, DateTimeOffset at) => CallbackCount.Of(Ses, CallbackCount.Accepted, count, at);
}
