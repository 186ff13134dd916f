using System.Net;
using Tracking.Providers.Bird;
using Tracking.Providers.MessageBird;
using Tracking.Providers.Plivo;
using Xunit;
using static Tracking.Unit.Ingress.IngressUnderTest;

namespace Tracking.Unit.Ingress;

/// <summary>How the ingress meets Plivo, MessageBird and Bird: their methods, their headers, and the answers that they want.</summary>
public sealed class OtherCallbackTests
{
    const string Secret = "q7Zt0dXkV2mPaL9sYb4eRn6uHc1wGj8f";
    const string Plivo = "/webhooks/plivo/status";
    const string MessageBird = "/webhooks/messagebird";
    const string Bird = "/webhooks/bird";
    const string Report = "?id=2f1e&reference=o-1&recipient=31612345678&status=delivered&statusDatetime=2026-11-21T02%3A54%3A00%2B00%3A00";
    const string Form = "MessageUUID=5b0c2f3a&Status=delivered&To=31612345678";
    static readonly (string, string?)[] Settings =
    [
        ("Providers:Plivo:AuthTokens:0", Secret), ("Providers:MessageBird:SigningKeys:0", Secret), ("Providers:Bird:SigningKeys:0", Secret),
    ];

    [Fact]
    public async Task Plivo_may_post_or_get_with_either_version()
    {
        await using var ingress = await StartAsync(Settings);
        HttpRequestMessage[] requests =
        [
            PlivoRequest("POST", Plivo, Form, 2), PlivoRequest("POST", Plivo, Form, 3),
            PlivoRequest("GET", Plivo + "?" + Form, "", 2), PlivoRequest("GET", Plivo + "?" + Form, "", 3),
        ];

        foreach (var request in requests)
            await AnsweredAsync(ingress, request, HttpStatusCode.OK, "");

        Assert.Equal(["POST", "POST", "GET", "GET"], ingress.Callbacks.Select(c => c.Method));
        Assert.Equal([Form, Form, "", ""], ingress.Callbacks.Select(c => c.Body));
        Assert.All(ingress.Callbacks, c => Assert.Equal("17", Assert.Single(c.Headers).Value));
        Assert.Equal(
            [PlivoSignature.V2NonceHeader, PlivoSignature.V3NonceHeader, PlivoSignature.V2NonceHeader, PlivoSignature.V3NonceHeader],
            ingress.Callbacks.Select(c => c.Headers.Keys.Single()));
    }

    [Fact]
    public async Task A_wrong_version_3_is_refused_beside_a_right_version_2()
    {
        await using var ingress = await StartAsync(Settings);
        var request = PlivoRequest("POST", Plivo, Form, 2);
        request.Headers.Add(PlivoSignature.V3Header, PlivoSignature.ComputeV2(PublicUrl + Plivo, "17", Secret));
        request.Headers.Add(PlivoSignature.V3NonceHeader, "17");

        await AnsweredAsync(ingress, request, HttpStatusCode.Forbidden, "The signature does not match.");

        Assert.Empty(ingress.Callbacks);
    }

    [Fact]
    public async Task MessageBird_is_answered_OK_and_its_report_is_in_no_cache()
    {
        await using var ingress = await StartAsync(Settings);

        using var response = await AnsweredAsync(ingress, MessageBirdRequest(Report), HttpStatusCode.OK, "OK");

        Assert.Equal("OK", await response.Content.ReadAsStringAsync(Cancelled));
        Assert.True(response.Headers.CacheControl?.NoStore);
        var callback = Assert.Single(ingress.Callbacks);
        Assert.Equal(("messagebird", "GET", PublicUrl + MessageBird + Report, ""), (callback.Provider, callback.Method, callback.Url, callback.Body));
        Assert.Empty(callback.Headers);
    }

    [Fact]
    public async Task A_report_of_MessageBird_that_is_changed_late_or_unsigned_is_refused()
    {
        await using var ingress = await StartAsync(Settings);
        var changed = MessageBirdRequest(Report);
        changed.RequestUri = new Uri(MessageBird + Report.Replace("delivered", "sent", StringComparison.Ordinal), UriKind.Relative);

        await AnsweredAsync(ingress, changed, HttpStatusCode.Forbidden, "The signature does not match.");
        await AnsweredAsync(ingress, MessageBirdRequest(Report, minutesAgo: 10), HttpStatusCode.Forbidden, "outside its time window");
        await AnsweredAsync(ingress, Request("GET", MessageBird + Report, ""), HttpStatusCode.Forbidden, "The signature is missing.");

        Assert.Empty(ingress.Callbacks);
    }

