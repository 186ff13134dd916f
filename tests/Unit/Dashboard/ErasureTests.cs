using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class ErasureTests
{
    static readonly DateTimeOffset Noon = Facts.Noon;

    [Fact]
    public async Task An_erasure_says_how_much_it_was_and_leaves_an_entry_that_does_not_say_who()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(
            Facts.Sent("d-1", Noon, "SM1", "twilio", (DescriptionField.Recipient, "ana@example.org")),
            Facts.Callback(Evidence.Delivered, "x", Noon, "ses", "ana@example.org"), Facts.Sent("d-2", Noon, "SM2"));

        var answer = await dashboard.PostAsync("/api/erasures", Body("Ana <ANA@example.org>"));

        Assert.Equal(
            """{"deliveries":1,"claims":1,"events":2,"orphans":1,"rawCallbacks":0,"deadLetters":0,"auditEntries":0,"keptUnsubscribes":0,"keptSuppressions":0}""", answer.Text);
        Assert.Equal(["d-2"], (await dashboard.GetAsync("/api/deliveries")).Ids);
        var audit = await dashboard.GetAsync("/api/audit");
        var entry = Assert.Single(audit.Json["items"]!.AsArray())!;
        Assert.Equal(("recipient.erased", "local"), (entry["action"]!.GetValue<string>(), entry["actor"]!.GetValue<string>()));
        Assert.Null(entry["subject"]);
        Assert.Equal("1", entry["detail"]!["deliveries"]!.GetValue<string>());
        Assert.DoesNotContain("ana", audit.Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(dashboard.Log.Lines, line => line.Contains("ana@", StringComparison.OrdinalIgnoreCase));
        Assert.Contains(dashboard.Log.Lines, line => line.Contains("local erased a recipient: 1 deliveries", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_erasure_for_one_tenant_leaves_the_others_alone()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        foreach (var tenant in (string[])["t1", "t2"])
        {
            await dashboard.ApplyAsync(Facts.Sent(
                tenant, Noon, null, "ses", (DescriptionField.Recipient, "ana@example.org"), (DescriptionField.TenantId, tenant)));
        }

        await dashboard.PostAsync("/api/erasures", Body("ana@example.org", "t1"));

        Assert.Equal(["t2"], (await dashboard.GetAsync("/api/deliveries")).Ids);
        Assert.Equal("t1", (await dashboard.GetAsync("/api/audit")).Json["items"]![0]!["detail"]!["tenantId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Only_an_operator_may_erase()
    {
        await using var dashboard = await DashboardHost.StartAsync(
            ("Dashboard:ApiKeys:0:Name", "ana"), ("Dashboard:ApiKeys:0:Role", "reader"),
            ("Dashboard:ApiKeys:0:Hash", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("read")))));

        (await dashboard.PostAsync("/api/erasures", Body("ana@example.org"))).Problem(HttpStatusCode.Unauthorized);
        dashboard.Http.DefaultRequestHeaders.Authorization = new("Bearer", "read");
        (await dashboard.PostAsync("/api/erasures", Body("ana@example.org"))).Problem(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("""{}""", "recipient")]
    [InlineData("""{"recipient":" "}""", "recipient")]
    [InlineData("""{"recipient":"<>","tenantId":""}""", "recipient", "tenantId")]
    [InlineData("""{"recipient":"a@x.org\u0000"}""", "recipient")]
    [InlineData("""{"recipient":"a@x.org","tenantId":" "}""", "tenantId")]
    public async Task A_missing_or_bad_member_is_named_and_erases_nothing(string body, params string[] members)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        var answer = await dashboard.PostAsync("/api/erasures", new StringContent(body, Encoding.UTF8, "application/json"));

        Assert.Equal(members, answer.Problem(HttpStatusCode.BadRequest).Errors);
        Assert.Empty((await dashboard.GetAsync("/api/audit")).Json["items"]!.AsArray());
    }

    [Theory]
    [InlineData("", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("""{"recipient":"a@x.org","tenant":"t1"}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("""{"recipient":["a@x.org"]}""", "application/json", HttpStatusCode.BadRequest)]
    [InlineData("recipient=a%40x.org", "application/x-www-form-urlencoded", HttpStatusCode.UnsupportedMediaType)]
    public async Task A_body_that_is_no_erasure_is_refused_without_being_repeated(string body, string mediaType, HttpStatusCode status)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        var answer = await dashboard.PostAsync("/api/erasures", new StringContent(body, Encoding.UTF8, mediaType));

        Assert.DoesNotContain("x.org", answer.Problem(status).Text, StringComparison.Ordinal);
    }

    static JsonContent Body(string recipient, string? tenantId = null)
    {
        var body = new JsonObject { ["recipient"] = recipient };
        if (tenantId is not null)
            body["tenantId"] = tenantId;
        return JsonContent.Create(body);
    }
}
