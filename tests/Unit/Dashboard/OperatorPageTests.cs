using System.Net;
using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Dashboard.Facts;

namespace Tracking.Unit.Dashboard;

/// <summary>Suppressions, audit, queues and orphans as a browser sees them.</summary>
public sealed class OperatorPageTests
{
    const string Script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    static readonly (string, string)[] Reader =
    [
        ("Dashboard:ApiKeys:0:Name", "grafana"), ("Dashboard:ApiKeys:0:Role", "reader"), ("Dashboard:ApiKeys:0:Hash", AccessTests.Hash("read")),
    ];

    [Fact]
    public async Task An_address_is_suppressed_found_and_lifted_and_the_audit_tells_of_it()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var browser = new Browser(dashboard);
        const string found = "/suppressions?recipient=ANA%40example.org";

        var added = await browser.PostAsync(
            "/suppressions", "/suppressions/add", ("channel", "email"), ("recipient", "Ana@example.org"), ("reason", "asked"), ("returnUrl", found));
        var page = await browser.GetAsync(added.Header("Location")!);
        var id = (await dashboard.GetAsync("/api/suppressions")).Json["items"]![0]!["id"]!.GetValue<string>();
        var lifted = await browser.PostAsync(found, $"/suppressions/{id}/lift", ("returnUrl", found));
        var after = await browser.GetAsync(lifted.Header("Location")!);
        var again = await browser.PostAsync("/suppressions", $"/suppressions/{id}/lift", ("returnUrl", "https://evil.example/"));
        var audit = await browser.GetAsync("/audit");

