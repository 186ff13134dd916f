using System.Net;
using FsCheck.Fluent;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class RefusedQueryTests(SharedDashboard shared) : IClassFixture<SharedDashboard>
{
    [Theory]
    [InlineData("status=lost", "status", "must be one of: queued, sent, delivered, failed, bounced")]
    [InlineData("status=Sent", "status", "must be one of")]
    [InlineData("status=0", "status", "must be one of")]
    [InlineData("status=", "status", "must be one of")]
    [InlineData("status", "status", "must be one of")]
    [InlineData("limit=0", "limit", "must be a whole number from 1 to 500")]
    [InlineData("limit=501", "limit", "from 1 to 500")]
    [InlineData("limit=-1", "limit", "from 1 to 500")]
    [InlineData("limit=1.5", "limit", "from 1 to 500")]
    [InlineData("limit=99999999999999999999", "limit", "from 1 to 500")]
    [InlineData("limit=%D9%A3", "limit", "from 1 to 500")]
    [InlineData("limit=%205", "limit", "from 1 to 500")]
    [InlineData("overdue=1", "overdue", "must be true or false")]
    [InlineData("overdue=", "overdue", "must be true or false")]
    [InlineData("from=2026-03-01", "from", "must be an instant in ISO 8601 with Z or an offset")]
    [InlineData("from=2026-03-01T12:00:00", "from", "must be an instant")]
    [InlineData("from=2026-03-01T12:00:00+01:00", "from", "+ is written %2B")]
    [InlineData("from=2026-02-30T12:00:00Z", "from", "must be an instant")]
    [InlineData("from=yesterday", "from", "must be an instant")]
    [InlineData("from=0001-01-01T00:00:00%2B14:00", "from", "must be an instant")]
    [InlineData("to=1772366400", "to", "must be an instant")]
    [InlineData("to=03/01/2026Z", "to", "must be an instant")]
    [InlineData("from=2026-03-01T12:00:00Z&to=2026-03-01T12:00:00Z", "from", "must be before to")]
    [InlineData("from=2026-03-02T12:00:00Z&to=2026-03-01T12:00:00Z", "from", "must be before to")]
    [InlineData("tenantId=", "tenantId", "must be text of 1 to 256 characters")]
    [InlineData("tenantId=%20%09", "tenantId", "must be text of 1 to 256 characters")]
    [InlineData("reason=a%00b", "reason", "must be text")]
    [InlineData("cursor=", "cursor", "must be text")]
    [InlineData("cursor=abc", "cursor", "must be the next of an earlier page")]
    [InlineData("state=sent", "state", "is unknown; known are status, reason")]
    [InlineData("status=sent&status=queued", "status", "must be given once")]
    [InlineData("status=sent&Status=sent", "status", "must be given once")]
    public async Task A_wrong_parameter_is_named_with_what_is_expected(string query, string parameter, string expected)
    {
        var dashboard = shared.Host;

        var answer = (await dashboard.GetAsync($"/api/deliveries?{query}")).Problem(HttpStatusCode.BadRequest);

        Assert.Equal([parameter], answer.Errors);
        var sentence = answer.Json["errors"]![parameter]![0]!.GetValue<string>();
        Assert.StartsWith($"{parameter} ", sentence, StringComparison.Ordinal);
        Assert.Contains(expected, sentence, StringComparison.Ordinal);
        Assert.Contains(sentence, answer.Json["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("reason", 256)]
    [InlineData("tenantId", 256)]
    [InlineData("channel", 256)]
    [InlineData("provider", 64)]
    [InlineData("notificationType", 256)]
    [InlineData("notificationId", 256)]
    [InlineData("notifiableType", 256)]
    [InlineData("notifiableId", 256)]
    [InlineData("recipient", 1024)]
    [InlineData("providerMessageId", 255)]
    public async Task A_text_may_be_as_long_as_any_that_is_stored_and_no_longer(string parameter, int length)
    {
        var dashboard = shared.Host;

        Assert.Equal(HttpStatusCode.OK, (await dashboard.GetAsync($"/api/deliveries?{parameter}={Long(length)}")).Status);
        foreach (var excess in (int[])[length + 1, 10_000])
        {
            var answer = (await dashboard.GetAsync($"/api/deliveries?{parameter}={Long(excess)}")).Problem(HttpStatusCode.BadRequest);
            Assert.Equal([parameter], answer.Errors);
        }

        static string Long(int length) => new('1', length);
    }

    [Fact]
    public async Task All_filters_at_their_longest_in_another_alphabet_fit_into_one_request()
    {
        var dashboard = shared.Host;
        (string, int)[] filters =
        [
            ("reason", 256), ("tenantId", 256), ("channel", 256), ("notificationType", 256), ("notificationId", 256),
            ("notifiableType", 256), ("notifiableId", 256), ("provider", 64), ("recipient", 1024), ("providerMessageId", 255),
        ];

        var answer = await dashboard.GetAsync("/api/deliveries?" + string.Join('&', filters.Select(f =>
            $"{f.Item1}={Uri.EscapeDataString(new string('ж', f.Item2))}")));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task All_that_is_wrong_is_said_at_once()
    {
        var dashboard = shared.Host;

        var answer = await dashboard.GetAsync(
            "/api/deliveries?status=lost&limit=0&from=x&overdue=maybe&cursor=abc&nonsense=1&tenantId=a&tenantId=b");

        Assert.Equal(
            ["cursor", "from", "limit", "nonsense", "overdue", "status", "tenantId"],
            answer.Problem(HttpStatusCode.BadRequest).Errors.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_that_a_stranger_wrote_is_echoed_unless_it_is_a_plain_name()
    {
        const string hostile = "<script>alert(\"x\")</script>'; drop table delivery; --";
        var dashboard = shared.Host;
        var escaped = Uri.EscapeDataString(hostile);

        foreach (var query in (string[])[$"{escaped}=1", $"status={escaped}", $"limit={escaped}", $"cursor={escaped}", $"from={escaped}"])
        {
            var answer = (await dashboard.GetAsync($"/api/deliveries?{query}")).Problem(HttpStatusCode.BadRequest);
            Assert.DoesNotContain("script", answer.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("drop table", answer.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Orphans_have_no_filters()
    {
        var dashboard = shared.Host;

        var answer = (await dashboard.GetAsync("/api/orphans?status=sent&limit=501")).Problem(HttpStatusCode.BadRequest);

        Assert.Equal(["limit", "status"], answer.Errors);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("tenantId")]
    [InlineData("recipient")]
    [InlineData("from")]
    [InlineData("limit")]
    [InlineData("cursor")]
    [InlineData("overdue")]
    public async Task No_text_whatsoever_makes_a_list_fail(string parameter)
    {
        var dashboard = shared.Host;
        var texts = ArbMap.Default.GeneratorFor<string>().Where(text => text is not null).Sample(60, 60);

        foreach (var text in texts)
        {
            // The escape of a lone surrogate is that of the replacement character; a raw one cannot be sent.
            var answer = await dashboard.GetAsync($"/api/deliveries?{parameter}={Uri.EscapeDataString(text)}");
            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{answer.Status} for {text}");
        }
    }

    [Theory]
    [InlineData("/api/nothing", "GET", HttpStatusCode.NotFound)]
    [InlineData("/api/deliveries", "DELETE", HttpStatusCode.MethodNotAllowed)]
    public async Task What_does_not_exist_is_a_problem_too(string path, string method, HttpStatusCode status)
    {
        var dashboard = shared.Host;

        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        (await dashboard.SendAsync(request)).Problem(status);
    }
}
