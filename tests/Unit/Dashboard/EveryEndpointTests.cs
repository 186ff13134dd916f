using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Tracking.Dashboard.Access;
using Xunit;

namespace Tracking.Unit.Dashboard;

/// <summary>What holds of every endpoint that there is, and of every one that is yet to come.</summary>
public sealed class EveryEndpointTests(SharedDashboard shared) : IClassFixture<SharedDashboard>
{
    /// <summary>What changes nothing although it is posted: a question too long for an address, and the ways in and out.</summary>
    static readonly string[] NeedNoOperator = ["/api/suppressions/check", "/suppressions/check", "/suppressions/check/result.csv", SignInEndpoint.Path, SignInEndpoint.SignOutPath];

    static readonly string[] Hostile =
    [
        "%27%3B%20drop%20table%20delivery%3B--", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%00", "%FF%FE", "%F0%9F%92%A9", "%D7%A9%D7%9C%D7%95%D7%9D",
        "-1", "0", "1e309", "99999999999999999999", "NaN", "null", "true", "..%2F..%2Fetc%2Fpasswd", "%25s%25n", "2026-02-30T00:00:00Z",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "a,b", "*", "%5B%5D", "+", "%20", new string('x', 3_000),
    ];

    [Fact]
    public void Everything_is_for_readers_at_least_and_what_changes_something_for_operators()
    {
        var endpoints = shared.Host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();
        var api = endpoints.Where(e => PathOf(e).StartsWith("/api/", StringComparison.Ordinal)).ToArray();
        var pages = endpoints.Where(e => e.Metadata.GetMetadata<Tracking.Dashboard.Site.SitePage>() is not null).ToArray();

        Assert.True(api.Length > 25, $"{api.Length} endpoints of the API");
        Assert.True(pages.Length > 20, $"{pages.Length} pages and forms");
        Assert.All(api.Concat(pages), endpoint => Assert.True(
            Policies(endpoint).Any(policy => policy is Roles.Reader or Roles.Operator) || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null, PathOf(endpoint)));
        Assert.All(api.Concat(pages).Where(Changes), endpoint => Assert.True(Policies(endpoint).Contains(Roles.Operator), PathOf(endpoint)));
    }

    [Fact]
    public void Every_form_asks_for_the_token_of_its_page()
    {
        var forms = shared.Host.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<Tracking.Dashboard.Site.SitePage>() is not null && MethodsOf(e).Contains("POST"));

        Assert.All(forms, form => Assert.True(form.Metadata.GetMetadata<IAntiforgeryMetadata>() is { RequiresValidation: true }, PathOf(form)));
    }

    [Fact]
    public async Task No_parameter_of_any_question_breaks_an_answer_and_what_is_wrong_is_named()
    {
        foreach (var (path, parameters) in await QuestionsAsync())
        {
            var (unknown, repeated) = (await shared.Host.GetAsync($"{path}?colour=red"), await shared.Host.GetAsync($"{path}?{parameters[0]}=1&{parameters[0]}=2"));
            Assert.Equal(["colour"], unknown.Problem(HttpStatusCode.BadRequest).Errors);
            Assert.Contains(parameters[0], repeated.Problem(HttpStatusCode.BadRequest).Errors);
            foreach (var (parameter, value) in from parameter in parameters from value in Hostile select (parameter, value))
            {
                var answer = await shared.Host.GetAsync($"{path}?{parameter}={value}");
                Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{path}?{parameter}={value[..Math.Min(40, value.Length)]} is answered {answer.Status}");
                if (answer.Status == HttpStatusCode.BadRequest)
                    Assert.Equal([IsBefore(parameter, answer) ? "from" : parameter], answer.Problem(HttpStatusCode.BadRequest).Errors);
            }
        }
    }

    [Theory]
    [InlineData("/", "window", "tenantId", "channel")]
    [InlineData("/deliveries", "status", "recipient", "from", "cursor", "overdue")]
    [InlineData("/orphans", "limit", "cursor")]
    [InlineData("/dead-letters", "queue", "class", "text", "from", "cursor")]
    [InlineData("/dead-letters/jobs", "limit", "cursor")]
    [InlineData("/suppressions", "recipient", "channel", "cursor")]
    [InlineData("/audit", "actor", "action", "to")]
    public async Task No_parameter_of_any_page_breaks_it_or_becomes_a_part_of_it(string path, params string[] parameters)
    {
        foreach (var (parameter, value) in from parameter in parameters from value in Hostile select (parameter, value))
        {
            var answer = await shared.Host.GetAsync($"{path}?{parameter}={value}");

            Assert.True(answer.Status is HttpStatusCode.OK or HttpStatusCode.BadRequest, $"{path}?{parameter}={value[..Math.Min(40, value.Length)]} is answered {answer.Status}");
            Assert.Equal("text/html", answer.MediaType);
            Assert.DoesNotContain("<script>alert", answer.Text, StringComparison.Ordinal);
        }
    }

    // An end that lies before the beginning is the beginning's fault.
    static bool IsBefore(string parameter, Answer answer) =>
        parameter == "to" && answer.Text.Contains("from must be before to", StringComparison.Ordinal);

    // Of the API's own description: what it promises is what is asked for.
    async Task<List<(string Path, string[] Parameters)>> QuestionsAsync() =>
    [
        .. from path in (await shared.Host.GetAsync("/openapi/v1.json")).Json["paths"]!.AsObject()
           where !path.Key.Contains('{') && path.Value!["get"]?["parameters"] is JsonArray
           let names = path.Value!["get"]!["parameters"]!.AsArray().Select(p => p!["name"]!.GetValue<string>()).ToArray()
           select (path.Key, names),
    ];

    static bool Changes(RouteEndpoint endpoint) =>
        MethodsOf(endpoint).Any(method => method is not ("GET" or "HEAD" or "OPTIONS")) && !NeedNoOperator.Contains(PathOf(endpoint))
        && endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.Components.Endpoints.RootComponentMetadata>() is null;

    static IReadOnlyList<string> MethodsOf(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? [];

    static string[] Policies(RouteEndpoint endpoint) => [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(data => data.Policy).OfType<string>()];

    static string PathOf(RouteEndpoint endpoint) => $"/{endpoint.RoutePattern.RawText?.TrimStart('/')}";
}