    [Fact]
    public async Task Bird_posts_JSON()
    {
        await using var ingress = await StartAsync(Settings);
        const string Body = """{"event":"sms.outbound","payload":{"id":"x","status":"delivered"}}""";

        await AnsweredAsync(ingress, BirdRequest(Body, Body), HttpStatusCode.OK, "");
        await AnsweredAsync(ingress, BirdRequest(Body, Body + " "), HttpStatusCode.Forbidden, "The signature does not match.");
        await AnsweredAsync(ingress, BirdRequest(Body, Body, "text/plain"), HttpStatusCode.UnsupportedMediaType, "application/json");

        Assert.Equal(("bird", Body), (Assert.Single(ingress.Callbacks).Provider, ingress.Callbacks.Single().Body));
    }

    [Theory]
    [InlineData("HEAD", Plivo)]
    [InlineData("PUT", Plivo)]
    [InlineData("HEAD", MessageBird + Report)]
    [InlineData("POST", MessageBird)]
    [InlineData("GET", Bird)]
    public async Task Another_method_is_a_405(string method, string path)
    {
        await using var ingress = await StartAsync(Settings);

        using var response = await ingress.Http.SendAsync(Request(method, path, ""), Cancelled);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.NotEmpty(response.Content.Headers.Allow);
        Assert.Empty(ingress.Callbacks);
    }

    [Theory]
    [InlineData(Plivo)]
    [InlineData(MessageBird)]
    [InlineData(Bird)]
    [InlineData(Plivo + "/acme")]
    public async Task Without_a_secret_there_is_no_such_endpoint(string path)
    {
        await using var ingress = await StartAsync();

        using var response = await ingress.Http.SendAsync(Request("GET", path, ""), Cancelled);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static async Task<HttpResponseMessage> AnsweredAsync(
        IngressUnderTest ingress, HttpRequestMessage request, HttpStatusCode status, string text)
    {
        var response = await ingress.Http.SendAsync(request, Cancelled);
        var body = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.True(response.StatusCode == status, $"{response.StatusCode}: {body}");
        if (text.Length == 0)
            Assert.Equal("", body);
        Assert.Contains(text, body, StringComparison.Ordinal);
        return response;
    }

    static HttpRequestMessage PlivoRequest(string method, string path, string form, int version)
    {
        var request = Request(method, path, form, method == "POST" ? "application/x-www-form-urlencoded" : null);
        var bytes = System.Text.Encoding.UTF8.GetBytes(form);
        if (version == 2)
        {
            request.Headers.Add(PlivoSignature.V2Header, PlivoSignature.ComputeV2(PublicUrl + path, "17", Secret));
            request.Headers.Add(PlivoSignature.V2NonceHeader, "17");
        }
        else
        {
            request.Headers.Add(PlivoSignature.MainV3Header, PlivoSignature.ComputeV3(method, PublicUrl + path, bytes, "17", Secret));
            request.Headers.Add(PlivoSignature.V3NonceHeader, "17");
        }

        return request;
    }

    static HttpRequestMessage MessageBirdRequest(string query, int minutesAgo = 0)
    {
        var request = Request("GET", MessageBird + query, "");
        request.Headers.Add("MessageBird-Signature-JWT", MessageBirdToken.Create(
            PublicUrl + MessageBird + query, default, "jti", TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo), Secret));
        return request;
    }

    static HttpRequestMessage BirdRequest(string signed, string sent, string mediaType = "application/json")
    {
        var request = Request("POST", Bird, sent, mediaType);
        var timestamp = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";
        request.Headers.Add(BirdSignature.TimestampHeader, timestamp);
        request.Headers.Add(
            BirdSignature.Header, BirdSignature.Compute(timestamp, PublicUrl + Bird, System.Text.Encoding.UTF8.GetBytes(signed), Secret));
        return request;
    }

    static HttpRequestMessage Request(string method, string path, string body, string? mediaType = null)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(path, UriKind.Relative));
        if (mediaType is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, mediaType);
        return request;
    }
}
