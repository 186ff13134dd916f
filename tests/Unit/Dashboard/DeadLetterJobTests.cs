using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Tracking.Storage;
using Tracking.Unit.Storage;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class DeadLetterJobTests
{
    [Fact]
    public async Task A_job_says_how_many_it_would_touch_and_does_nothing_until_it_is_started()
    {
        await using var dashboard = await StartAsync(1_200);

        var planned = await PlanAsync(dashboard, """{"action":"replay","filter":{"provider":"twilio","exceptionType":"System.InvalidOperationException"}}""");
        var id = planned["id"]!.GetValue<string>();

        Assert.Equal(("planned", 1_200, 1_200), (Word(planned, "state"), Number(planned, "planned"), Number(planned, "stillWaiting")));
        Assert.Empty(dashboard.Get<Broker>().Replayed);

        await dashboard.Get<IDeadLetterStore>().KeepAsync([Letters.Letter("late")], TestContext.Current.CancellationToken);
        Assert.Equal("running", Word((await dashboard.PostAsync($"/api/dead-letters/jobs/{id}/start", null)).Json, "state"));

        var done = await EndsAsync(dashboard, id);
        Assert.Equal(("done", 1_200, 0, 0, 0),
            (Word(done, "state"), Number(done, "done"), Number(done, "failed"), Number(done, "skipped"), Number(done, "stillWaiting")));
        Assert.Equal(
            Enumerable.Range(0, 1_200).Select(i => ($"l{i}", (object?)id)),
            dashboard.Get<Broker>().Replayed.Select(replay => (replay.LetterId, replay.Headers["x-replay-job"])));
        Assert.Equal(["late"], (await dashboard.GetAsync("/api/dead-letters/letters")).Ids);
        await Eventually.HoldsAsync(async () => Assert.Equal(
            [("dead_letter_job.done", id), ("dead_letter_job.planned", id), ("dead_letter_job.started", id)],
            (await DeadLetterTests.ActsAsync(dashboard)).Order()));
        (await dashboard.PostAsync($"/api/dead-letters/jobs/{id}/start", null)).Problem(HttpStatusCode.Conflict);
        (await dashboard.PostAsync($"/api/dead-letters/jobs/{id}/cancel", null)).Problem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_cancelled_job_stands_still_and_a_second_one_does_the_rest()
    {
        await using var dashboard = await StartAsync(300);
        var first = await StartedAsync(dashboard, """{"action":"replay","filter":{},"perSecond":40}""");
        await Eventually.HoldsAsync(() => Assert.NotEmpty(dashboard.Get<Broker>().Replayed));

        var cancelled = (await dashboard.PostAsync($"/api/dead-letters/jobs/{first}/cancel", null)).Json;
        var second = await StartedAsync(dashboard, """{"action":"replay","filter":{}}""");
        await EndsAsync(dashboard, second);

        Assert.Equal("cancelled", Word(cancelled, "state"));
        var stopped = (await dashboard.GetAsync($"/api/dead-letters/jobs/{first}")).Json;
        Assert.InRange(Number(stopped, "done"), 1, 290);
        Assert.Equal(300, Number(stopped, "done") + Number(stopped, "stillWaiting"));
        Assert.Equal(
            Enumerable.Range(0, 300).Select(i => $"l{i}").Order(), dashboard.Get<Broker>().Replayed.Select(replay => replay.LetterId).Order());
    }

    [Fact]
    public async Task While_the_broker_is_away_a_job_says_so_and_goes_on_when_it_is_back()
    {
        await using var dashboard = await StartAsync(3);
        var broker = dashboard.Get<Broker>();
        broker.IsAway = true;

        var id = await StartedAsync(dashboard, """{"action":"replay","ids":["l0","l2"]}""");
        await Eventually.HoldsAsync(async () => Assert.Contains(
            "RabbitMQ", Word((await dashboard.GetAsync($"/api/dead-letters/jobs/{id}")).Json, "problem"), StringComparison.Ordinal));
        broker.IsAway = false;

        var done = await EndsAsync(dashboard, id);
        Assert.Equal((2, 2), (Number(done, "done"), Number(done, "chosen")));
        Assert.Null(done["problem"]);
    }

    [Fact]
    public async Task What_the_broker_refuses_is_counted_and_waits()
    {
        await using var dashboard = await StartAsync(3);
        dashboard.Get<Broker>().Refusal = "There is no queue.";

        var done = await EndsAsync(dashboard, await StartedAsync(dashboard, """{"action":"replay","filter":{}}"""));

        Assert.Equal((0, 3, 3), (Number(done, "done"), Number(done, "failed"), Number(done, "stillWaiting")));
        Assert.Equal(3, (await dashboard.GetAsync("/api/dead-letters/letters")).Ids.Length);
    }

    [Fact]
    public async Task Letters_are_discarded_in_bulk_without_the_broker()
    {
        await using var dashboard = await StartAsync(3);
        dashboard.Get<Broker>().IsAway = true;

        await EndsAsync(dashboard, await StartedAsync(dashboard, """{"action":"discard","filter":{"text":"BUG"}}"""));

        Assert.Equal(3, (await dashboard.GetAsync("/api/dead-letters/letters?state=discarded")).Ids.Length);
    }

    [Fact]
    public async Task Jobs_are_listed_as_they_were_asked_for()
    {
        await using var dashboard = await StartAsync(1);
        await PlanAsync(dashboard, """{"action":"replay","filter":{"provider":"none","from":"2026-03-01T12:00:00Z"}}""");

        var job = Assert.Single((await dashboard.GetAsync("/api/dead-letters/jobs")).Json["items"]!.AsArray())!;

        Assert.Equal(("none", "2026-03-01T12:00:00+00:00", "local", 0),
            (Word(job["filter"]!, "provider"), Word(job["filter"]!, "from"), Word(job, "plannedBy"), Number(job, "planned")));
    }

    [Theory]
    [InlineData("""{"filter":{}}""", "action")]
    [InlineData("""{"action":"delete","filter":{}}""", "action")]
    [InlineData("""{"action":"replay"}""", "filter")]
    [InlineData("""{"action":"replay","ids":[]}""", "ids")]
    [InlineData("""{"action":"replay","ids":[null]}""", "ids")]
    [InlineData("""{"action":"replay","filter":{"queue":"x"}}""", "filter.queue")]
    [InlineData("""{"action":"replay","filter":{"from":"yesterday"}}""", "filter.from")]
    [InlineData("""{"action":"replay","filter":{"from":"2026-03-02T12:00:00Z","to":"2026-03-01T12:00:00Z"}}""", "filter.from")]
    [InlineData("""{"action":"replay","filter":{"text":" "}}""", "filter.text")]
    [InlineData("""{"action":"replay","filter":{},"perSecond":0}""", "perSecond")]
    public async Task A_wrong_member_is_named(string json, string member)
    {
        await using var dashboard = await StartAsync(0);

        Assert.Equal([member], (await PostAsync(dashboard, json)).Problem(HttpStatusCode.BadRequest).Errors);
    }

    [Theory]
    [InlineData("""{"action":"replay","filter":{"provder":"twilio"}}""")]
    [InlineData("""{"action":"replay","filter":{},"filter":{}}""")]
    [InlineData("""{"action":"replay","filter":[]}""")]
    [InlineData("""{"action":"replay","filter":{},"perSecond":"5"}""")]
    [InlineData("[]")]
    public async Task A_body_of_another_shape_plans_nothing(string json)
    {
        await using var dashboard = await StartAsync(1);

        (await PostAsync(dashboard, json)).Problem(HttpStatusCode.BadRequest);

        Assert.Empty((await dashboard.GetAsync("/api/dead-letters/jobs")).Json["items"]!.AsArray());
    }

    static Task<DashboardHost> StartAsync(int letters) =>
        DeadLetterTests.StartAsync([.. Enumerable.Range(0, letters).Select(i => Letters.Letter($"l{i}"))]);

    static async Task<Answer> PostAsync(DashboardHost dashboard, string json)
    {
        using var body = new StringContent(json, Encoding.UTF8, "application/json");
        return await dashboard.PostAsync("/api/dead-letters/jobs", body);
    }

    static async Task<JsonNode> PlanAsync(DashboardHost dashboard, string json)
    {
        var planned = await PostAsync(dashboard, json);
        Assert.Equal(HttpStatusCode.Created, planned.Status);
        Assert.Equal($"/api/dead-letters/jobs/{planned.Json["id"]!.GetValue<string>()}", planned.Header("Location"));
        return planned.Json;
    }

    static async Task<string> StartedAsync(DashboardHost dashboard, string json)
    {
        var id = Word(await PlanAsync(dashboard, json), "id");
        Assert.Equal(HttpStatusCode.OK, (await dashboard.PostAsync($"/api/dead-letters/jobs/{id}/start", null)).Status);
        return id;
    }

    static async Task<JsonNode> EndsAsync(DashboardHost dashboard, string id)
    {
        JsonNode? job = null;
        await Eventually.HoldsAsync(async () => Assert.Equal(
            "done", Word(job = (await dashboard.GetAsync($"/api/dead-letters/jobs/{id}")).Json, "state")));
        return job!;
    }

    static string Word(JsonNode job, string member) => job[member]?.GetValue<string>() ?? "";

    static int Number(JsonNode job, string member) => job[member]!.GetValue<int>();
}
