using System.Net;
using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class AnalyticsTests
{
    static readonly (DescriptionField, string?)[] Mail = [(DescriptionField.Channel, "email"), (DescriptionField.TenantId, "acme")];
    static readonly (DescriptionField, string?)[] Text = [(DescriptionField.Channel, "sms"), (DescriptionField.TemplateId, "<t&1>")];

    [Fact]
    public async Task What_became_of_deliveries_is_counted_for_each_channel_and_in_total()
    {
        await using var dashboard = await StartAsync();

        var report = (await dashboard.GetAsync("/api/analytics?groupBy=channel")).Json;

        Assert.Equal(["from", "to", "items", "total", "truncated"], report.AsObject().Select(m => m.Key));
        Assert.Equal(["email", "sms"], report["items"]!.AsArray().Select(item => item!["key"]!.GetValue<string>()));
        var mail = report["items"]![0]!;
        Assert.Equal(
            """
            {"key":"email","deliveries":2,"sent":2,"delivered":1,"opened":1,"clicked":0,"bounced":1,"bouncedHard":1,"bouncedSoft":0,
            "failed":0,"complained":0,"unsubscribed":0,"unconfirmed":0,"deliveryRate":0.5,"openRate":1,"clickRate":0,"complaintRate":0,
            "timeToDelivery":
            """.ReplaceLineEndings(""),
            mail.ToJsonString()[..mail.ToJsonString().IndexOf("{\"p50\"", StringComparison.Ordinal)]);
        Assert.InRange(mail["timeToDelivery"]!["p50"]!.GetValue<double>(), 60 * 0.95, 60 * 1.05);
        Assert.Equal((3, 3), (report["total"]!["deliveries"]!.GetValue<int>(), report["total"]!["sent"]!.GetValue<int>()));
        Assert.Null(report["total"]!["key"]);
    }

    [Theory]
    [InlineData("groupBy=tenantId", "acme:2|:1")]
    [InlineData("groupBy=templateId", ":2|<t&1>:1")]
    [InlineData("groupBy=hour", "2026-03-01T12:00:00Z:2|2026-03-01T13:00:00Z:1")]
    [InlineData("groupBy=day&from=2026-02-01T00:00:00Z", "2026-03-01T00:00:00Z:3")]
    [InlineData("groupBy=provider&provider=TWILIO", "twilio:1")]
    [InlineData("groupBy=channel&tenantId=acme&from=2026-03-01T12:00:30Z&to=2026-03-01T13:00:00Z", "email:1")]
    [InlineData("groupBy=notificationType&channel=fax", "")]
    [InlineData("", "")]
    public async Task Filters_narrow_and_each_group_has_its_key(string query, string expected)
    {
        await using var dashboard = await StartAsync();

        var items = (await dashboard.GetAsync($"/api/analytics?{query}")).Json["items"]!.AsArray();

        Assert.Equal(expected, string.Join('|', items.Select(i => $"{i!["key"]?.GetValue<string>()}:{i["deliveries"]}")));
    }

    [Theory]
    [InlineData("groupBy=recipient", "groupBy", "must be one of: channel, tenantId, provider")]
    [InlineData("groupBy=Channel", "groupBy", "must be one of")]
    [InlineData("groupBy=0", "groupBy", "must be one of")]
    [InlineData("groupBy=channel&groupBy=hour", "groupBy", "must be given once")]
    [InlineData("from=yesterday", "from", "must be an instant")]
    [InlineData("from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z", "from", "must be before to")]
    [InlineData("groupBy=hour&from=2026-01-01T00:00:00Z", "from", "must be at most 1000 hours before to")]
    [InlineData("groupBy=day&from=0001-01-01T00:00:00Z", "from", "must be at most 1000 days before to")]
    [InlineData("limit=5", "limit", "is unknown; known are from, to, groupBy")]
    [InlineData("templateId=%00", "templateId", "must be text")]
    public async Task A_wrong_parameter_is_named_with_what_is_expected(string query, string parameter, string expected)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        var answer = (await dashboard.GetAsync($"/api/analytics?{query}")).Problem(HttpStatusCode.BadRequest);

        Assert.Equal([parameter], answer.Errors);
        Assert.Contains(expected, answer.Json["errors"]![parameter]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("from=0001-01-01T00:00:00Z")]
    [InlineData("from=9999-12-31T23:59:59Z")]
    [InlineData("to=0001-01-01T00:00:01Z")]
    [InlineData("from=0001-01-01T00:00:00Z&to=9999-12-31T23:59:59Z&groupBy=channel")]
    public async Task Any_instant_that_can_be_written_can_be_asked_about(string query)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await dashboard.GetAsync($"/api/analytics?{query}")).Status);
    }

    static async Task<DashboardHost> StartAsync()
    {
        var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(
            Facts.Sent("d1", Facts.Noon, "m1", "ses", Mail), Facts.Sent("d2", Facts.Noon.AddMinutes(1), "m2", "ses", Mail),
            Facts.Callback(Evidence.Delivered, "m1", Facts.Noon.AddMinutes(1), "ses"),
            Facts.Callback(Evidence.Opened, "m1", Facts.Noon.AddMinutes(5), "ses"),
            Facts.Callback(Evidence.HardBounce, "m2", Facts.Noon.AddMinutes(6), "ses"),
            Facts.Sent("d3", Facts.Noon.AddMinutes(70), "m3", "twilio", Text));
        return dashboard;
    }
}
