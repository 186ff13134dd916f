using Tracking.Deliveries;
using Tracking.Storage;
using Tracking.Storage.InMemory;
using Tracking.Unit.Storage;
using Tracking.Unit.Worker.Reconciliation;
using Tracking.Worker.Alerts;
using Xunit;

namespace Tracking.Unit.Worker.Alerts;

/// <summary>Rates over stores in memory, with a clock that is moved.</summary>
public sealed class RateWatchTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Complaints_above_one_in_a_thousand_are_critical_for_the_channel_and_for_the_tenant()
    {
        var mail = new Mail();
        await mail.SendAsync(1_000, Evidence.Delivered, tenant: "acme");
        await mail.SendAsync(1_000, Evidence.Delivered, tenant: "globex");
        await mail.SendAsync(3, Evidence.Complaint, tenant: "acme");

        var raised = await mail.LookAsync();

        Assert.Equal(
            [("complaint_rate", "critical", null, "email"), ("complaint_rate", "critical", "acme", "email")],
            raised.Raised.Select(a => (a.Kind, a.Severity, a.TenantId, a.Channel)));
        Assert.Equal((3.0 / 1_003, 0.001), (raised.Raised[1].Value, raised.Raised[1].Threshold));
    }

    [Fact]
    public async Task Three_messages_raise_no_alarm_however_bad_they_are()
    {
        var mail = new Mail();
        await mail.SendAsync(3, Evidence.Complaint);
        await mail.SendAsync(3, Evidence.HardBounce);
        mail.Clock.Now += TimeSpan.FromHours(2);

        Assert.Empty((await mail.LookAsync()).Raised);
    }

    [Fact]
    public async Task A_share_that_hovers_about_its_threshold_is_told_once()
    {
        var mail = new Mail();
        await mail.SendAsync(998, Evidence.Delivered);
        await mail.SendAsync(2, Evidence.Complaint);
        var raised = await mail.LookAsync();
        await mail.SendAsync(1_100, Evidence.Delivered); // 0.095 %: below the threshold, and not by a fifth.
        var hovering = await mail.LookAsync();
        await mail.SendAsync(600, Evidence.Delivered);
        var cleared = await mail.LookAsync();

        Assert.Equal((1, 0, 0), (raised.Raised.Count, hovering.Raised.Count, hovering.Cleared.Count));
        Assert.Equal((0, 1), (cleared.Raised.Count, cleared.Cleared.Count));
    }

    [Fact]
    public async Task A_burst_that_was_sent_just_now_is_not_late()
    {
        var mail = new Mail();
        await mail.SendAsync(500, Evidence.Sent);
        var early = await mail.LookAsync();
        mail.Clock.Now += TimeSpan.FromMinutes(75);
        var late = await mail.LookAsync();

        Assert.Empty(early.Raised);
        var alert = Assert.Single(late.Raised);
        Assert.Equal(("delivery_rate", "warning", 0, 0.95), (alert.Kind, alert.Severity, alert.Value, alert.Threshold));
    }

    [Fact]
    public async Task An_hour_without_traffic_clears_what_the_one_before_raised()
    {
        var mail = new Mail();
        await mail.SendAsync(500, Evidence.HardBounce);
        mail.Clock.Now += TimeSpan.FromMinutes(75);
        var raised = await mail.LookAsync();
        mail.Clock.Now += TimeSpan.FromHours(1);

        Assert.Single(raised.Raised);
        Assert.Single((await mail.LookAsync()).Cleared);
    }

    [Theory]
    [InlineData("email", null, 1)]
    [InlineData("in-app", null, 0)]
    [InlineData("in-app", 0.5, 1)]
    [InlineData("email", 0.0, 0)]
    public async Task Only_a_channel_that_is_expected_to_confirm_is_watched_for_what_arrives(string channel, double? own, int raised)
    {
        var mail = new Mail();
        if (own is not null)
            mail.Options.Overrides.Add(new RateOverride { Channel = channel, DeliveryRate = own });
        await mail.SendAsync(200, Evidence.Sent, channel: channel);
        mail.Clock.Now += TimeSpan.FromMinutes(75);

        Assert.Equal(raised, (await mail.LookAsync()).Raised.Count);
    }

    [Fact]
    public async Task The_nearest_override_counts()
    {
        var mail = new Mail();
        mail.Options.Overrides.Add(new RateOverride { Channel = "email", ComplaintRate = 1 });
        mail.Options.Overrides.Add(new RateOverride { TenantId = "acme", ComplaintRate = 0.5 });
        mail.Options.Overrides.Add(new RateOverride { TenantId = "acme", Channel = "EMAIL", ComplaintRate = 0.01 });
        await mail.SendAsync(1_000, Evidence.Delivered, tenant: "acme");
        await mail.SendAsync(20, Evidence.Complaint, tenant: "acme");

        var alert = Assert.Single((await mail.LookAsync()).Raised);

        Assert.Equal(("acme", 0.01), (alert.TenantId, alert.Threshold));
    }

    [Fact]
    public async Task What_has_no_verdict_after_its_confirmation_window_is_overdue()
    {
        var mail = new Mail();
        await mail.SendAsync(180, Evidence.Delivered, channel: "push");
        await mail.SendAsync(20, Evidence.Sent, channel: "push");
        mail.Options.Overrides.Add(new RateOverride { Channel = "push", DeliveryRate = 0 });
        mail.Clock.Now += TimeSpan.FromMinutes(30);
        var early = await mail.LookAsync();
        mail.Clock.Now += TimeSpan.FromMinutes(90);

        var alert = Assert.Single((await mail.LookAsync()).Raised);

        Assert.Empty(early.Raised);
        Assert.Equal(("overdue_share", "warning", "push", 0.1), (alert.Kind, alert.Severity, alert.Channel, alert.Value));
    }

    /// <summary>What is sent, and what becomes of it at once.</summary>
    sealed class Mail
    {
        readonly InMemoryTables _tables = new();
        readonly InMemoryDeliveryStore _deliveries;
        int _sent;

        public Mail() => _deliveries = new InMemoryDeliveryStore(_tables, Stores.Consequences(announce: false), Clock);

        public MovedClock Clock { get; } = new();

        public AlertOptions Options { get; } = new();

        public async Task SendAsync(int count, Evidence outcome, string? tenant = null, string channel = "email")
        {
            await _deliveries.ApplyAsync([.. Enumerable.Range(_sent, count).SelectMany(Events)], Cancelled);
            _sent += count;

            IEnumerable<DeliveryEvent> Events(int number)
            {
                var sent = Facts.Sent($"d{number}", $"m{number}");
                yield return sent with
                {
                    Description = Facts.Describe(sent, (DescriptionField.Channel, channel), (DescriptionField.TenantId, tenant)),
                };
                if (outcome != Evidence.Sent)
                    yield return Facts.Callback(outcome, $"m{number}", 1);
            }
        }

        public async Task<AlertChanges> LookAsync()
        {
            var open = (await new InMemoryAlertQuery(_tables).OpenAsync(Cancelled))
                .Select(a => new AlertSubject(a.Kind, a.Provider, a.Account, a.TenantId, a.Channel)).ToHashSet();
            var watch = new RateWatch(
                new InMemoryAnalyticsQuery(_tables), Microsoft.Extensions.Options.Options.Create(Options),
                Microsoft.Extensions.Options.Options.Create(new ConfirmationWindows()));
            return await new InMemoryAlertStore(_tables).SettleAsync(
                RateWatch.Kinds, await watch.ObserveAsync(open, Clock.Now, Cancelled), Clock.Now, Cancelled);
        }
    }
}
