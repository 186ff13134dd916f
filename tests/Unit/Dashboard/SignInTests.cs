using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Storage;
using Tracking.Storage.InMemory;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class SignInTests
{
    static readonly (string, string)[] Keys =
    [
        ("Dashboard:ApiKeys:0:Name", "grafana"), ("Dashboard:ApiKeys:0:Role", "reader"), ("Dashboard:ApiKeys:0:Hash", AccessTests.Hash("read")),
        ("Dashboard:ApiKeys:1:Name", "ops"), ("Dashboard:ApiKeys:1:Role", "operator"), ("Dashboard:ApiKeys:1:Hash", AccessTests.Hash("write")),
    ];

    [Fact]
    public async Task Who_has_not_signed_in_is_led_there_and_back_to_the_page_that_was_asked_for()
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);
        using var browser = new Browser(dashboard);

        var asked = await browser.GetAsync("/deliveries?status=sent");
        var signIn = asked.Header("Location")!;
        var signedIn = await browser.PostAsync(signIn, "/sign-in", ("key", "write"), ("returnUrl", "/deliveries?status=sent"));

        Assert.Equal(HttpStatusCode.Redirect, asked.Status);
        Assert.Equal("/sign-in?returnUrl=%2Fdeliveries%3Fstatus%3Dsent", signIn);
        Assert.Equal("/deliveries?status=sent", signedIn.Header("Location"));
        var page = await browser.GetAsync("/deliveries?status=sent");
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains("ops", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_signs_nobody_in_and_is_named_nowhere()
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);
        using var browser = new Browser(dashboard);

        var refused = await browser.PostAsync("/sign-in", "/sign-in", ("key", "guess-4711"));

        var page = await browser.GetAsync(refused.Header("Location")!);
        Assert.Contains("This key is unknown.", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/deliveries")).Status);
        Assert.DoesNotContain(dashboard.Log.Lines, line => line.Contains("guess-4711", StringComparison.Ordinal));
        Assert.DoesNotContain("guess-4711", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_of_other_sites()
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);
        using var browser = new Browser(dashboard);

        var answer = await browser.PostAsync("/sign-in", "/sign-in", ("key", "read"));

        var cookie = answer.Message.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("tracking-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Signing_out_ends_the_session()
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);
        using var browser = new Browser(dashboard);
        await browser.PostAsync("/sign-in", "/sign-in", ("key", "read"));

        await browser.PostAsync("/deliveries", "/sign-out");

        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/deliveries")).Status);
    }

    [Fact]
    public async Task A_session_ends_with_the_key_that_began_it()
    {
        var ring = new SharedRing();
        using var browser = await SignedInAsync(ring, out var cookies);

        await using var later = await DashboardHost.StartAsync(ring.Use, [.. Keys.Skip(3)]);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(later.Address) };
        http.DefaultRequestHeaders.Add("Cookie", cookies());

        var answer = await http.GetAsync("/deliveries", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    [Fact]
    public async Task A_session_outlives_the_dashboard_that_began_it()
    {
        var ring = new SharedRing();
        using var browser = await SignedInAsync(ring, out var cookies);

        await using var later = await DashboardHost.StartAsync(ring.Use, Keys);
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(later.Address) };
        http.DefaultRequestHeaders.Add("Cookie", cookies());

        var answer = await http.GetAsync("/deliveries", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Keys_are_not_tried_one_after_the_other()
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);
        using var browser = new Browser(dashboard);
        var token = Browser.TokenIn((await browser.GetAsync("/sign-in")).Text);

        var answers = new List<Answer>();
        for (var i = 0; i < 12; i++)
            answers.Add(await browser.PostBareAsync("/sign-in", ("key", $"guess-{i}"), ("__RequestVerificationToken", token)));

        Assert.All(answers.Take(10), answer => Assert.Equal(HttpStatusCode.Redirect, answer.Status));
        Assert.All(answers.Skip(10), answer => Assert.Equal((HttpStatusCode.TooManyRequests, "60"), (answer.Status, answer.Header("Retry-After"))));
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/a\r\nSet-Cookie: b")]
    [InlineData("")]
    public async Task Nobody_is_led_to_another_site(string returnUrl)
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);
        using var browser = new Browser(dashboard);

        var answer = await browser.PostAsync("/sign-in", "/sign-in", ("key", "read"), ("returnUrl", returnUrl));

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Equal("/", answer.Header("Location"));
    }

    [Fact]
    public async Task A_session_reads_the_api_and_writes_nothing_by_it()
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);
        await dashboard.ApplyAsync(Facts.Sent("d-1", Facts.Noon));
        using var browser = new Browser(dashboard);
        await browser.PostAsync("/sign-in", "/sign-in", ("key", "write"));

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/deliveries")).Status);
        (await browser.DeleteAsync("/api/suppressions/01956a2c-0000-7000-8000-000000000000")).Problem(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("anna", "operator")]
    [InlineData("bob", "reader")]
    public async Task Whom_a_trusted_proxy_names_is_signed_in(string name, string role)
    {
        await using var dashboard = await DashboardHost.StartAsync(
            ("Dashboard:TrustedProxyHeader", "X-Forwarded-User"), ("Dashboard:TrustedProxies:0", "127.0.0.0/8"), ("Dashboard:Operators:0", "anna"));
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync("/deliveries", ("X-Forwarded-User", name));

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains($"{name}<span class=\"role\">{role}</span>", page.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/deliveries")).Status);
    }

    [Fact]
    public async Task Whom_somebody_else_names_is_nobody()
    {
        await using var dashboard = await DashboardHost.StartAsync(
            ("Dashboard:TrustedProxyHeader", "X-Forwarded-User"), ("Dashboard:TrustedProxies:0", "192.0.2.1"), ("Dashboard:Operators:0", "anna"));
        using var browser = new Browser(dashboard);

        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/deliveries", ("X-Forwarded-User", "anna"))).Status);
    }

    [Theory]
    [InlineData("Dashboard:TrustedProxyHeader", "X-Forwarded-User", "Dashboard:TrustedProxies:0")]
    [InlineData("Dashboard:TrustedProxies:0", "proxy.local", "Dashboard:TrustedProxies:0")]
    public async Task A_proxy_that_cannot_be_told_from_others_keeps_the_host_from_starting(string key, string value, string named)
    {
        var wrong = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => DashboardHost.StartAsync((key, value)));

        Assert.Contains(named, wrong.Message, StringComparison.Ordinal);
    }

    static Task<Browser> SignedInAsync(SharedRing ring, out Func<string> cookies)
    {
        Browser? browser = null;
        cookies = () => string.Join("; ", browser!.Cookies.Select(c => $"{c.Name}={c.Value}"));
        return SignInAsync();

        async Task<Browser> SignInAsync()
        {
            await using var dashboard = await DashboardHost.StartAsync(ring.Use, Keys);
            browser = new Browser(dashboard);
            await browser.PostAsync("/sign-in", "/sign-in", ("key", "read"));
            return browser;
        }
    }

    /// <summary>The ring that two dashboards have in common.</summary>
    sealed class SharedRing
    {
        readonly InMemoryKeyRing _ring = new();

        public void Use(IServiceCollection services) => services.AddSingleton<IKeyRing>(_ring);
    }
}
