using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class DeliveryListTests
{
    static readonly DateTimeOffset Noon = Facts.Noon;

    [Fact]
    public async Task The_newest_comes_first_and_nothing_at_all_is_an_empty_page()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        var empty = await dashboard.GetAsync("/api/deliveries");
        await dashboard.ApplyAsync(Facts.Sent("first", Noon), Facts.Sent("third", Noon.AddMinutes(2)));
        await dashboard.ApplyAsync(Facts.Sent("second", Noon.AddMinutes(1)));

        var answer = await dashboard.GetAsync("/api/deliveries");

        Assert.Equal("""{"items":[],"next":null}""", empty.Text);
        Assert.Equal(["third", "second", "first"], answer.Ids);
        Assert.Null(answer.Next);
    }

    [Fact]
    public async Task A_delivery_has_every_member_in_camel_case_and_null_where_it_is_absent()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon, "SM1", "twilio",
            (DescriptionField.Metadata, """{"Order":"42"}"""), (DescriptionField.DurationMs, "12"),
            (DescriptionField.NotifiableType, "user"), (DescriptionField.NotifiableId, "1")));

        var delivery = (await dashboard.GetAsync("/api/deliveries")).Json["items"]![0]!.AsObject();

        Assert.Equal(
        [
            "deliveryId", "notificationId", "tenantId", "channel", "notificationType", "category", "templateId", "notifiable",
            "recipient", "provider", "providerMessageId", "providerMessageIds", "durationMs", "metadata", "status", "reason",
            "error", "decidedBy", "queuedAt", "sentAt", "deliveredAt", "failedAt", "bouncedAt", "complainedAt", "openedAt",
            "clickedAt", "readAt", "unsubscribedAt", "openCount", "machineOpenCount", "clickCount", "version", "createdAt", "updatedAt",
        ], delivery.Select(member => member.Key));
        Assert.Null(delivery["tenantId"]);
        Assert.Equal("""{"Order":"42"}""", delivery["metadata"]!.ToJsonString());
        Assert.Equal("""{"type":"user","id":"1"}""", delivery["notifiable"]!.ToJsonString());
        Assert.Equal("""["SM1"]""", delivery["providerMessageIds"]!.ToJsonString());
        Assert.Equal(12, delivery["durationMs"]!.GetValue<int>());
        Assert.Equal(Noon, delivery["sentAt"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task Overdue_is_what_stays_sent_for_longer_than_the_window_of_its_channel()
    {
        await using var dashboard = await DashboardHost.StartAsync(("Worker:ConfirmationWindow:fax", "02:00:00"));
        await dashboard.ApplyAsync([.. Channels.Select(c => Facts.Sent(c, Noon, $"id-{c}", "p", (DescriptionField.Channel, c)))]);
        await dashboard.ApplyAsync(Facts.Sent("confirmed", Noon, "c", "p", (DescriptionField.Channel, "push")));
        await dashboard.ApplyAsync(Facts.Callback(Evidence.Delivered, "c", Noon, "p"));

        await OverdueAsync(TimeSpan.FromHours(1), []);
        await OverdueAsync(new TimeSpan(1, 0, 1), ["push"]);
        await OverdueAsync(new TimeSpan(2, 0, 1), ["fax", "push"]);
        await OverdueAsync(new TimeSpan(24, 0, 1), ["fax", "push", "sms", "whatsapp"]);
        await OverdueAsync(new TimeSpan(72, 0, 1), ["email", "fax", "push", "sms", "whatsapp"]);

        async Task OverdueAsync(TimeSpan later, string[] overdue)
        {
            dashboard.Clock.Now = Noon + later;
            Assert.Equal(overdue, (await dashboard.GetAsync("/api/deliveries?overdue=true")).Ids.Order());
            Assert.Equal(
                Channels.Append("confirmed").Except(overdue).Order(),
                (await dashboard.GetAsync("/api/deliveries?overdue=false")).Ids.Order());
        }
    }

    static readonly string[] Channels = ["email", "fax", "in-app", "push", "sms", "whatsapp"];

    [Theory]
    [InlineData("soon")]
    [InlineData("00:00:00")]
    [InlineData("-01:00:00")]
    [InlineData("")]
    public async Task A_confirmation_window_that_is_none_stops_the_start_with_its_key(string window)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(
            () => DashboardHost.StartAsync(("Worker:ConfirmationWindow:email", window)));

        Assert.Contains("Worker:ConfirmationWindow:email must be a time", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_people_wrote_comes_back_as_they_wrote_it()
    {
        const string name = "\"><script>alert('x')</script> Ünïcødé 通知 🔔 ' or 1=1 --";
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon, description: (DescriptionField.TenantId, name)), Facts.Sent("d-2", Noon));

        var answer = await dashboard.GetAsync($"/api/deliveries?tenantId={Uri.EscapeDataString(name)}");

        Assert.Equal(["d-1"], answer.Ids);
        Assert.Equal(name, answer.Json["items"]![0]!["tenantId"]!.GetValue<string>());
        Assert.Equal("application/json", answer.MediaType);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
    }

    [Fact]
    public async Task Answers_are_neither_cached_nor_sniffed()
    {
        await using var dashboard = await DashboardHost.StartAsync();

        foreach (var url in (string[])["/api/deliveries", "/api/orphans", "/api/deliveries/none", "/api/deliveries?limit=0"])
        {
            var answer = await dashboard.GetAsync(url);
            Assert.Equal("no-store", answer.Header("Cache-Control"));
            Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        }
    }

    [Fact]
    public async Task No_recipient_that_was_asked_for_is_logged()
    {
        await using var dashboard = await DashboardHost.StartAsync();

        await dashboard.GetAsync("/api/deliveries?recipient=ana%40example.org");
        await dashboard.GetAsync("/api/deliveries?recipient=ana%40example.org&limit=0");

        Assert.NotEmpty(dashboard.Log.Lines);
        Assert.DoesNotContain(dashboard.Log.Lines, line => line.Contains("example.org", StringComparison.Ordinal));
    }
}