        Assert.Equal(found, added.Header("Location"));
        Assert.Contains("ana@example.org is suppressed on email", page.Text, StringComparison.Ordinal);
        Assert.Contains($"/suppressions/{id}/lift", page.Text, StringComparison.Ordinal);
        Assert.Contains("may be sent to again", after.Text, StringComparison.Ordinal);
        Assert.Contains("No address on the list matches", after.Text, StringComparison.Ordinal);
        Assert.Equal("/suppressions", again.Header("Location"));
        Assert.Contains(AuditAction.SuppressionLifted, audit.Text, StringComparison.Ordinal);
        Assert.Contains(AuditAction.RecipientSuppressed, audit.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            AuditAction.SuppressionLifted,
            Table((await browser.GetAsync($"/audit?action={AuditAction.RecipientSuppressed}&actor=local&from=2026-01-01T00%3A00")).Text),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pasted_addresses_are_checked_line_by_line()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await SuppressAsync(dashboard, "ana@example.org", "bo@example.org");
        using var browser = new Browser(dashboard);

        var page = await browser.PostAsync(
            "/suppressions/check", "/suppressions/check", ("_handler", "check"), ("channel", "email"),
            ("recipients", "ANA@example.org\r\n\r\ncyd@example.org\r\n<>\r\nBo <bo@example.org>\r\n"));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("2 of 4 must not be sent to; 1 is no address", page.Text, StringComparison.Ordinal);
        Assert.Contains("ANA@example.org", Table(page.Text), StringComparison.Ordinal);
        Assert.Contains("Bo &lt;bo@example.org&gt;", Table(page.Text), StringComparison.Ordinal);
        Assert.DoesNotContain("cyd", Table(page.Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_checked_and_its_result_is_a_file_that_no_spreadsheet_runs()
    {
        await using var dashboard = await DashboardHost.StartAsync(Reader);
        await SuppressAsync(dashboard, "ana@example.org");
        using var browser = new Browser(dashboard);
        await browser.PostAsync("/sign-in", "/sign-in", ("key", "read"));

        var file = await browser.PostFileAsync(
            "/suppressions/check", "/suppressions/check/result.csv", "\ufeff\"ana@example.org\";Ana\ncyd@example.org,Cyd\n=cmd|x@example.org\n", ("channel", "email"));

        Assert.Equal("text/csv", file.MediaType);
        Assert.Equal(
            [
                "recipient,answer,reason,scope,since", "ana@example.org,suppressed,asked,all,2026-03-01T12:00:00.0000000Z",
                "cyd@example.org,may be sent to,,,", "'=cmd|x@example.org,may be sent to,,,", "",
            ],
            file.Text.Split("\r\n"));
    }

    [Theory]
    [InlineData("email", 10_001, "at most 10000 are checked at once")]
    [InlineData("email", 0, "Paste addresses")]
    [InlineData("", 1, "channel must be text")]
    public async Task A_check_that_cannot_be_made_says_why(string channel, int addresses, string problem)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var browser = new Browser(dashboard);
        var recipients = string.Join('\n', Enumerable.Range(0, addresses).Select(i => $"a{i}@example.org"));

        var page = await browser.PostAsync(
            "/suppressions/check", "/suppressions/check", ("_handler", "check"), ("channel", channel), ("recipients", recipients));
        var file = await browser.PostAsync(
            "/suppressions/check", "/suppressions/check/result.csv", ("channel", channel), ("recipients", recipients));

        Assert.Contains(problem, page.Text, StringComparison.Ordinal);
        Assert.Equal("/suppressions/check", file.Header("Location"));
        Assert.Contains(problem, (await browser.GetAsync("/suppressions/check")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ten_thousand_addresses_are_checked_at_once()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await SuppressAsync(dashboard, "a9999@example.org");
        using var browser = new Browser(dashboard);

        var page = await browser.PostAsync(
            "/suppressions/check", "/suppressions/check", ("_handler", "check"), ("channel", "email"),
            ("recipients", string.Join('\n', Enumerable.Range(0, 10_000).Select(i => $"a{i}@example.org"))));

        Assert.Contains("1 of 10000 must not be sent to", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_orphan_says_why_it_is_one_and_is_correlated_by_hand()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(
            Callback(Evidence.Delivered, "SM1", Noon.AddMinutes(1), recipient: "+31612345678"), Callback(Evidence.Delivered, null, Noon.AddMinutes(2)),
            Sent("d-1", Noon.AddMinutes(3)));
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync("/orphans");
        var unknown = await browser.PostAsync(
            "/orphans", "/deliveries/correlate", ("deliveryId", "d-9"), ("provider", "twilio"), ("providerMessageId", "SM1"), ("returnUrl", "/orphans"));
        var refusal = await browser.GetAsync(unknown.Header("Location")!);
        var correlated = await browser.PostAsync(
            "/orphans", "/deliveries/correlate", ("deliveryId", "d-1"), ("provider", "twilio"), ("providerMessageId", "SM1"), ("returnUrl", "/orphans"));

        Assert.Contains("no delivery has this message", page.Text, StringComparison.Ordinal);
        Assert.Contains("names no message", page.Text, StringComparison.Ordinal);
        Assert.Single(page.Text.Split("action=\"/deliveries/correlate\"").Skip(1));
        Assert.Contains("/deliveries?recipient=31612345678\"", page.Text, StringComparison.Ordinal);
        Assert.Equal("/orphans", unknown.Header("Location"));
        Assert.Contains("No delivery with this id is known.", refusal.Text, StringComparison.Ordinal);
        Assert.Equal("/deliveries/d-1", correlated.Header("Location"));
        Assert.Equal("delivered", (await dashboard.GetAsync("/api/deliveries/d-1")).Json["status"]!.GetValue<string>());
        Assert.DoesNotContain("SM1", (await browser.GetAsync("/orphans")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Queues_that_cannot_be_asked_are_not_available_and_the_page_is_there()
    {
        await using var dashboard = await DashboardHost.StartAsync(("RabbitMq:ManagementUrl", "http://monitor:secret@127.0.0.1:1"));
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync("/queues");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("Not available.", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_is_offered_no_action()
    {
        await using var dashboard = await DashboardHost.StartAsync(Reader);
        await SuppressAsync(dashboard, "ana@example.org");
        await dashboard.ApplyAsync(Callback(Evidence.Delivered, "SM1", Noon));
        using var browser = new Browser(dashboard);
        await browser.PostAsync("/sign-in", "/sign-in", ("key", "read"));

        Assert.DoesNotContain("/suppressions/add", (await browser.GetAsync("/suppressions")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/lift", (await browser.GetAsync("/suppressions")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/deliveries/correlate", (await browser.GetAsync("/orphans")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/suppressions/check")]
    [InlineData("/suppressions/check/result.csv")]
    public async Task A_check_without_its_token_is_refused(string url)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var browser = new Browser(dashboard);

        var answer = await browser.PostBareAsync(url, ("_handler", "check"), ("channel", "email"), ("recipients", "ana@example.org"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Theory]
    [InlineData("/suppressions", "/suppressions?limit=0", "limit must be a whole number")]
    [InlineData("/suppressions", "/suppressions?cursor=x", "cursor must be the next of an earlier page")]
    [InlineData("/audit", "/audit?from=yesterday", "from must be an instant")]
    [InlineData("/audit", "/audit?from=2026-01-02T00%3A00&to=2026-01-01T00%3A00", "from must be before to")]
    [InlineData("/orphans", "/orphans?colour=red", "colour is unknown")]
    public async Task A_filter_that_is_none_is_named(string page, string url, string problem)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var browser = new Browser(dashboard);

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(page)).Status);
        var refused = await browser.GetAsync(url);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains(problem, refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_strangers_wrote_is_shown_as_text()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Callback(Evidence.Delivered, Script, Noon, Script, Script, Script));
        await dashboard.Get<ISuppressionList>().AddAsync(
            new SuppressedAddress(Script, Script, Script, Script), Script, Guid.CreateVersion7(Noon), Noon, TestContext.Current.CancellationToken);
        await dashboard.Get<IAuditTrail>().RecordAsync(
            AuditEntry.Of(Noon, Script, Script, Script, new Dictionary<string, string> { [Script] = Script }), TestContext.Current.CancellationToken);
        using var browser = new Browser(dashboard);

        var pages = new List<Answer>();
        foreach (var url in (string[])["/suppressions", "/audit", "/orphans", $"/suppressions?recipient={Uri.EscapeDataString(Script)}", $"/audit?actor={Uri.EscapeDataString(Script)}"])
            pages.Add(await browser.GetAsync(url));
        pages.Add(await browser.PostAsync(
            "/suppressions/check", "/suppressions/check", ("_handler", "check"), ("channel", Script), ("recipients", $"{Script}\n<>\n"), ("sender", Script)));

        Assert.All(pages, page =>
        {
            Assert.Contains("alert(1)", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>alert", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("<img", page.Text, StringComparison.Ordinal);
        });
    }

    static async Task SuppressAsync(DashboardHost dashboard, params string[] addresses)
    {
        foreach (var address in addresses)
        {
            await dashboard.Get<ISuppressionList>().AddAsync(
                new SuppressedAddress(null, "email", address, SuppressionScope.All), "asked", Guid.CreateVersion7(Noon), Noon,
                TestContext.Current.CancellationToken);
        }
    }

    static string Table(string html) => html[html.IndexOf("<tbody", StringComparison.Ordinal)..html.IndexOf("</tbody>", StringComparison.Ordinal)];
}
