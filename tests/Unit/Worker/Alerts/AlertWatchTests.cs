using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Tracking.Storage;
using Tracking.Storage.InMemory;
using Tracking.Unit.Worker.Reconciliation;
using Tracking.Worker;
using Tracking.Worker.Alerts;
using Tracking.Worker.Announcements;
using Xunit;

namespace Tracking.Unit.Worker.Alerts;

/// <summary>The watch over stores in memory, with a clock that is moved: a minute a step, as fast as it computes.</summary>
public sealed class AlertWatchTests
{
    static readonly CallbackSource Twilio = new("twilio", null);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rotated_secret_raises_an_alert_within_minutes_which_is_cleared_when_it_is_put_right()
    {
        var day = new Day();
        await day.PassAsync(minutes: 30, accepted: 100);

        await day.PassAsync(minutes: 5, refused: 100);
        var open = Assert.Single(await day.OpenAsync());
        await day.PassAsync(minutes: 15, accepted: 100);

        Assert.Equal(("signature_failures", "critical", "twilio"), (open.Kind, open.Severity, open.Provider));
        Assert.InRange(open.RaisedAt, day.Start.AddMinutes(30), day.Start.AddMinutes(35));
        Assert.Empty(await day.OpenAsync());
        Assert.Equal([false, true], (await day.AnnouncedAsync()).Select(notice => notice.Alert.ClearedAt is not null));
    }

    [Fact]
    public async Task A_provider_that_goes_quiet_raises_an_alert_which_its_next_callback_clears()
    {
        var day = new Day();
        await day.PassAsync(minutes: 120, accepted: 5);

        await day.PassAsync(minutes: 14);
        var early = await day.OpenAsync();
        await day.PassAsync(minutes: 3);
        var open = await day.OpenAsync();
        await day.PassAsync(minutes: 1, accepted: 1);

        Assert.Empty(early);
        Assert.Equal(("provider_silence", "warning"), (Assert.Single(open).Kind, open[0].Severity));
        Assert.Empty(await day.OpenAsync());
        Assert.Equal(2, (await day.AnnouncedAsync()).Count);
    }

    [Fact]
    public async Task A_worker_that_was_away_takes_its_own_absence_for_nobodys_silence()
    {
        var day = new Day();
        await day.PassAsync(minutes: 120, accepted: 5);
        day.Clock.Now += TimeSpan.FromHours(2);
        var restarted = day.NewWatch();

        await restarted.LookAsync(Cancelled);
        day.Clock.Now += TimeSpan.FromMinutes(14);
        await restarted.LookAsync(Cancelled);
        var early = await day.OpenAsync();
        day.Clock.Now += TimeSpan.FromMinutes(1);
        await restarted.LookAsync(Cancelled);

        Assert.Empty(early);
        Assert.Single(await day.OpenAsync());
    }

    [Fact]
    public async Task A_worker_that_has_just_come_leaves_standing_what_others_raised()
    {
        var day = new Day();
        await day.PassAsync(minutes: 120, accepted: 5);
        await day.PassAsync(minutes: 20);

        await day.NewWatch().LookAsync(Cancelled);

        Assert.Single(await day.OpenAsync());
    }

    [Fact]
    public async Task Several_workers_that_see_the_same_raise_it_once()
    {
        var day = new Day();
        await day.PassAsync(minutes: 2, refused: 50);

        await day.NewWatch().LookAsync(Cancelled);
        await day.NewWatch().LookAsync(Cancelled);

        Assert.Single(await day.AnnouncedAsync());
    }

    [Fact]
    public async Task What_is_counted_waits_for_the_next_write_and_is_written_once()
    {
        var day = new Day();
        day.Activity.Count("twilio", null, day.Clock.Now);
        day.Activity.Count("twilio", null, day.Clock.Now.AddDays(2)); // By a clock that is wrong.
        day.Activity.Count("twilio", null, day.Clock.Now.AddDays(-16)); // Replayed from long ago.

        var before = await day.Store.SinceAsync(DateTimeOffset.MinValue, Cancelled);
        await day.FlushAsync();
        await day.FlushAsync();

        Assert.Empty(before);
        var written = Assert.Single(await day.Store.SinceAsync(DateTimeOffset.MinValue, Cancelled));
        Assert.Equal((2, day.Clock.Now), (written.Count, written.LatestAt));
    }

