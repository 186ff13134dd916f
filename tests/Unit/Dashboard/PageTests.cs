using System.Net;
using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;
using static Tracking.Unit.Dashboard.Facts;

namespace Tracking.Unit.Dashboard;

public sealed class PageTests
{
    const string Script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    static readonly (string, string)[] Keys =
    [
        ("Dashboard:ApiKeys:0:Name", "grafana"), ("Dashboard:ApiKeys:0:Role", "reader"), ("Dashboard:ApiKeys:0:Hash", AccessTests.Hash("read")),
    ];

    [Fact]
    public async Task Deliveries_are_listed_with_a_way_to_each_and_to_the_next_page()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync([.. Enumerable.Range(0, 3).Select(i => Sent($"d-{i}", Noon.AddMinutes(i), $"m-{i}"))]);
        using var browser = new Browser(dashboard);

        var first = await browser.GetAsync("/deliveries?limit=2");
        var next = HrefBefore(first.Text, "Older deliveries");
        var last = await browser.GetAsync(next);

        Assert.Contains("href=\"/deliveries/d-2\"", first.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/deliveries/d-0\"", first.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/deliveries/d-0\"", last.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Older deliveries", last.Text, StringComparison.Ordinal);
        Assert.Contains("To the first page", last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Filters_live_in_the_address_and_empty_ones_are_none()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Sent("d-sms", Noon, "m-1", "p", (DescriptionField.Channel, "sms")), Sent("d-mail", Noon, "m-2", "p", (DescriptionField.Channel, "email")));
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync("/deliveries?status=&channel=sms&recipient=&from=2026-01-01T00%3A00&to=&overdue=");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("/deliveries/d-sms\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/deliveries/d-mail\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"channel\" value=\"sms\"", page.Text, StringComparison.Ordinal);
        Assert.Contains("name=\"from\" value=\"2026-01-01T00:00\"", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status=lost", "status must be one of")]
    [InlineData("from=yesterday", "from must be an instant")]
    [InlineData("limit=0", "limit must be a whole number")]
    [InlineData("limit=1&limit=2", "limit must be given once")]
    [InlineData("colour=red", "colour is unknown")]
    [InlineData("cursor=abc", "cursor must be the next of an earlier page")]
    [InlineData("%3Cb%3E=1", "a parameter is unknown")]
    public async Task A_filter_that_is_none_is_named(string query, string problem)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync($"/deliveries?{query}");

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains(problem, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_strangers_wrote_is_shown_as_text()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(
            Sent("d-1", Noon, Script, "p", (DescriptionField.Recipient, Script), (DescriptionField.NotificationType, Script), (DescriptionField.TenantId, Script)),
            Callback(Evidence.FailedAtProvider, Script, Noon.AddSeconds(1), "p") with { Reason = Script, ErrorMessage = Script, Url = $"javascript:{Script}" });
        using var browser = new Browser(dashboard);

        foreach (var url in (string[])["/deliveries", "/deliveries/d-1", $"/deliveries?recipient={Uri.EscapeDataString(Script)}", $"/deliveries/{Uri.EscapeDataString(Script)}", $"/callbacks/{Uri.EscapeDataString(Script)}"])
        {
            var page = await browser.GetAsync(url);
            Assert.DoesNotContain("<script>alert", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("<img", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("href=\"javascript", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_delivery_says_which_event_decides_and_why_the_others_do_not()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Sent("d-1", Noon, "m"), Callback(Evidence.HardBounce, "m", Noon.AddMinutes(1)), Callback(Evidence.Delivered, "m", Noon.AddSeconds(1)));
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync("/deliveries/d-1");

        Assert.Contains("<strong>decides the status", page.Text, StringComparison.Ordinal);
        Assert.Equal(2, page.Text.Split("is weaker than hard_bounce, whatever the order").Length - 1);
        Assert.Single(page.Text.Split("class=\"ring\"").Skip(1));
        Assert.Equal(3, page.Text.Split("class=\"mark ").Length - 1);
    }

    [Fact]
    public async Task A_delivery_shows_the_others_of_its_notification()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync([.. Enumerable.Range(0, 3).Select(i => Sent($"d-{i}", Noon, $"m-{i}", "p", (DescriptionField.NotificationId, i < 2 ? "n-1" : "n-2")))]);
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync("/deliveries/d-0");

        Assert.Contains("href=\"/deliveries/d-1\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/deliveries/d-2\"", page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/deliveries/unknown")]
    [InlineData("/callbacks/x")]
    [InlineData("/callbacks/01956a2c-0000-7000-8000-000000000000")]
    public async Task What_is_not_known_is_a_page_that_says_so(string url)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync(url);

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Equal("text/html", page.MediaType);
        Assert.Contains("Unknown", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_form_is_refused_by_a_page_that_says_so()
    {
        await using var dashboard = await DashboardHost.StartAsync();

        var answer = await dashboard.PostAsync("/", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("This could not be read", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a:99999")]
    [InlineData("-")]
    public async Task A_host_that_none_can_be_is_refused(string host)
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);
        using var tcp = new System.Net.Sockets.TcpClient("127.0.0.1", new Uri(dashboard.Address).Port);
        await using var stream = tcp.GetStream();
        await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        var answer = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        Assert.Contains("The Host header must be", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_callback_is_shown_without_what_proves_it()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        var callback = new KeptCallback
        {
            CallbackId = Guid.CreateVersion7(Noon),
            Provider = "postmark",
            ReceivedAt = Noon,
            Method = "POST",
            Url = "https://example.org/webhooks/postmark?secret=s3cret-1&sig=s3cret-2&page=2",
            Headers = new Dictionary<string, string> { ["X-Signature"] = "s3cret-3", ["Authorization"] = "s3cret-4", ["X-Kind"] = "bounce" },
            Body = """{"a":"<b>"}""",
        };
        await dashboard.Get<ICallbackStore>().KeepAsync([callback], TestContext.Current.CancellationToken);
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync($"/callbacks/{callback.CallbackId}");

        Assert.DoesNotContain("s3cret", page.Text, StringComparison.Ordinal);
        Assert.Contains("bounce", page.Text, StringComparison.Ordinal);
        Assert.Contains("page=2", page.Text, StringComparison.Ordinal);
        Assert.Contains("&quot;a&quot;: &quot;&lt;b&gt;&quot;", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_operator_suppresses_and_correlates_from_a_delivery()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Sent("d-1", Noon, "m", "p", (DescriptionField.Channel, "sms"), (DescriptionField.Recipient, "+31612345678")));
        using var browser = new Browser(dashboard);

        var suppressed = await browser.PostAsync(
            "/deliveries/d-1", "/suppressions/add", ("channel", "sms"), ("recipient", "+31612345678"), ("reason", "asked"), ("returnUrl", "/deliveries/d-1"));
        var notice = await browser.GetAsync(suppressed.Header("Location")!);
        var correlated = await browser.PostAsync(
            "/deliveries/d-1", "/deliveries/correlate", ("deliveryId", "d-1"), ("provider", "twilio"), ("providerMessageId", "SM9"), ("returnUrl", "/deliveries/d-1"));

        Assert.Equal("/deliveries/d-1", suppressed.Header("Location"));
        Assert.Contains("31612345678 is suppressed on sms, scope all: asked.", notice.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("is suppressed on sms", (await browser.GetAsync("/deliveries/d-1")).Text, StringComparison.Ordinal);
        Assert.Equal("31612345678", (await dashboard.GetAsync("/api/suppressions")).Json["items"]![0]!["recipient"]!.GetValue<string>());
        Assert.Equal("/deliveries/d-1", correlated.Header("Location"));
        Assert.Contains("SM9", (await dashboard.GetAsync("/api/deliveries/d-1")).Text, StringComparison.Ordinal);
        Assert.Equal(2, (await dashboard.GetAsync("/api/audit")).Json["items"]!.AsArray().Count);
    }

    [Fact]
    public async Task What_breaks_a_rule_is_said_and_changes_nothing()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Sent("d-1", Noon, "m", "p", (DescriptionField.Channel, "sms"), (DescriptionField.Recipient, "+31612345678")));
        using var browser = new Browser(dashboard);

        var refused = await browser.PostAsync("/deliveries/d-1", "/suppressions/add", ("channel", "sms"), ("reason", "x"), ("returnUrl", "/deliveries/d-1"));
        var refusal = await browser.GetAsync(refused.Header("Location")!);
        var unknown = await browser.PostAsync("/deliveries/d-1", "/deliveries/correlate", ("deliveryId", "d-2"), ("provider", "p"), ("providerMessageId", "m"));

        Assert.Contains("role=\"alert\">recipient ", refusal.Text, StringComparison.Ordinal);
        Assert.Contains("No delivery with this id is known.", (await browser.GetAsync(unknown.Header("Location")!)).Text, StringComparison.Ordinal);
        Assert.Empty((await dashboard.GetAsync("/api/suppressions")).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData("/suppressions/add")]
    [InlineData("/suppressions/01956a2c-0000-7000-8000-000000000000/lift")]
    [InlineData("/deliveries/correlate")]
    [InlineData("/sign-in")]
    [InlineData("/sign-out")]
    public async Task A_form_without_its_token_is_refused(string url)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var browser = new Browser(dashboard);

        var answer = await browser.PostBareAsync(url, ("channel", "sms"), ("recipient", "+31612345678"), ("reason", "x"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("Nothing was changed", answer.Text, StringComparison.Ordinal);
        Assert.Empty((await dashboard.GetAsync("/api/suppressions")).Json["items"]!.AsArray());
    }

    [Fact]
    public async Task A_reader_is_offered_no_action_and_can_take_none()
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);
        await dashboard.ApplyAsync(Sent("d-1", Noon, "m", "p", (DescriptionField.Channel, "sms"), (DescriptionField.Recipient, "+31612345678")));
        using var browser = new Browser(dashboard);
        await browser.PostAsync("/sign-in", "/sign-in", ("key", "read"));

        var page = await browser.GetAsync("/deliveries/d-1");
        var token = Browser.TokenIn(page.Text);

        Assert.DoesNotContain("Suppress this recipient", page.Text, StringComparison.Ordinal);
        foreach (var url in (string[])["/suppressions/add", "/suppressions/01956a2c-0000-7000-8000-000000000000/lift", "/deliveries/correlate"])
        {
            var answer = await browser.PostBareAsync(
                url, ("channel", "sms"), ("recipient", "+31612345678"), ("reason", "x"), ("__RequestVerificationToken", token));
            Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
            Assert.Contains("This needs the role operator", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_page_of_another_site_changes_nothing_where_access_is_open()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/suppressions/01956a2c-0000-7000-8000-000000000000");
        request.Headers.Add("Origin", "https://evil.example");

        (await dashboard.SendAsync(request)).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Pages_talk_to_nobody_else_and_are_kept_by_nobody()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        using var browser = new Browser(dashboard);

        foreach (var url in (string[])["/deliveries", "/deliveries/unknown", "/sign-in", "/deliveries?limit=0"])
        {
            var page = await browser.GetAsync(url);
            var policy = page.Header("Content-Security-Policy")!;
            Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("no-store", page.Header("Cache-Control"), StringComparison.Ordinal);
            Assert.Equal("nosniff", page.Header("X-Content-Type-Options"));
            Assert.Equal("DENY", page.Header("X-Frame-Options"));
            Assert.DoesNotContain("http://", page.Text.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("https://", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("style=\"", page.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Assets_are_kept_for_good_and_need_no_key()
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);
        using var browser = new Browser(dashboard);
        var html = (await browser.GetAsync("/sign-in")).Text;

        foreach (var asset in (string[])["site.css", "site.js", "icon.svg"])
        {
            var path = html[html.IndexOf("/assets/", StringComparison.Ordinal)..].Split('"').First(part => part.EndsWith(asset, StringComparison.Ordinal));
            var answer = await browser.GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Contains("immutable", answer.Header("Cache-Control"), StringComparison.Ordinal);
        }
    }

    static string HrefBefore(string html, string text)
    {
        var end = html.IndexOf($">{text}<", StringComparison.Ordinal);
        var href = html.LastIndexOf("href=\"", end, StringComparison.Ordinal) + "href=\"".Length;
        return WebUtility.HtmlDecode(html[href..html.IndexOf('"', href)]);
    }
}
