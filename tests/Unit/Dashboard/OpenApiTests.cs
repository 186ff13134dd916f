using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed partial class OpenApiTests(SharedDashboard shared) : IClassFixture<SharedDashboard>
{
    [Fact]
    public async Task The_document_lists_every_endpoint_with_a_summary_its_answers_and_their_schemas()
    {
        var dashboard = shared.Host;

        var document = (await dashboard.GetAsync("/openapi/v1.json")).Json;

        var operations = document["paths"]!.AsObject()
            .SelectMany(path => path.Value!.AsObject().Select(operation => (Key: $"{operation.Key} {path.Key}", operation.Value)))
            .ToDictionary(operation => operation.Key, operation => operation.Value!);
        Assert.Equal(
        [
            "delete /api/suppressions/{id}", "get /api/alerts", "get /api/analytics", "get /api/audit", "get /api/callbacks/{callbackId}",
            "get /api/dead-letters", "get /api/dead-letters/jobs", "get /api/dead-letters/jobs/{id}", "get /api/dead-letters/letters", "get /api/dead-letters/{id}",
            "get /api/dead-letters/{id}/body", "get /api/deliveries", "get /api/deliveries/{deliveryId}", "get /api/export/deliveries",
            "get /api/orphans", "get /api/queues", "get /api/suppressions",
            "post /api/dead-letters/jobs", "post /api/dead-letters/jobs/{id}/cancel", "post /api/dead-letters/jobs/{id}/start",
            "post /api/dead-letters/{id}/discard", "post /api/dead-letters/{id}/edit-and-replay", "post /api/dead-letters/{id}/replay",
            "post /api/erasures", "post /api/suppressions", "post /api/suppressions/check", "put /api/deliveries/{deliveryId}/provider-message-id",
        ], operations.Keys.Order(StringComparer.Ordinal));
        Assert.All(operations.Values, operation =>
        {
            Assert.NotEmpty(operation["summary"]!.GetValue<string>());
            Assert.NotEmpty(operation["description"]!.GetValue<string>());
            var (success, answer) = operation["responses"]!.AsObject().Single(r => r.Key.StartsWith('2'));
            if (answer!["content"]?.AsObject().ContainsKey("text/csv") == true)
                Assert.True(answer["content"]!.AsObject().ContainsKey("application/x-ndjson"));
            else if (success != "204")
                Assert.NotNull((answer["content"]!["application/json"] ?? answer["content"]!["application/octet-stream"])!["schema"]);
            foreach (var (status, response) in operation["responses"]!.AsObject().Where(r => r.Key != success))
            {
                Assert.InRange(int.Parse(status, null), 400, 503);
                Assert.NotNull(response!["content"]!["application/problem+json"]!["schema"]);
            }
        });
        Assert.Equal(["200", "400", "401", "500", "503"], Statuses("get /api/deliveries"));
        Assert.Equal(["200", "401", "404", "500", "503"], Statuses("get /api/deliveries/{deliveryId}"));
        Assert.Equal(["200", "400", "401", "500", "503"], Statuses("get /api/orphans"));
        Assert.Equal(["200", "400", "401", "500", "503"], Statuses("get /api/audit"));
        Assert.Equal(["200", "401", "404", "500", "503"], Statuses("get /api/callbacks/{callbackId}"));
        Assert.Equal(["200", "400", "401", "403", "413", "415", "500", "503"], Statuses("post /api/erasures"));
        Assert.Equal(["201", "400", "401", "403", "413", "415", "500", "503"], Statuses("post /api/suppressions"));
        Assert.Equal(["204", "401", "403", "404", "500", "503"], Statuses("delete /api/suppressions/{id}"));
        Assert.Equal(["200", "400", "401", "413", "415", "500", "503"], Statuses("post /api/suppressions/check"));
        Assert.Equal(
            ["200", "400", "401", "403", "404", "413", "415", "500", "503"],
            Statuses("put /api/deliveries/{deliveryId}/provider-message-id"));
        Assert.NotNull(operations["put /api/deliveries/{deliveryId}/provider-message-id"]["requestBody"]!["content"]!["application/json"]);

        IEnumerable<string> Statuses(string operation) =>
            operations[operation]["responses"]!.AsObject().Select(r => r.Key).Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task Every_query_parameter_is_described_and_every_described_one_is_known()
    {
        var dashboard = shared.Host;
        var document = (await dashboard.GetAsync("/openapi/v1.json")).Json;

        Assert.Equal(
        [
            "status", "reason", "tenantId", "channel", "provider", "notificationType", "notificationId", "notifiableType",
            "notifiableId", "recipient", "providerMessageId", "from", "to", "overdue", "limit", "cursor",
        ], Names("/api/deliveries"));
        Assert.Equal(["limit", "cursor"], Names("/api/orphans"));
        Assert.Equal(["action", "actor", "from", "to", "limit", "cursor"], Names("/api/audit"));
        Assert.Equal(
            ["from", "to", "groupBy", "tenantId", "channel", "provider", "templateId", "notificationType"], Names("/api/analytics"));
        foreach (var parameter in Parameters("/api/deliveries"))
        {
            Assert.Equal("query", parameter["in"]!.GetValue<string>());
            Assert.NotEmpty(parameter["description"]!.GetValue<string>());
            Assert.NotNull(parameter["schema"]!["type"]);

            // An unknown parameter would be refused as unknown; these are refused for their value, or not at all.
            var answer = await dashboard.GetAsync($"/api/deliveries?{parameter["name"]}=%20");
            Assert.DoesNotContain("is unknown", answer.Text, StringComparison.Ordinal);
        }

        var limit = Parameters("/api/deliveries").Single(p => p["name"]!.GetValue<string>() == "limit");
        Assert.Equal("""[1,500,50]""", new JsonArray(
            limit["schema"]!["minimum"]!.DeepClone(), limit["schema"]!["maximum"]!.DeepClone(), limit["schema"]!["default"]!.DeepClone())
            .ToJsonString());

        IEnumerable<JsonNode> Parameters(string path) => document["paths"]![path]!["get"]!["parameters"]!.AsArray().Select(p => p!);
        IEnumerable<string> Names(string path) => Parameters(path).Select(p => p["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_schema_of_a_delivery_is_what_a_delivery_looks_like()
    {
        var dashboard = shared.Host;
        await dashboard.ApplyAsync(Facts.Sent("d-1", Facts.Noon));

        var schemas = (await dashboard.GetAsync("/openapi/v1.json")).Json["components"]!["schemas"]!;
        var delivery = (await dashboard.GetAsync("/api/deliveries/d-1")).Json.AsObject();

        Assert.Equal(
            delivery.Select(m => m.Key).Order(StringComparer.Ordinal),
            schemas["DeliveryWithTimeline"]!["properties"]!.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            delivery["events"]![0]!.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal),
            schemas["EventView"]!["properties"]!.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.Equal(delivery.Count, schemas["DeliveryWithTimeline"]!["required"]!.AsArray().Count);
        Assert.Equal("integer", schemas["DeliveryView"]!["properties"]!["openCount"]!["type"]!.GetValue<string>());
        Assert.Equal("""["null","integer"]""", schemas["DeliveryView"]!["properties"]!["durationMs"]!["type"]!.ToJsonString());
    }

    [Fact]
    public async Task The_document_names_the_key_that_is_needed()
    {
        var dashboard = shared.Host;

        var document = (await dashboard.GetAsync("/openapi/v1.json")).Json;

        Assert.Equal("bearer", document["components"]!["securitySchemes"]!["bearer"]!["scheme"]!.GetValue<string>());
        Assert.NotNull(document["security"]![0]!["bearer"]);
    }

    [Theory]
    [InlineData("a-label-of-more-than-the-sixty-three-letters-that-a-label-may-have.example.org")]
    [InlineData("a..b")]
    [InlineData("a_%zz")]
    public async Task A_host_that_no_host_can_be_is_refused(string host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/openapi/v1.json", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Host", host);

        var answer = await shared.Host.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
    }

    [Theory]
    [InlineData("/openapi/v2.json")]
    [InlineData("/openapi/%3Cscript%3E.json")]
    [InlineData("/docs/nothing.html")]
    public async Task There_is_one_document_and_another_name_is_a_404_that_does_not_repeat_it(string url)
    {
        var answer = (await shared.Host.GetAsync(url)).Problem(HttpStatusCode.NotFound);

        Assert.DoesNotContain("script", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("v2", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_shows_the_document_and_loads_nothing_from_elsewhere()
    {
        var dashboard = shared.Host;

        var page = await dashboard.GetAsync("/docs/index.html");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal("text/html", page.MediaType);
        Assert.Equal(HttpStatusCode.OK, (await dashboard.GetAsync("/docs")).Status);
        Assert.Contains("default-src 'none'; script-src 'self'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
        var assets = Assets().Matches(page.Text).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(assets);
        foreach (var asset in assets)
        {
            var url = new Uri(new Uri($"{dashboard.Address}/docs/index.html"), asset);
            Assert.StartsWith(dashboard.Address, url.ToString(), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await dashboard.GetAsync(url.ToString())).Status);
        }

        var script = await dashboard.GetAsync("/docs/index.js");
        Assert.Contains("/openapi/v1.json", script.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("validator.swagger.io", script.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"validatorUrl\":\"", script.Text, StringComparison.Ordinal);
    }

    [GeneratedRegex("""(?:src|href)=["']([^"'#]+)["']""")]
    private static partial Regex Assets();
}
