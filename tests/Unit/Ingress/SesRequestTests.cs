using System.Net;
using System.Text;
using Tracking.Providers.Ses;
using Tracking.Unit.Providers.Ses;
using Xunit;
using static Tracking.Unit.Ingress.IngressOfSns;

namespace Tracking.Unit.Ingress;

/// <summary>What is refused at <c>/webhooks/ses</c> before any signature is looked at: the path, the method, the media type, the size, the form.</summary>
public sealed class SesRequestTests(SesRefusalTests.Sns shared) : IClassFixture<SesRefusalTests.Sns>
{
    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    public async Task Another_method_is_a_405_that_names_the_right_one(string method)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(SesPath, UriKind.Relative));

        using var response = await shared.Ingress.RefusedAsync(request, HttpStatusCode.MethodNotAllowed, "Use POST.");

        Assert.Equal(["POST"], response.Content.Headers.Allow);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/html")]
    [InlineData("application/jsonp")]
    [InlineData("nonsense")]
    public async Task Another_media_type_is_a_415(string mediaType)
    {
        var request = Request(SnsSigner.Text(Signed));
        request.Content!.Headers.Remove("Content-Type");
        request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);

        await shared.Ingress.RefusedAsync(request, HttpStatusCode.UnsupportedMediaType, "Send text/plain or application/json.");
    }

    [Theory]
    [InlineData("/webhooks/ses/nobody", "There is no such provider or account.")]
    [InlineData("/webhooks/ses/acme/more", null)]
    [InlineData("/webhooks/sns", null)]
    public async Task An_unknown_path_or_account_is_a_404(string path, string? detail)
    {
        var request = Request(SnsSigner.Text(Signed));
        request.RequestUri = new Uri(path, UriKind.Relative);

        await shared.Ingress.RefusedAsync(request, HttpStatusCode.NotFound, detail);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("GET")]
    public async Task Without_any_topic_the_endpoint_does_not_exist(string method)
    {
        await using var sns = await StartAsync(null, ("Providers:Ses:TopicArns:0", null));
        var request = Request(SnsSigner.Text(Signed));
        request.Method = new HttpMethod(method);

        await sns.RefusedAsync(request, HttpStatusCode.NotFound, "There is no such provider or account.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_a_413_whether_its_length_is_announced_or_not(bool chunked)
    {
        var request = Request(SnsSigner.Text(SnsSigner.Sign(SnsSigner.Notification(new string('x', 512 * 1024)))));
        request.Headers.TransferEncodingChunked = chunked;

        await shared.Ingress.RefusedAsync(request, HttpStatusCode.RequestEntityTooLarge, "Send at most 524288 bytes.");
    }

    [Fact]
    public async Task The_limit_is_a_setting()
    {
        await using var sns = await StartAsync(null, ("Ingress:MaxBodyBytes:ses", "100"));

        await sns.RefusedAsync(Signed, HttpStatusCode.RequestEntityTooLarge, "Send at most 100 bytes.");
    }

    static readonly Dictionary<string, string> Unreadables = NotEnvelopes(SnsSigner.Text(Signed));

    public static TheoryData<string> UnreadableNames { get; } = [.. Unreadables.Keys];

    [Theory]
    [MemberData(nameof(UnreadableNames))]
    public Task A_body_that_is_no_envelope_is_a_400(string what) =>
        shared.Ingress.RefusedAsync(Request(Unreadables[what]), HttpStatusCode.BadRequest, "The body cannot be read.");

    [Fact]
    public async Task A_body_that_is_not_UTF_8_is_a_400()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes(SnsSigner.Text(Signed)[..^2]), 0xFF, 0xFE, .. "\"}"u8];

        await shared.Ingress.RefusedAsync(Request(body), HttpStatusCode.BadRequest, "The body is not valid UTF-8.");
    }

    [Fact]
    public async Task A_client_over_its_rate_is_a_429_that_says_when_to_come_again()
    {
        await using var sns = await StartAsync(null, ("Ingress:RateLimit:PermitsPerSecond", "1"), ("Ingress:RateLimit:Burst", "1"));
        var refused = Signed with { Signature = null };
        using var first = await sns.SendAsync(refused);

        using var second = await sns.RefusedAsync(Request(SnsSigner.Text(refused)), HttpStatusCode.TooManyRequests, "Too many requests from this address.");

        Assert.Equal(HttpStatusCode.Forbidden, first.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), second.Headers.RetryAfter?.Delta);
    }

    static SnsEnvelope Signed => SnsSigner.Sign(SnsSigner.Notification("""{"eventType":"Delivery"}"""));

    static Dictionary<string, string> NotEnvelopes(string genuine) => new()
    {
        ["nothing"] = "",
        ["no JSON"] = "Hello",
        ["JSON that breaks off"] = genuine[..^1],
        ["JSON with something behind it"] = genuine + "{}",
        ["an array"] = $"[{genuine}]",
        ["a number"] = "7",
        ["null"] = "null",
        ["an empty object"] = "{}",
        ["a name given twice"] = genuine[..^1] + ",\"Message\":\"another\"}",
        ["a name given twice, once in escapes"] = genuine[..^1] + ",\"\\u004dessage\":\"another\"}",
        ["a value that is not text"] = genuine.Replace("\"Notification\"", "7", StringComparison.Ordinal),
        ["half a surrogate pair"] = genuine.Replace("Notification\"", "Notification\\ud800\"", StringComparison.Ordinal),
        ["another type"] = genuine.Replace("\"Notification\"", "\"Notice\"", StringComparison.Ordinal),
        ["no message id"] = genuine.Replace("\"MessageId\"", "\"Id\"", StringComparison.Ordinal),
        ["a line break in a name's value"] = genuine.Replace("\"Notification\"", "\"Notification\\n\"", StringComparison.Ordinal),
        ["a handshake without its token"] = genuine.Replace("\"Notification\"", "\"SubscriptionConfirmation\"", StringComparison.Ordinal),
        ["the names of another transport"] = genuine.Replace("SigningCertURL", "SigningCertUrl", StringComparison.Ordinal),
        ["great depth"] = genuine[..^1] + ",\"x\":" + new string('[', 5_000) + new string(']', 5_000) + "}",
    };
}
