using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class SuppressionTests
{
    static readonly DateTimeOffset Noon = Facts.Noon;

    [Fact]
    public async Task A_hard_bounce_is_on_the_list_and_a_check_says_so()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(
            Facts.Sent("d-1", Noon, "m1", "ses", (DescriptionField.Channel, "email"), (DescriptionField.Recipient, "Ana <Ana@example.org>")),
            Facts.Callback(Evidence.HardBounce, "m1", Noon.AddMinutes(1), "ses", "ana@example.org"));

        var list = await dashboard.GetAsync("/api/suppressions?recipient=ANA%40example.org");
        var check = await CheckAsync(dashboard, """{"channel":"email","recipients":["ANA <ana@EXAMPLE.org>","bo@example.org"]}""");

        var entry = Assert.Single(list.Json["items"]!.AsArray())!;
        Assert.Equal(("hard_bounce", "all", "d-1"), (Text(entry, "reason"), Text(entry, "scope"), Text(entry, "deliveryId")));
        Assert.Equal(
            """{"suppressed":[{"recipient":"ANA <ana@EXAMPLE.org>","reason":"hard_bounce","scope":"all","since":"2026-03-01T12:01:00+00:00"}]}""",
            System.Text.RegularExpressions.Regex.Unescape(check.Text));
    }

    [Theory]
    [InlineData("", "all-a,all-u,sender")]
    [InlineData(""","category":"marketing" """, "all-a,all-u,marketing,sender")]
    [InlineData(""","category":"product" """, "all-a,all-u,sender")]
    [InlineData(""","category":"security" """, "all-a,sender")]
    [InlineData(""","sender":"+1 500 555 0006" """, "all-a,all-u,sender")]
    [InlineData(""","sender":"+1 500 555 0007" """, "all-a,all-u")]
    [InlineData(""","list":"sendgrid:12" """, "all-a,all-u,list,sender")]
    public async Task What_the_message_is_decides_which_entries_count(string message, string suppressed)
    {
        await using var dashboard = await DashboardHost.StartAsync();
        foreach (var (recipient, scope, reason) in ((string, string, string)[])
            [
                ("all-a", "all", "hard_bounce"), ("all-u", "all", "unsubscribed"), ("marketing", "marketing", "unsubscribed"),
                ("sender", "sender:15005550006", "opted_out"), ("list", "list:sendgrid:12", "unsubscribed"),
            ])
        {
            await dashboard.PostAsync("/api/suppressions", JsonContent.Create(new { channel = "x", recipient, scope, reason }));
        }

        var check = await CheckAsync(dashboard, $$"""{"channel":"x"{{message}},"recipients":["all-a","all-u","list","marketing","sender"]}""");

        Assert.Equal(suppressed, string.Join(',', check.Json["suppressed"]!.AsArray().Select(v => Text(v!, "recipient"))));
    }

    [Fact]
    public async Task By_hand_it_is_added_and_lifted_and_both_are_audited()
    {
        await using var dashboard = await DashboardHost.StartAsync();

        var added = await dashboard.PostAsync("/api/suppressions", JsonContent.Create(
            new { tenantId = "acme", channel = "sms", recipient = "+31 6 12345678", reason = "asked by phone" }));
        var id = Text(added.Json, "id");
        var lifted = await dashboard.Http.DeleteAsync($"/api/suppressions/{id}", TestContext.Current.CancellationToken);
        var again = await Answer.ReadAsync(await dashboard.Http.DeleteAsync($"/api/suppressions/{id}", TestContext.Current.CancellationToken));

        Assert.Equal(HttpStatusCode.Created, added.Status);
        Assert.Equal(("31612345678", "all", "acme"), (Text(added.Json, "recipient"), Text(added.Json, "scope"), Text(added.Json, "tenantId")));
        Assert.Equal(HttpStatusCode.NoContent, lifted.StatusCode);
        again.Problem(HttpStatusCode.NotFound);
        Assert.Empty((await dashboard.GetAsync("/api/suppressions")).Json["items"]!.AsArray());
        var audit = (await dashboard.GetAsync("/api/audit")).Json["items"]!.AsArray();
        Assert.Equal(
            [("recipient.suppressed", id, "asked by phone"), ("suppression.lifted", id, "asked by phone")],
            audit.Select(e => (Text(e!, "action"), Text(e!, "subject"), Text(e!["detail"]!, "reason"))).Order());
    }

    [Fact]
    public async Task Ten_thousand_are_checked_in_one_call_and_one_more_is_refused()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.PostAsync("/api/suppressions", JsonContent.Create(new { channel = "sms", recipient = "31600009999", reason = "opted_out" }));

        var most = await dashboard.PostAsync("/api/suppressions/check", Recipients(10_000));
        var more = await dashboard.PostAsync("/api/suppressions/check", Recipients(10_001));

        Assert.Equal("+31600009999", Text(Assert.Single(most.Json["suppressed"]!.AsArray())!, "recipient"));
        Assert.Equal(["recipients"], more.Problem(HttpStatusCode.BadRequest).Errors);

        static JsonContent Recipients(int count) =>
            JsonContent.Create(new { channel = "sms", recipients = Enumerable.Range(0, count).Select(i => $"+316{i:00000000}") });
    }

    [Theory]
    [InlineData("""{}""", "channel", "reason", "recipient")]
    [InlineData("""{"channel":" ","recipient":"<>","reason":""}""", "channel", "reason", "recipient")]
    [InlineData("""{"channel":"sms","recipient":"1","reason":"x","scope":"security"}""", "scope")]
    [InlineData("""{"channel":"sms","recipient":"1","reason":"x","tenantId":"","scope":""}""", "scope", "tenantId")]
    [InlineData("""{"channel":"sms","recipient":"a\u0000","reason":"x"}""", "recipient")]
    public async Task What_is_wrong_with_an_entry_is_named(string body, params string[] members)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        var answer = await dashboard.PostAsync("/api/suppressions", Json(body));

        Assert.Equal(members, answer.Problem(HttpStatusCode.BadRequest).Errors.Order());
        Assert.Empty((await dashboard.GetAsync("/api/suppressions")).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"recipients":["a@x.org"]}""", "channel")]
    [InlineData("""{"channel":"sms"}""", "recipients")]
    [InlineData("""{"channel":"sms","recipients":["1",""]}""", "recipients")]
    [InlineData("""{"channel":"sms","recipients":["1",null]}""", "recipients")]
    [InlineData("""{"channel":"sms","recipients":[],"category":"","sender":" ","list":"","tenantId":""}""", "category", "list", "sender", "tenantId")]
    public async Task What_is_wrong_with_a_check_is_named(string body, params string[] members)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        Assert.Equal(members, (await CheckAsync(dashboard, body)).Problem(HttpStatusCode.BadRequest).Errors.Order());
    }

    [Theory]
    [InlineData("""{"channel":"sms","recipient":"1","reason":"x","scop":"marketing"}""")]
    [InlineData("""{"channel":"sms","recipient":"1","reason":"x","reason":"y"}""")]
    [InlineData("""{"channel":"sms","recipient":1,"reason":"x"}""")]
    [InlineData("[]")]
    public async Task A_body_of_another_shape_is_refused_whole(string body)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        (await dashboard.PostAsync("/api/suppressions", Json(body))).Problem(HttpStatusCode.BadRequest);
        (await CheckAsync(dashboard, body)).Problem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_reader_may_list_and_check_and_not_add_or_lift()
    {
        await using var dashboard = await DashboardHost.StartAsync(
            ("Dashboard:ApiKeys:0:Name", "ana"), ("Dashboard:ApiKeys:0:Role", "reader"),
            ("Dashboard:ApiKeys:0:Hash", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("read")))));
        var entry = Json("""{"channel":"sms","recipient":"1","reason":"x"}""");

        (await dashboard.PostAsync("/api/suppressions/check", Json("""{"channel":"sms","recipients":[]}"""))).Problem(HttpStatusCode.Unauthorized);
        dashboard.Http.DefaultRequestHeaders.Authorization = new("Bearer", "read");
        Assert.Equal(HttpStatusCode.OK, (await dashboard.GetAsync("/api/suppressions")).Status);
        Assert.Equal(HttpStatusCode.OK, (await CheckAsync(dashboard, """{"channel":"sms","recipients":[]}""")).Status);
        (await dashboard.PostAsync("/api/suppressions", entry)).Problem(HttpStatusCode.Forbidden);
        (await Answer.ReadAsync(await dashboard.Http.DeleteAsync($"/api/suppressions/{Guid.Empty}", TestContext.Current.CancellationToken)))
            .Problem(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("?scopes=all", "scopes")]
    [InlineData("?limit=0&cursor=x", "cursor", "limit")]
    [InlineData("?tenantId=%00", "tenantId")]
    public async Task A_wrong_parameter_is_named(string query, params string[] names)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        Assert.Equal(names, (await dashboard.GetAsync("/api/suppressions" + query)).Problem(HttpStatusCode.BadRequest).Errors.Order());
    }

    static Task<Answer> CheckAsync(DashboardHost dashboard, string body) => dashboard.PostAsync("/api/suppressions/check", Json(body));

    static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    static string? Text(JsonNode node, string name) => node[name]?.GetValue<string>();
}
