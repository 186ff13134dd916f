using System.Net;
using Tracking.Storage;
using Tracking.Unit.Storage;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class DeadLetterPageTests
{
    const string Script = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";

    [Fact]
    public async Task Groups_lead_to_their_letters_and_those_to_each()
    {
        await using var dashboard = await DeadLetterTests.StartAsync(
            Letters.Letter("a"), Letters.Letter("b"), Letters.Letter("c") with { Provider = null, ExceptionType = null });
        using var browser = new Browser(dashboard);

        var all = await browser.GetAsync("/dead-letters");
        var group = await browser.GetAsync("/dead-letters?queue=tracking.notification-sent&class=unapplied&exceptionType=none&provider=none");

        Assert.Contains("<h2>3 wait</h2>", all.Text, StringComparison.Ordinal);
        Assert.Contains("3 lie in the dead letters of <code>tracking.notification-sent</code>", all.Text, StringComparison.Ordinal);
        Assert.Contains("exceptionType=none&amp;provider=none\"", all.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/dead-letters/a\"", all.Text, StringComparison.Ordinal);
        Assert.Contains("href=\"/dead-letters/c\"", group.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/dead-letters/a\"", group.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dead-letters?queue=x", "queue must be one of")]
    [InlineData("/dead-letters?from=yesterday", "from must be an instant")]
    [InlineData("/dead-letters?colour=red", "colour is unknown")]
    [InlineData("/dead-letters/jobs?limit=0", "limit must be a whole number")]
    public async Task A_filter_that_is_none_is_named(string url, string problem)
    {
        await using var dashboard = await DeadLetterTests.StartAsync();
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync(url);

        Assert.Equal(HttpStatusCode.BadRequest, page.Status);
        Assert.Contains(problem, page.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dead-letters/unknown")]
    [InlineData("/dead-letters/jobs/unknown")]
    [InlineData("/dead-letters/jobs/01956a2c-0000-7000-8000-000000000000")]
    public async Task What_is_not_there_is_said_to_be_unknown(string url)
    {
        await using var dashboard = await DeadLetterTests.StartAsync();
        using var browser = new Browser(dashboard);

        var page = await browser.GetAsync(url);

        Assert.Equal(HttpStatusCode.NotFound, page.Status);
        Assert.Contains("Unknown", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Html_bytes_and_megabytes_are_shown_harmlessly()
    {
        var binary = new byte[5 << 20];
        new Random(7).NextBytes(binary);
        await using var dashboard = await DeadLetterTests.StartAsync(
            Letters.Letter("html", body: Script) with { Reason = Script, ExceptionType = Script, Provider = Script, Headers = """{"<img src=x>":"<img src=x>"}""" },
            Letters.Letter("binary") with { Body = binary },
            Letters.Letter("long", body: $$"""{"a":"{{new string('x', 5 << 20)}}"}"""));
        using var browser = new Browser(dashboard);

        foreach (var url in (string[])["/dead-letters", "/dead-letters/html", "/dead-letters/binary", "/dead-letters/long"])
        {
            var page = await browser.GetAsync(url);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.DoesNotContain("<script>alert", page.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("<img", page.Text, StringComparison.Ordinal);
            Assert.True(page.Text.Length < 1_000_000, $"{url} has {page.Text.Length} characters");
        }
    }

    [Fact]
    public async Task An_operator_replays_and_discards_a_letter()
    {
        await using var dashboard = await DeadLetterTests.StartAsync(Letters.Letter("a"), Letters.Letter("b"));
        using var browser = new Browser(dashboard);

        var replayed = await browser.PostAsync("/dead-letters/a", "/dead-letters/a/replay");
        var page = await browser.GetAsync(replayed.Header("Location")!);
        var again = await browser.PostAsync("/dead-letters/b", "/dead-letters/a/replay");
        var refusal = await browser.GetAsync(again.Header("Location")!);
        var discarded = await browser.PostAsync("/dead-letters/b", "/dead-letters/b/discard");

        Assert.Equal("/dead-letters/a", replayed.Header("Location"));
        Assert.Contains("It was replayed.", page.Text, StringComparison.Ordinal);
        Assert.Contains("by local", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/dead-letters/a/replay", page.Text, StringComparison.Ordinal);
        Assert.Contains("It was replayed already.", refusal.Text, StringComparison.Ordinal);
        Assert.Contains("It was discarded.", (await browser.GetAsync(discarded.Header("Location")!)).Text, StringComparison.Ordinal);
        Assert.Single(dashboard.Get<Broker>().Replayed);
    }

    [Fact]
    public async Task While_the_broker_is_away_the_pages_say_so_and_a_letter_waits()
    {
        await using var dashboard = await DeadLetterTests.StartAsync(Letters.Letter("a"));
        dashboard.Get<Broker>().IsAway = true;
        using var browser = new Browser(dashboard);

        var refused = await browser.PostAsync("/dead-letters/a", "/dead-letters/a/replay");

        Assert.Contains("RabbitMQ cannot be reached just now. It waits as before.", (await browser.GetAsync(refused.Header("Location")!)).Text, StringComparison.Ordinal);
        Assert.Contains("RabbitMQ cannot be reached", (await browser.GetAsync("/dead-letters")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repair_is_shown_line_by_line_before_it_is_sent()
    {
        await using var dashboard = await DeadLetterTests.StartAsync(Letters.Letter("a", body: """{"channel":"sms","deliveryId":"not an id"}"""));
        using var browser = new Browser(dashboard);

        var broken = await ReviewAsync(browser, "{ broken");
        var review = await ReviewAsync(browser, "{\r\n  \"channel\": \"sms\",\r\n  \"deliveryId\": \"d-1\"\r\n}");

        Assert.Contains("The body is not JSON", broken.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Replay with this body", broken.Text, StringComparison.Ordinal);
        Assert.Contains("<del>-   &quot;deliveryId&quot;: &quot;not an id&quot;</del>", review.Text, StringComparison.Ordinal);
        Assert.Contains("<ins>&#x2B;   &quot;deliveryId&quot;: &quot;d-1&quot;</ins>", review.Text.Replace("<ins>+", "<ins>&#x2B;", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<del>-   &quot;channel", review.Text, StringComparison.Ordinal);
        Assert.Empty(dashboard.Get<Broker>().Replayed);

        await browser.PostAsync("/dead-letters/a", "/dead-letters/a/repair", ("body", """{"channel":"sms","deliveryId":"d-1"}"""));

        Assert.True(Assert.Single(dashboard.Get<Broker>().Replayed).EditedBody is not null);
        var repaired = await browser.GetAsync("/dead-letters/a");
        Assert.Contains("What was replayed instead", repaired.Text, StringComparison.Ordinal);
        Assert.Equal([("dead_letter.edited_and_replayed", "a")], await DeadLetterTests.ActsAsync(dashboard));
    }

    [Fact]
    public async Task Those_that_are_ticked_or_all_of_the_filter_are_planned_shown_started_and_done()
    {
        await using var dashboard = await DeadLetterTests.StartAsync([.. Enumerable.Range(0, 5).Select(i => Letters.Letter($"l{i}") with { Provider = i < 3 ? "ses" : "plivo" })]);
        using var browser = new Browser(dashboard);

        var chosen = await browser.PostAsync(
            "/dead-letters", "/dead-letters/jobs/plan", ("action", "discard"), ("scope", "chosen"), ("ids", "l0"), ("ids", "l4"));
        var filtered = await browser.PostAsync(
            "/dead-letters?provider=ses", "/dead-letters/jobs/plan", ("action", "replay"), ("scope", "filter"), ("provider", "ses"), ("perSecond", "100"));
        var job = filtered.Header("Location")!;
        var planned = await browser.GetAsync(job);

        Assert.Contains("Discard 2 letters now", (await browser.GetAsync(chosen.Header("Location")!)).Text, StringComparison.Ordinal);
        Assert.Contains("Replay 3 letters now", planned.Text, StringComparison.Ordinal);
        Assert.Empty(dashboard.Get<Broker>().Replayed);

        await browser.PostAsync(job, $"{job}/start");
        await Eventually.HoldsAsync(async () => Assert.Contains("done</span>", (await browser.GetAsync(job)).Text, StringComparison.Ordinal));

        Assert.Equal(["l0", "l1", "l2"], dashboard.Get<Broker>().Replayed.Select(replay => replay.LetterId));
        await browser.PostAsync(chosen.Header("Location")!, $"{chosen.Header("Location")}/cancel");
        var jobs = await browser.GetAsync("/dead-letters/jobs");
        Assert.Contains(">cancelled</span>", jobs.Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"{job}\"", jobs.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("action=replay&scope=chosen", "No letter is ticked.")]
    [InlineData("action=delete&scope=filter", "action must be one of")]
    [InlineData("action=replay&scope=filter&perSecond=fast", "Letters a second must be a whole number.")]
    [InlineData("action=replay&scope=filter&queue=x", "filter.queue must be one of")]
    public async Task A_plan_that_makes_no_sense_is_refused_in_words(string fields, string problem)
    {
        await using var dashboard = await DeadLetterTests.StartAsync(Letters.Letter("a"));
        using var browser = new Browser(dashboard);

        var refused = await browser.PostAsync(
            "/dead-letters", "/dead-letters/jobs/plan", [.. fields.Split('&').Select(field => (field.Split('=')[0], field.Split('=')[1]))]);

        Assert.Contains(problem, (await browser.GetAsync(refused.Header("Location")!)).Text, StringComparison.Ordinal);
        Assert.Empty(await dashboard.Get<IDeadLetterJobStore>().ListAsync(null, 1, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/dead-letters/a/replay")]
    [InlineData("/dead-letters/a/discard")]
    [InlineData("/dead-letters/a/repair")]
    [InlineData("/dead-letters/jobs/plan")]
    [InlineData("/dead-letters/jobs/01956a2c-0000-7000-8000-000000000000/start")]
    [InlineData("/dead-letters/jobs/01956a2c-0000-7000-8000-000000000000/cancel")]
    public async Task A_form_without_its_token_or_of_a_reader_is_refused(string url)
    {
        await using var dashboard = await DashboardHost.StartAsync(
            ("Dashboard:ApiKeys:0:Name", "grafana"), ("Dashboard:ApiKeys:0:Role", "reader"), ("Dashboard:ApiKeys:0:Hash", AccessTests.Hash("read")));
        await dashboard.Get<IDeadLetterStore>().KeepAsync([Letters.Letter("a")], TestContext.Current.CancellationToken);
        using var browser = new Browser(dashboard);
        await browser.PostAsync("/sign-in", "/sign-in", ("key", "read"));
        var page = await browser.GetAsync("/dead-letters/a");

        var forbidden = await browser.PostBareAsync(
            url, ("body", "{}"), ("action", "replay"), ("scope", "filter"), ("__RequestVerificationToken", Browser.TokenIn(page.Text)));
        var bare = await browser.PostBareAsync(url, ("body", "{}"), ("action", "replay"), ("scope", "filter"));

        Assert.Equal(HttpStatusCode.Forbidden, forbidden.Status);
        Assert.NotEqual(HttpStatusCode.OK, bare.Status);
        Assert.DoesNotContain("Repair…", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Plan a replay", (await browser.GetAsync("/dead-letters")).Text, StringComparison.Ordinal);
        Assert.Empty(dashboard.Get<Broker>().Replayed);
        Assert.Equal(1, (await dashboard.Get<IDeadLetterQuery>().WaitingAsync(TestContext.Current.CancellationToken)).Sum(count => count.Count));
    }

    static async Task<Answer> ReviewAsync(Browser browser, string body) =>
        await browser.PostAsync("/dead-letters/a", "/dead-letters/a", ("_handler", "review"), ("body", body));
}
