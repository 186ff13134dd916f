using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Xunit;

namespace Tracking.Unit.Dashboard;

public sealed class AccessTests
{
    static readonly (string, string)[] Keys =
    [
        ("Dashboard:ApiKeys:0:Name", "grafana"), ("Dashboard:ApiKeys:0:Role", "reader"), ("Dashboard:ApiKeys:0:Hash", Hash("read")),
        ("Dashboard:ApiKeys:1:Name", "ops"), ("Dashboard:ApiKeys:1:Role", "operator"), ("Dashboard:ApiKeys:1:Hash", Hash("write")),
    ];

    [Theory]
    [InlineData("GET", "/api/deliveries", 401, 401, 200, 200)]
    [InlineData("GET", "/api/deliveries/d-1", 401, 401, 200, 200)]
    [InlineData("GET", "/api/orphans", 401, 401, 200, 200)]
    [InlineData("PUT", "/api/deliveries/d-1/provider-message-id", 401, 401, 403, 200)]
    [InlineData("GET", "/health/live", 200, 200, 200, 200)]
    [InlineData("GET", "/health/ready", 200, 200, 200, 200)]
    [InlineData("GET", "/openapi/v1.json", 200, 200, 200, 200)]
    public async Task Each_role_may_do_what_it_may_and_no_more(string method, string path, int none, int unknown, int reader, int operators)
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);
        await dashboard.ApplyAsync(Facts.Sent("d-1", Facts.Noon));

        foreach (var (key, expected) in ((string?, int)[])[(null, none), ("guess", unknown), ("read", reader), ("write", operators)])
        {
            var answer = await SendAsync(dashboard, method, path, key is null ? null : $"Bearer {key}");
            Assert.Equal(expected, (int)answer.Status);
            if (expected >= 400)
            {
                answer.Problem((HttpStatusCode)expected);
                Assert.Equal("no-store", answer.Header("Cache-Control"));
            }

            Assert.Equal(expected == 401, answer.Header("WWW-Authenticate")?.StartsWith("Bearer", StringComparison.Ordinal) ?? false);
        }
    }

    [Theory]
    [InlineData("Bearer ")]
    [InlineData("Bearer")]
    [InlineData("Basic cmVhZA==")]
    [InlineData("read")]
    [InlineData("Bearer READ")]
    [InlineData("Bearer read write")]
    [InlineData("Bearer read, Bearer write")]
    public async Task Anything_but_a_key_as_it_was_given_out_is_refused(string authorization)
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);

        (await SendAsync(dashboard, "GET", "/api/deliveries", authorization)).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task The_hash_of_a_key_is_not_the_key()
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);

        (await SendAsync(dashboard, "GET", "/api/deliveries", $"Bearer {Hash("read")}")).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Another_host_in_the_process_has_its_own_keys()
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(dashboard, "GET", "/neighbour", "Bearer theirs")).Status);

        Assert.DoesNotContain(dashboard.Log.Lines, line => line.Contains("API key", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_is_asked_for_before_anything_else_is_looked_at()
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);

        (await SendAsync(dashboard, "GET", "/api/deliveries?limit=0", null)).Problem(HttpStatusCode.Unauthorized);
        (await SendAsync(dashboard, "GET", "/api/deliveries/unknown", null)).Problem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Without_keys_everybody_on_loopback_is_operator_and_the_log_says_so_once()
    {
        await using var dashboard = await DashboardHost.StartAsync();
        await dashboard.ApplyAsync(Facts.Sent("d-1", Facts.Noon));

        Assert.Equal(HttpStatusCode.OK, (await dashboard.GetAsync("/api/deliveries")).Status);
        Assert.Equal(
            HttpStatusCode.OK, (await SendAsync(dashboard, "PUT", "/api/deliveries/d-1/provider-message-id", null)).Status);

        Assert.Single(dashboard.Log.Lines, line => line.Contains("everybody on this machine is operator", StringComparison.Ordinal));
    }

    [Fact]
    public async Task With_keys_the_log_does_not_say_that_access_is_open()
    {
        await using var dashboard = await DashboardHost.StartAsync(Keys);

        Assert.DoesNotContain(dashboard.Log.Lines, line => line.Contains("everybody", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("attacker.example", HttpStatusCode.Unauthorized)]
    [InlineData("127.0.0.1.attacker.example", HttpStatusCode.Unauthorized)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]:81", HttpStatusCode.OK)]
    public async Task Open_access_is_for_requests_to_loopback_names_only(string host, HttpStatusCode status)
    {
        await using var dashboard = await DashboardHost.StartAsync();

        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/deliveries") { Headers = { Host = host } };
        Assert.Equal(status, (await dashboard.SendAsync(request)).Status);
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://[::]:0")]
    [InlineData("http://*:0")]
    [InlineData("http://127.0.0.1:0;http://0.0.0.0:0")]
    public async Task Without_keys_an_address_that_others_can_reach_stops_the_start(string urls)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => DashboardHost.StartAsync(("Urls", urls)));

        Assert.Contains("Dashboard:ApiKeys:0:Hash must be set", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_keys_any_address_may_be_bound()
    {
        await using var dashboard = await DashboardHost.StartAsync([.. Keys, ("Urls", "http://0.0.0.0:0")]);

        Assert.StartsWith("http://0.0.0.0:", dashboard.Address, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Dashboard:ApiKeys:0:Name", " ", "Dashboard:ApiKeys:0:Name must say whose key it is.")]
    [InlineData("Dashboard:ApiKeys:0:Role", "admin", "Dashboard:ApiKeys:0:Role must be reader or operator.")]
    [InlineData("Dashboard:ApiKeys:1:Hash", "write", "Dashboard:ApiKeys:1:Hash must be the SHA-256 of the key in lower-case hex")]
    [InlineData("Dashboard:ApiKeys:7:Role", "reader", "Dashboard:ApiKeys:7:Hash must be the SHA-256")]
    public async Task A_bad_key_stops_the_start_with_a_sentence_that_names_it(string key, string value, string sentence)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => DashboardHost.StartAsync([.. Keys, (key, value)]));

        Assert.Contains(sentence, refused.Message, StringComparison.Ordinal);
    }

    static async Task<Answer> SendAsync(DashboardHost dashboard, string method, string path, string? authorization)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (method == "PUT")
            request.Content = JsonContent.Create(new JsonObject { ["provider"] = "twilio", ["providerMessageId"] = "SM1" });
        return await dashboard.SendAsync(request);
    }

    internal static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
