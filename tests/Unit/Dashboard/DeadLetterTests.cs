using System.Net;
using System.Net.Http.Json;
using System.Text;
using Tracking.Storage;
using Tracking.Unit.Storage;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class DeadLetterTests
{
    [Fact]
    public async Task Letters_are_grouped_and_what_lies_on_the_broker_is_counted_unless_it_is_away()
    {
        await using var dashboard = await StartAsync(
            Letters.Letter("a", minute: 1), Letters.Letter("b"), Letters.Letter("c") with { Provider = null, ExceptionType = null });

        var groups = (await dashboard.GetAsync("/api/dead-letters")).Json;

        Assert.Equal(3, groups["waiting"]!.GetValue<int>());
        Assert.Equal("""[{"queue":"tracking.notification-sent","count":3}]""", groups["onBroker"]!.ToJsonString());
        Assert.Equal([2, 1], groups["items"]!.AsArray().Select(group => group!["count"]!.GetValue<int>()));
        Assert.Equal(("b", "a bug"), (groups["items"]![0]!["sampleId"]!.GetValue<string>(), groups["items"]![0]!["sampleReason"]!.GetValue<string>()));
        Assert.Null(groups["items"]![1]!["provider"]);

        dashboard.Get<Broker>().IsAway = true;
        var away = (await dashboard.GetAsync("/api/dead-letters?provider=none")).Json;
        Assert.Null(away["onBroker"]);
        Assert.Equal(1, Assert.Single(away["items"]!.AsArray())!["count"]!.GetValue<int>());
    }

    [Fact]
    public async Task Letters_are_listed_by_filter_in_pages()
    {
        await using var dashboard = await StartAsync([.. Enumerable.Range(0, 7).Select(i => Letters.Letter($"l{i}") with
        {
            Class = i % 2 == 0 ? "unreadable" : "unapplied",
        })]);

        var first = await dashboard.GetAsync("/api/dead-letters/letters?class=unreadable&limit=3");
        var second = await dashboard.GetAsync($"/api/dead-letters/letters?class=unreadable&limit=3&cursor={first.Next}");

        Assert.Equal(["l6", "l4", "l2"], first.Ids);
        Assert.Equal(["l0"], second.Ids);
        Assert.Null(second.Next);
        Assert.Equal(["l1"], (await dashboard.GetAsync("/api/dead-letters/letters?id=l1")).Ids);
        Assert.Empty((await dashboard.GetAsync("/api/dead-letters/letters?id=l1&class=unreadable")).Ids);
        Assert.Empty((await dashboard.GetAsync("/api/dead-letters/letters?state=discarded")).Ids);
        Assert.Equal(7, (await dashboard.GetAsync("/api/dead-letters/letters?state=all")).Ids.Length);
    }

    [Theory]
    [InlineData("/api/dead-letters?queue=other", "queue")]
    [InlineData("/api/dead-letters?from=2026-03-01T12:00:00Z", "from")]
    [InlineData("/api/dead-letters/letters?class=bad", "class")]
    [InlineData("/api/dead-letters/letters?state=gone", "state")]
    [InlineData("/api/dead-letters/letters?text=", "text")]
    [InlineData("/api/dead-letters/letters?surprise=1", "surprise")]
    [InlineData("/api/dead-letters/letters?cursor=abc", "cursor")]
    [InlineData("/api/dead-letters/letters?from=2026-03-02T12:00:00Z&to=2026-03-01T12:00:00Z", "from")]
    [InlineData("/api/dead-letters/jobs?limit=0", "limit")]
    public async Task A_wrong_parameter_is_named(string url, string parameter)
    {
        await using var dashboard = await StartAsync();

        Assert.Equal([parameter], (await dashboard.GetAsync(url)).Problem(HttpStatusCode.BadRequest).Errors);
    }

    [Fact]
    public async Task A_letter_is_shown_whole_without_what_proves_who_somebody_is()
    {
        await using var dashboard = await StartAsync(Letters.Letter("a", body: """{"html":"<script>alert(1)</script>"}""") with
        {
            Headers = """{"Authorization":"Bearer s3cret","X-Twilio-Signature":"s3cret","x-death":[{"$table":{"count":3}}],"x-attempt":5}""",
        });

        var letter = await dashboard.GetAsync("/api/dead-letters/a");

        Assert.DoesNotContain("s3cret", letter.Text, StringComparison.Ordinal);
        Assert.Equal("5", letter.Json["headers"]!["x-attempt"]!.GetValue<string>());
        Assert.Equal("[{count=3}]", letter.Json["headers"]!["x-death"]!.GetValue<string>());
        Assert.Equal("[not shown]", letter.Json["headers"]!["Authorization"]!.GetValue<string>());
        Assert.Equal("""{"html":"<script>alert(1)</script>"}""", letter.Json["body"]!["text"]!.GetValue<string>());
        Assert.Equal(("waiting", 5), (letter.Json["state"]!.GetValue<string>(), letter.Json["attempts"]!.GetValue<int>()));
        Assert.Equal("no-store", letter.Header("Cache-Control"));
    }

    [Fact]
    public async Task A_body_that_is_long_or_no_text_is_cut_and_downloaded_whole_as_a_file()
    {
        var binary = new byte[100_000];
        new Random(7).NextBytes(binary);
        await using var dashboard = await StartAsync(
            Letters.Letter("long", body: new string('ü', 2_500_000)), Letters.Letter("binary") with { Body = binary });

        var shown = (await dashboard.GetAsync("/api/dead-letters/long")).Json["body"]!;
        var bytes = (await dashboard.GetAsync("/api/dead-letters/binary")).Json["body"]!;
        var file = await dashboard.GetAsync("/api/dead-letters/binary/body");

        Assert.Equal((new string('ü', 131_072), 5_000_000, true),
            (shown["text"]!.GetValue<string>(), shown["bytes"]!.GetValue<int>(), shown["isCut"]!.GetValue<bool>()));
        Assert.Null(bytes["text"]);
        Assert.Equal(binary[..(48 * 1024)], Convert.FromBase64String(bytes["base64"]!.GetValue<string>()));
        Assert.Equal(("application/octet-stream", "nosniff"), (file.MediaType, file.Header("X-Content-Type-Options")));
        Assert.StartsWith("attachment; filename=dead-letter-binary;", file.Message.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        Assert.Equal(binary, await dashboard.Http.GetByteArrayAsync(
            new Uri("/api/dead-letters/binary/body", UriKind.Relative), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_letter_is_replayed_once_as_it_was_and_audited()
    {
        await using var dashboard = await StartAsync(Letters.Letter("a", body: "raw"));

        var replayed = await dashboard.PostAsync("/api/dead-letters/a/replay", null);
        var again = await dashboard.PostAsync("/api/dead-letters/a/replay", null);

        Assert.Equal((HttpStatusCode.OK, "replayed", "local"),
            (replayed.Status, replayed.Json["state"]!.GetValue<string>(), replayed.Json["settledBy"]!.GetValue<string>()));
        Assert.Equal("It was replayed already.", again.Problem(HttpStatusCode.Conflict).Json["detail"]!.GetValue<string>());
        var replay = Assert.Single(dashboard.Get<Broker>().Replayed);
        Assert.Equal(("a", Letters.Queue, "raw", "a"),
            (replay.LetterId, replay.Queue, Encoding.UTF8.GetString(replay.Body.Span), replay.Headers["x-replay-of"]));
        Assert.Equal([("dead_letter.replayed", "a")], await ActsAsync(dashboard));
    }

    [Fact]
    public async Task What_the_broker_refuses_or_cannot_be_asked_waits_as_before()
    {
        await using var dashboard = await StartAsync(Letters.Letter("a"));
        var broker = dashboard.Get<Broker>();

        broker.IsAway = true;
        var away = (await dashboard.PostAsync("/api/dead-letters/a/replay", null)).Problem(HttpStatusCode.ServiceUnavailable);
        (broker.IsAway, broker.Refusal) = (false, "There is no queue.");
        var refused = (await dashboard.PostAsync("/api/dead-letters/a/replay", null)).Problem(HttpStatusCode.Conflict);

        Assert.Contains("RabbitMQ", away.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("5", away.Header("Retry-After"));
        Assert.Equal("There is no queue.", refused.Json["detail"]!.GetValue<string>());
        Assert.Equal(["a"], (await dashboard.GetAsync("/api/dead-letters/letters")).Ids);
        Assert.Empty(await ActsAsync(dashboard));
    }

    [Fact]
    public async Task A_repaired_letter_keeps_both_bodies_and_one_that_nobody_could_parse_is_refused()
    {
        await using var dashboard = await StartAsync(Letters.Letter("a", body: "{ broken") with { ContentType = "text/plain" });

        var refused = await RepairAsync(dashboard, """{"body":"{ still broken"}""");
        var misspelt = await RepairAsync(dashboard, """{"bodi":"{}"}""");
        var repaired = await RepairAsync(dashboard, """{"body":"{\"a\":1}"}""");

        Assert.Equal(["body"], refused.Problem(HttpStatusCode.BadRequest).Errors);
        misspelt.Problem(HttpStatusCode.BadRequest);
        Assert.Equal(HttpStatusCode.OK, repaired.Status);
        var replay = Assert.Single(dashboard.Get<Broker>().Replayed);
        Assert.Equal(("""{"a":1}""", "application/json", true),
            (Encoding.UTF8.GetString(replay.Body.Span), replay.ContentType, replay.Headers["x-edited"]));
        var letter = (await dashboard.GetAsync("/api/dead-letters/a")).Json;
        Assert.Equal(("{ broken", """{"a":1}"""),
            (letter["body"]!["text"]!.GetValue<string>(), letter["editedBody"]!["text"]!.GetValue<string>()));
        Assert.Equal([("dead_letter.edited_and_replayed", "a")], await ActsAsync(dashboard));
    }

    [Fact]
    public async Task A_discarded_letter_stays_to_be_looked_at_and_is_not_replayed()
    {
        await using var dashboard = await StartAsync(Letters.Letter("a"));

        Assert.Equal(HttpStatusCode.OK, (await dashboard.PostAsync("/api/dead-letters/a/discard", null)).Status);

        Assert.Equal(["a"], (await dashboard.GetAsync("/api/dead-letters/letters?state=discarded")).Ids);
        (await dashboard.PostAsync("/api/dead-letters/a/replay", null)).Problem(HttpStatusCode.Conflict);
        Assert.Empty(dashboard.Get<Broker>().Replayed);
        Assert.Equal([("dead_letter.discarded", "a")], await ActsAsync(dashboard));
    }

    [Theory]
    [InlineData("GET", "/api/dead-letters/unknown")]
    [InlineData("GET", "/api/dead-letters/unknown/body")]
    [InlineData("POST", "/api/dead-letters/unknown/replay")]
    [InlineData("POST", "/api/dead-letters/unknown/discard")]
    [InlineData("GET", "/api/dead-letters/jobs/unknown")]
    [InlineData("POST", "/api/dead-letters/jobs/0190f5d4-0000-7000-8000-000000000000/start")]
    [InlineData("POST", "/api/dead-letters/jobs/unknown/cancel")]
    public async Task What_is_not_there_is_not_found(string method, string path)
    {
        await using var dashboard = await StartAsync();

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        (await dashboard.SendAsync(request)).Problem(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/api/dead-letters/a/replay")]
    [InlineData("/api/dead-letters/a/discard")]
    [InlineData("/api/dead-letters/a/edit-and-replay")]
    [InlineData("/api/dead-letters/jobs")]
    [InlineData("/api/dead-letters/jobs/0190f5d4-0000-7000-8000-000000000000/start")]
    [InlineData("/api/dead-letters/jobs/0190f5d4-0000-7000-8000-000000000000/cancel")]
    public async Task Who_may_only_read_may_change_nothing(string path)
    {
        await using var dashboard = await DashboardHost.StartAsync(
            ("Dashboard:ApiKeys:0:Name", "reader"), ("Dashboard:ApiKeys:0:Role", "reader"),
            ("Dashboard:ApiKeys:0:Hash", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("read"u8))));

        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { body = "{}" }) };
        request.Headers.Authorization = new("Bearer", "read");

        (await dashboard.SendAsync(request)).Problem(HttpStatusCode.Forbidden);
    }

    internal static async Task<DashboardHost> StartAsync(params KeptLetter[] letters)
    {
        var dashboard = await DashboardHost.StartAsync();
        await dashboard.Get<IDeadLetterStore>().KeepAsync(letters, TestContext.Current.CancellationToken);
        return dashboard;
    }

    internal static async Task<(string Action, string Subject)[]> ActsAsync(DashboardHost dashboard) =>
        [.. (await dashboard.GetAsync("/api/audit")).Json["items"]!.AsArray().Reverse()
            .Select(entry => (entry!["action"]!.GetValue<string>(), entry["subject"]!.GetValue<string>()))];

    static async Task<Answer> RepairAsync(DashboardHost dashboard, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await dashboard.PostAsync("/api/dead-letters/a/edit-and-replay", body);
    }
}
