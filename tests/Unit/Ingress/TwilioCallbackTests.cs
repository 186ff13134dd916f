using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Xunit;
using static Tracking.Unit.Ingress.IngressUnderTest;

namespace Tracking.Unit.Ingress;

public sealed class TwilioCallbackTests
{
    [Fact]
    public async Task A_genuine_callback_is_published_raw_and_answered_with_an_empty_200()
    {
        await using var ingress = await StartAsync();

        using var response = await ingress.Http.SendAsync(TwilioRequest(TwilioForm()), Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(Cancelled));
        var callback = Assert.Single(ingress.Callbacks);
        Assert.Equal("twilio", callback.Provider);
        Assert.Null(callback.Account);
        Assert.Equal("POST", callback.Method);
        Assert.Equal(PublicUrl + "/webhooks/twilio/status", callback.Url);
        Assert.Equal("application/x-www-form-urlencoded", callback.ContentType);
        Assert.Equal(TwilioForm(), callback.Body);
        Assert.Empty(callback.Headers);
        Assert.Equal(7, callback.CallbackId.Version);
    }

    [Fact]
    public async Task The_query_is_signed_with_its_original_percent_encoding()
    {
        await using var ingress = await StartAsync();

        using var response = await ingress.Http.SendAsync(
            TwilioRequest(TwilioForm(), "/webhooks/twilio/status?tenant=acme&ref=o%2F42"), Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_named_account_is_verified_by_its_own_token_only()
    {
        await using var ingress = await StartAsync();

        using var own = await ingress.Http.SendAsync(TwilioRequest(TwilioForm(), "/webhooks/twilio/status/acme", "acme-" + Token), Cancelled);
        using var unnamed = await ingress.Http.SendAsync(TwilioRequest(TwilioForm(), "/webhooks/twilio/status/acme"), Cancelled);

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, unnamed.StatusCode);
        Assert.Equal("acme", Assert.Single(ingress.Callbacks).Account);
    }

    [Theory]
    [InlineData(null, "The signature is missing.")]
    [InlineData("", "The signature is missing.")]
    [InlineData("not base64!", "The signature is malformed.")]
    [InlineData("AAAA", "The signature is malformed.")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAA=", "The signature does not match.")]
    public async Task A_signature_that_cannot_be_believed_is_a_403_that_says_why(string? signature, string detail)
    {
        await using var ingress = await StartAsync();
        using var request = TwilioRequest(TwilioForm());
        request.Headers.Remove("X-Twilio-Signature");
        if (signature is not null)
            request.Headers.TryAddWithoutValidation("X-Twilio-Signature", signature);

        await RefusedAsync(ingress, request, HttpStatusCode.Forbidden, detail);
    }

    [Fact]
    public async Task A_signature_by_another_token_is_a_403()
    {
        await using var ingress = await StartAsync();

        await RefusedAsync(ingress, TwilioRequest(TwilioForm(), token: OtherToken), HttpStatusCode.Forbidden, "does not match");
    }

    [Fact]
    public async Task A_changed_byte_of_the_body_is_a_403()
    {
        await using var ingress = await StartAsync();
        using var request = TwilioRequest(TwilioForm("undelivered"));
        request.Content = new StringContent(TwilioForm("delivered"), Encoding.UTF8, "application/x-www-form-urlencoded");

        await RefusedAsync(ingress, request, HttpStatusCode.Forbidden, "does not match");
    }

    [Fact]
    public async Task A_parameter_given_twice_is_covered_by_the_signature()
    {
        await using var ingress = await StartAsync();
        using var request = TwilioRequest(TwilioForm());
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(TwilioForm() + "&MessageStatus=failed"));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");

        await RefusedAsync(ingress, request, HttpStatusCode.Forbidden, "does not match");
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task Another_method_is_a_405_that_names_the_right_one(string method)
    {
        await using var ingress = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri("/webhooks/twilio/status", UriKind.Relative));

        using var response = await RefusedAsync(ingress, request, HttpStatusCode.MethodNotAllowed, "Use POST");

        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task Another_media_type_is_a_415(string mediaType)
    {
        await using var ingress = await StartAsync();
        using var request = TwilioRequest(TwilioForm());
        request.Content!.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);

        await RefusedAsync(ingress, request, HttpStatusCode.UnsupportedMediaType, "Send application/x-www-form-urlencoded");
    }

    [Theory]
    [InlineData("/webhooks/twilio/status/nobody")]
    [InlineData("/webhooks/twilio")]
    [InlineData("/webhooks/twilio/status/acme/more")]
    [InlineData("/webhooks/nobody")]
    [InlineData("/")]
    public async Task An_unknown_path_or_account_is_a_404(string path)
    {
        await using var ingress = await StartAsync();

        await RefusedAsync(ingress, TwilioRequest(TwilioForm(), path), HttpStatusCode.NotFound, null);
    }

    [Fact]
    public async Task A_provider_without_a_secret_does_not_exist()
    {
        await using var ingress = await StartAsync(("Providers:Twilio:AuthTokens:0", null));

        await RefusedAsync(ingress, TwilioRequest(TwilioForm()), HttpStatusCode.NotFound, "no such provider");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_a_413_whether_its_length_is_announced_or_not(bool chunked)
    {
        await using var ingress = await StartAsync();
        using var request = TwilioRequest(TwilioForm() + "&Padding=" + new string('x', 64 * 1024));
        request.Headers.TransferEncodingChunked = chunked;

        await RefusedAsync(ingress, request, HttpStatusCode.RequestEntityTooLarge, "at most 65536 bytes");
    }

    [Theory]
    [InlineData("twilio")]
    [InlineData("Twilio")]
    public async Task The_limit_is_a_setting(string name)
    {
        await using var ingress = await StartAsync(($"Ingress:MaxBodyBytes:{name}", "100"));

        await RefusedAsync(ingress, TwilioRequest(TwilioForm()), HttpStatusCode.RequestEntityTooLarge, "at most 100 bytes");
    }

    [Fact]
    public async Task A_body_that_is_not_UTF_8_is_a_400()
    {
        await using var ingress = await StartAsync();
        using var request = TwilioRequest(TwilioForm());
        request.Content = new ByteArrayContent([.. Encoding.UTF8.GetBytes(TwilioForm()), 0xFF, 0xFE]);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-www-form-urlencoded");

        await RefusedAsync(ingress, request, HttpStatusCode.BadRequest, "UTF-8");
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_not_published()
    {
        await using var ingress = await StartAsync();
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(IPAddress.Loopback, ingress.Address.Port, Cancelled);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                "POST /webhooks/twilio/status HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: 500\r\n\r\nMessageSid=SM1"), Cancelled);
        }

        // Answered after the one that broke off, on the same server.
        using var alive = await ingress.Http.GetAsync(new Uri("/health/live", UriKind.Relative), Cancelled);
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        Assert.Empty(ingress.Messages);
    }

