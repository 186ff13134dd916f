using System.Net;
using System.Text.RegularExpressions;
using Tracking.Dashboard.Overview;
using Tracking.Dashboard.Site;
using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed partial class OverviewTests
{
    static readonly (DescriptionField, string?)[] Mail = [(DescriptionField.Channel, "email"), (DescriptionField.TenantId, "acme")];
    static readonly (DescriptionField, string?)[] Text = [(DescriptionField.Channel, "sms"), (DescriptionField.TenantId, "<b>&\"globex'")];

    [Fact]
    public async Task It_shows_figures_charts_with_tables_and_rates_of_channels_and_tenants()
    {
        await using var dashboard = await StartAsync();
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("<p class=\"figure\">3</p>", page.Text, StringComparison.Ordinal);
        Assert.Contains("50 %", Row(page.Text, "email"), StringComparison.Ordinal);
        Assert.Matches("(5[7-9]|6[0-3])(\\.\\d)? s", Row(page.Text, "email"));
        foreach (var chart in (string[])["outcome", "channel", "tenant"])
        {
            Assert.Contains($"<title id=\"title-{chart}\">", page.Text, StringComparison.Ordinal);
            Assert.Contains($"<desc id=\"description-{chart}\">", page.Text, StringComparison.Ordinal);
            Assert.Contains($"id=\"table-{chart}\"", page.Text, StringComparison.Ordinal);
        }

        Assert.Contains("2 email</title>", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>&", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", page.Text.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_live_in_the_address_and_go_along_to_the_deliveries()
    {
        await using var dashboard = await StartAsync();
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync("/?window=6h&channel=sms&tenantId=");

        Assert.Contains("<p class=\"figure\">1</p>", page.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"channel\" value=\"sms\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("<option value=\"6h\" selected", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"title-channel\"", page.Text, StringComparison.Ordinal);
        var link = WebUtility.HtmlDecode(DeliveriesLink().Matches(page.Text).Select(m => m.Groups[1].Value).Last());
        Assert.Contains("channel=sms", link, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(link)).Status);
    }

    [Theory]
    [InlineData("window=1y", "window must be one of: 6h, 24h, 3d, 7d, 30d")]
    [InlineData("window=24h&window=6h", "window must be given once")]
    [InlineData("colour=red", "colour is unknown")]
    [InlineData("channel=%00", "channel must be text")]
    public async Task A_filter_that_is_none_is_named(string query, string problem)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync($"/?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains(problem, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_alerts_stand_first_in_words()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var browser = new Browser(dashboard);
        Assert.Contains("None is open.", (await browser.GetAsync("/")).Text, StringComparison.Ordinal);
        await dashboard.Alerts.SettleAsync(
            ["complaint_rate"],
            [new AlertObservation(new AlertSubject("complaint_rate", TenantId: "acme", Channel: "email"), true, "critical", 0.0021, 0.001, TimeSpan.FromDays(1))],
            dashboard.Clock.Now, TestContext.Current.CancellationToken);

        var page = await browser.GetAsync("/");

        Assert.Contains("<strong>Complaints</strong> email, tenant acme", page.Text, StringComparison.Ordinal);
        Assert.Contains("0.21 %, threshold 0.1 %", page.Text, StringComparison.Ordinal);
        Assert.Contains("tag tag-bad\">critical", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_that_wait_are_a_click_away()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var browser = new Browser(dashboard);
        Assert.Contains("No dead letters", (await browser.GetAsync("/")).Text, StringComparison.Ordinal);
        await dashboard.Get<IDeadLetterStore>().KeepAsync(
            [Storage.Letters.Letter("l1"), Storage.Letters.Letter("l2")], TestContext.Current.CancellationToken);

        Assert.Contains("<a href=\"/dead-letters\">2 dead letters</a>", (await browser.GetAsync("/")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_window_can_be_looked_at_before_anything_was_sent()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var browser = new Browser(dashboard);

        foreach (var window in OverviewWindow.All)
            Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/?window={window.Word}")).Status);
    }

    [Fact]
    public void Bars_stand_on_each_other_and_none_is_higher_than_the_chart()
    {
        Layer[] layers = [new("a", "fill-1"), new("b", "fill-2"), new("c", "fill-3")];
        var bars = new StackedBars("x", layers, [BarOf(3, 0, 4), BarOf(0, 0, 0), BarOf(90, 5, 1)]);

        var (parts, floor) = (bars.Parts(bars.Bars[0]).ToArray(), bars.Y(0));

        Assert.Equal(120, bars.Most);
        Assert.Equal(["a", "c"], parts.Select(p => p.Layer.Name));
        Assert.Equal(floor, parts[0].Y + parts[0].Height, 6);
        Assert.Equal(parts[0].Y, parts[1].Y + parts[1].Height, 6);
        Assert.Equal(bars.Y(7), parts[1].Y, 6);
        Assert.Empty(bars.Parts(bars.Bars[1]));
        Assert.All(bars.Parts(bars.Bars[2]), part => Assert.InRange(part.Y, StackedBars.Top, floor));

        static Bar BarOf(params long[] values) => new(Facts.Noon, Facts.Noon.AddHours(1), "12:00", values);
    }

    [Theory]
    [InlineData(0.99951, "99.9 %")]
    [InlineData(1, "100 %")]
    [InlineData(0.5, "50 %")]
    [InlineData(0, "0 %")]
    public void What_is_not_quite_all_is_never_rounded_to_it(double share, string text) => Assert.Equal(text, Words.Share(share, 10));

    static string Row(string page, string key) => page[page.IndexOf($"data-key=\"{key}\"", StringComparison.Ordinal)..] is var from
        ? from[..from.IndexOf("</tr>", StringComparison.Ordinal)] : "";

    static async Task<DashboardHost> StartAsync()
    {
        var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(
            Facts.Sent("d1", Facts.Noon, "m1", "ses", Mail), Facts.Sent("d2", Facts.Noon.AddMinutes(1), "m2", "ses", Mail),
            Facts.Callback(Evidence.Delivered, "m1", Facts.Noon.AddMinutes(1), "ses"),
            Facts.Callback(Evidence.HardBounce, "m2", Facts.Noon.AddMinutes(6), "ses"),
            Facts.Sent("d3", Facts.Noon.AddMinutes(70), "m3", "twilio", Text));
        return dashboard;
    }

    [GeneratedRegex("href=\"(/deliveries\\?from=[^\"]*)\"")]
    private static partial Regex DeliveriesLink();
}