    [Fact]
    public async Task What_is_older_than_fifteen_days_is_forgotten()
    {
        var day = new Day();
        await day.PassAsync(minutes: 6, accepted: 1);
        day.Clock.Now += TimeSpan.FromDays(15) - TimeSpan.FromMinutes(3);

        await day.NewWatch().LookAsync(Cancelled);

        Assert.Single(await day.Store.SinceAsync(DateTimeOffset.MinValue, Cancelled));
    }

    [Fact]
    public async Task Dead_letters_that_wait_raise_an_alert_which_is_cleared_when_none_does()
    {
        var day = new Day();
        await day.PassAsync(minutes: 1);
        var before = await day.OpenAsync();
        await day.Letters.KeepAsync([Storage.Letters.Letter("l1"), Storage.Letters.Letter("l2")], Cancelled);
        await day.PassAsync(minutes: 2);
        var open = await day.OpenAsync();
        foreach (var id in (string[])["l1", "l2"])
            await day.Letters.SettleAsync(id, new LetterSettlement(LetterState.Discarded, "ana", day.Clock.Now), (_, _) => Task.CompletedTask, Cancelled);
        await day.PassAsync(minutes: 1);

        Assert.Empty(before);
        Assert.Equal(("dead_letters", "warning", 2), (Assert.Single(open).Kind, open[0].Severity, open[0].Value));
        Assert.Empty(await day.OpenAsync());
        Assert.Equal(2, (await day.AnnouncedAsync()).Count);
    }

    sealed class Day
    {
        readonly InMemoryTables _tables = new();
        readonly StoragePatience _patience;
        readonly AlertWatch _watch;

        public Day()
        {
            Start = Clock.Now;
            Store = new InMemoryCallbackActivityStore(_tables);
            Letters = new InMemoryDeadLetterStore(_tables);
            _patience = new StoragePatience(new InMemorySchema(), Clock, NullLogger<StoragePatience>.Instance);
            Activity = new CallbackActivity(Store, _patience, Clock);
            _watch = NewWatch();
        }

        public MovedClock Clock { get; } = new();

        public DateTimeOffset Start { get; }

        public InMemoryCallbackActivityStore Store { get; }

        public CallbackActivity Activity { get; }

        public InMemoryDeadLetterStore Letters { get; }

        /// <summary>Of a worker of its own.</summary>
        public AlertWatch NewWatch() => new(
            Store, new RateWatch(new InMemoryAnalyticsQuery(_tables), Options.Create(new AlertOptions()), Options.Create(new ConfirmationWindows())),
            new DeadLettersWaiting(new InMemoryDeadLetterQuery(_tables)), new InMemoryAlertStore(_tables), new InMemoryAlertQuery(_tables), new OutboxSignal(Clock), _patience,
            Options.Create(new AlertOptions()), Clock, NullLogger<AlertWatch>.Instance);

        public async Task PassAsync(int minutes, int accepted = 0, int refused = 0)
        {
            for (var minute = 0; minute < minutes; minute++)
            {
                Clock.Now += TimeSpan.FromMinutes(1);
                for (var i = 0; i < accepted; i++)
                    Activity.Count("twilio", null, Clock.Now);
                await FlushAsync();
                if (refused > 0)
                    await Store.AddAsync([CallbackCount.Of(Twilio, "mismatch", refused, Clock.Now)], Cancelled);
                await _watch.LookAsync(Cancelled);
            }
        }

        public async Task FlushAsync()
        {
            await _patience.PrepareAsync(Cancelled);
            await Activity.FlushAsync(Cancelled);
        }

        public Task<IReadOnlyList<AlertView>> OpenAsync() => new InMemoryAlertQuery(_tables).OpenAsync(Cancelled);

        public async Task<IReadOnlyList<AlertNotice>> AnnouncedAsync()
        {
            var announced = new List<AlertNotice>();
            await new InMemoryOutbox(_tables).RelayAsync(
                100,
                (outgoing, _) =>
                {
                    announced.AddRange(outgoing.Select(o => (AlertNotice)o.Announcement));
                    return Task.CompletedTask;
                },
                Cancelled);
            return announced;
        }
    }
}
