using System.Net;
using Tracking.Storage;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class AlertTests
{
    [Fact]
    public async Task Open_alerts_are_listed_the_latest_first_and_cleared_ones_are_not()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await SettleAsync(dashboard, Facts.Noon, Seen("twilio", "eu"), Seen("ses", null));
        await SettleAsync(dashboard, Facts.Noon.AddMinutes(1), Seen("twilio", "eu"), Seen("twilio", null));

        var answer = await dashboard.GetAsync("/api/alerts");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        var items = answer.Json["items"]!.AsArray();
        Assert.Equal([null, "eu"], items.Select(item => item!["account"]?.GetValue<string>()));
        Assert.Equal(
            ["id", "kind", "severity", "provider", "account", "tenantId", "channel", "value", "threshold", "window", "raisedAt", "clearedAt"],
            items[0]!.AsObject().Select(member => member.Key));
        Assert.Equal(
            ("signature_failures", "critical", 0.4, "00:10:00"),
            (items[0]!["kind"]!.GetValue<string>(), items[0]!["severity"]!.GetValue<string>(), items[0]!["value"]!.GetValue<double>(),
                items[0]!["window"]!.GetValue<string>()));
        Assert.Null(answer.Next);
    }

    [Fact]
    public async Task Without_alerts_the_list_is_empty()
    {
        await using var dashboard = await DashboardHost.StartAsync();

        Assert.Empty((await dashboard.GetAsync("/api/alerts")).Json["items"]!.AsArray());
    }

    static Task<AlertChanges> SettleAsync(DashboardHost dashboard, DateTimeOffset at, params AlertObservation[] observed) =>
        dashboard.Alerts.SettleAsync(["signature_failures"], observed, at, TestContext.Current.CancellationToken);

    static AlertObservation Seen(string provider, string? account) => new(
        new AlertSubject("signature_failures", provider, account), Holds: true, "critical", 0.4, 0.2, TimeSpan.FromMinutes(10));
}
