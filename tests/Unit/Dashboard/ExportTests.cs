using System.Net;
using System.Text.Json.Nodes;
using Tracking.Dashboard.Deliveries;
using Tracking.Deliveries;
using Xunit;
using static Tracking.Unit.Dashboard.Facts;

namespace Tracking.Unit.Dashboard;

public sealed class ExportTests
{
    [Fact]
    public async Task All_that_match_are_in_the_file_however_many_pages_they_are()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync([.. Enumerable.Range(0, 2_100).Select(i =>
            Sent($"d-{i}", Noon.AddSeconds(i), $"m-{i}", "p", (DescriptionField.Channel, i % 2 == 0 ? "sms" : "email")))]);

        var csv = await dashboard.GetAsync("/api/export/deliveries?channel=sms");
        var ndjson = await dashboard.GetAsync("/api/export/deliveries?format=ndjson");

        var lines = csv.Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("text/csv", csv.MediaType);
        Assert.StartsWith("deliveryId,status,reason,", lines[0], StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 1_050).Select(i => $"d-{2_098 - 2 * i}"), lines.Skip(1).Select(line => line.Split(',')[0]));
        Assert.Equal("application/x-ndjson", ndjson.MediaType);
        Assert.Equal(
            Enumerable.Range(0, 2_100).Select(i => $"d-{2_099 - i}"),
            ndjson.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["deliveryId"]!.GetValue<string>()));
        Assert.StartsWith("attachment; filename=deliveries-", csv.Message.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("format=xml", "format")]
    [InlineData("limit=10", "limit")]
    [InlineData("status=lost", "status")]
    public async Task A_parameter_that_is_none_is_named(string query, string name)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        var answer = (await dashboard.GetAsync($"/api/export/deliveries?{query}")).Problem(HttpStatusCode.BadRequest);

        Assert.Equal([name], answer.Errors);
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("say \"hi\"", "\"say \"\"hi\"\"\"")]
    [InlineData("two\nlines", "\"two\nlines\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@sum", "'@sum")]
    [InlineData("-1", "'-1")]
    [InlineData("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0")]
    [InlineData("+31612345678", "+31612345678")]
    [InlineData("\t=1", "'\t=1")]
    public void A_field_is_quoted_where_it_must_be_and_is_no_formula(string? text, string field) =>
        Assert.Equal(field, CsvFile.Field(text));
}
