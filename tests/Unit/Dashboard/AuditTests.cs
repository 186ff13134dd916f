using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class AuditTests
{
    static readonly DateTimeOffset Noon = Facts.Noon;

    [Fact]
    public async Task An_assignment_leaves_an_entry_that_says_who_did_what_to_which_delivery()
    {
        await using var dashboard = await DashboardHost.StartAsync(
            ("Dashboard:ApiKeys:0:Name", "ana"), ("Dashboard:ApiKeys:0:Role", "operator"),
            ("Dashboard:ApiKeys:0:Hash", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("write")))));
        dashboard.Http.DefaultRequestHeaders.Authorization = new("Bearer", "write");
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon));
        dashboard.Clock.Now = Noon.AddHours(1);

        await AssignAsync(dashboard, "d-1");

        var entry = Assert.Single((await dashboard.GetAsync("/api/audit")).Json["items"]!.AsArray())!;
        Assert.Equal(["id", "at", "actor", "action", "subject", "detail"], entry.AsObject().Select(member => member.Key));
        Assert.Equal(Noon.AddHours(1), entry["at"]!.GetValue<DateTimeOffset>());
        Assert.Equal(
            ("ana", "provider_message.assigned", "d-1"),
            (entry["actor"]!.GetValue<string>(), entry["action"]!.GetValue<string>(), entry["subject"]!.GetValue<string>()));
        Assert.Equal("""{"provider":"twilio","providerMessageId":"SM1"}""", entry["detail"]!.ToJsonString());
    }

    [Fact]
    public async Task Where_access_is_open_the_actor_is_local_and_a_refused_assignment_leaves_no_entry()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Noon));

        await AssignAsync(dashboard, "d-1");
        await AssignAsync(dashboard, "unknown");

        var entry = Assert.Single((await dashboard.GetAsync("/api/audit")).Json["items"]!.AsArray())!;
        Assert.Equal("local", entry["actor"]!.GetValue<string>());
    }

    [Fact]
    public async Task Entries_are_listed_the_newest_first_page_by_page_as_they_are_filtered()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await dashboard.ApplyAsync(Facts.Sent($"d-{i}", Noon.AddHours(i)));
            await AssignAsync(dashboard, $"d-{i}");
        }

        var first = await dashboard.GetAsync("/api/audit?limit=2&action=provider_message.assigned&actor=local&from=2026-03-01T13:00:00Z");
        var second = await dashboard.GetAsync(
            $"/api/audit?limit=2&action=provider_message.assigned&actor=local&from=2026-03-01T13:00:00Z&cursor={first.Next}");

        Assert.Equal(["d-4", "d-3"], Subjects(first));
        Assert.Equal(["d-2", "d-1"], Subjects(second));
        Assert.Null(second.Next);
        Assert.Equal(["d-0"], Subjects(await dashboard.GetAsync("/api/audit?to=2026-03-01T13:00:00Z")));
        Assert.Empty(Subjects(await dashboard.GetAsync("/api/audit?action=recipient.erased")));
        Assert.Equal(
            ["cursor"], (await dashboard.GetAsync($"/api/audit?cursor={first.Next}")).Problem(HttpStatusCode.BadRequest).Errors);
    }

    [Theory]
    [InlineData("from=2026-03-02T00:00:00Z&to=2026-03-01T00:00:00Z", "from")]
    [InlineData("who=ana", "who")]
    [InlineData("limit=501", "limit")]
    [InlineData("actor=%20", "actor")]
    public async Task A_question_that_makes_no_sense_is_refused_by_name(string query, string parameter)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        Assert.Equal([parameter], (await dashboard.GetAsync($"/api/audit?{query}")).Problem(HttpStatusCode.BadRequest).Errors);
    }

    static string[] Subjects(Answer answer) =>
        [.. answer.Json["items"]!.AsArray().Select(entry => entry!["subject"]!.GetValue<string>())];

    static Task<Answer> AssignAsync(DashboardHost dashboard, string deliveryId) => dashboard.PutAsync(
        $"/api/deliveries/{deliveryId}/provider-message-id",
        JsonContent.Create(new JsonObject { ["provider"] = "twilio", ["providerMessageId"] = "SM1" }));
}