    [Fact]
    public async Task A_body_that_is_chunked_wrongly_is_a_400()
    {
        await using var ingress = await StartAsync();

        var answer = await ingress.SendRawAsync(
            "POST /webhooks/twilio/status HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + "Transfer-Encoding: chunked\r\n\r\nZZZ\r\nabc\r\n");

        Assert.Equal("HTTP/1.1 400 Bad Request", answer);
        Assert.Empty(ingress.Messages);
    }

    [Fact]
    public async Task A_genuine_callback_is_never_refused_for_its_content()
    {
        await using var ingress = await StartAsync();

        using var response = await ingress.Http.SendAsync(TwilioRequest("Surprise=1"), Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("Surprise=1", Assert.Single(ingress.Callbacks).Body);
    }

    [Fact]
    public async Task A_repeated_request_is_a_duplicate_and_not_an_attack()
    {
        await using var ingress = await StartAsync();

        using var first = await ingress.Http.SendAsync(TwilioRequest(TwilioForm()), Cancelled);
        using var second = await ingress.Http.SendAsync(TwilioRequest(TwilioForm()), Cancelled);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
    }

    [Fact]
    public async Task Forwarded_headers_of_a_stranger_are_not_believed()
    {
        // Without a public base URL, the request's own scheme and host are what the signature must cover.
        await using var ingress = await StartAsync(("Ingress:PublicBaseUrl", null));
        using var forged = TwilioRequest(TwilioForm());
        forged.Headers.Add("X-Forwarded-Proto", "https");
        forged.Headers.Add("X-Forwarded-Host", "hooks.example.net");

        await RefusedAsync(ingress, forged, HttpStatusCode.Forbidden, "does not match");
    }

    [Fact]
    public async Task Forwarded_headers_of_a_known_proxy_make_the_signed_URL()
    {
        await using var ingress = await StartAsync(("Ingress:PublicBaseUrl", null), ("Ingress:KnownProxies:0", "127.0.0.0/8"));
        using var request = TwilioRequest(TwilioForm());
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Host", "hooks.example.net");

        using var response = await ingress.Http.SendAsync(request, Cancelled);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_client_over_its_rate_is_a_429_that_says_when_to_come_again()
    {
        await using var ingress = await StartAsync(("Ingress:RateLimit:PermitsPerSecond", "1"), ("Ingress:RateLimit:Burst", "2"));

        var statuses = new List<HttpStatusCode>();
        TimeSpan? retryAfter = null;
        for (var i = 0; i < 8; i++)
        {
            using var response = await ingress.Http.SendAsync(TwilioRequest(TwilioForm()), Cancelled);
            statuses.Add(response.StatusCode);
            retryAfter ??= response.Headers.RetryAfter?.Delta;
        }

        Assert.Equal(HttpStatusCode.OK, statuses[0]);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
        Assert.Equal(TimeSpan.FromSeconds(1), retryAfter);
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    static async Task<HttpResponseMessage> RefusedAsync(
        IngressUnderTest ingress, HttpRequestMessage request, HttpStatusCode status, string? detail)
    {
        var response = await ingress.Http.SendAsync(request, Cancelled);
        var problem = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        if (detail is not null)
            Assert.Contains(detail, JsonDocument.Parse(problem).RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", problem, StringComparison.Ordinal);
        Assert.Empty(ingress.Messages);
        return response;
    }
}
