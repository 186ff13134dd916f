using System.Net;
using System.Text;
using Tracking.Providers.Sinch;
using Tracking.Providers.Vonage;
using Xunit;
using static Tracking.Unit.Ingress.IngressUnderTest;

namespace Tracking.Unit.Ingress;

/// <summary>Vonage and Sinch have two products each, and the URL of one lies where the other's accounts do.</summary>
public sealed class RouteBelowRouteTests
{
    const string Secret = "9b1c0f6e7d5a4b38";
    const string Json = """{"message_delivery_report":{"message_id":"x","status":"DELIVERED"}}""";

    static readonly (string, string?)[] Settings =
    [
        ("Providers:Vonage:SignatureSecrets:0", Secret), ("Providers:Vonage:Accounts:acme:SignatureSecrets:0", Secret),
        ("Providers:VonageSms:SignatureSecrets:0", Secret), ("Providers:VonageSms:SignatureMethod", "sha256"),
        ("Providers:Sinch:WebhookSecrets:0", Secret), ("Providers:SinchSms:HeaderSecrets:0", Secret),
    ];

    [Fact]
    public async Task Each_product_is_met_at_its_own_URL()
    {
        await using var ingress = await StartAsync(Settings);

        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(ingress, Messages("/webhooks/vonage")));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(ingress, Messages("/webhooks/vonage/acme")));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(ingress, Receipt()));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(ingress, Conversation("/webhooks/sinch")));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(ingress, Post("/webhooks/sinch/sms", ("X-Webhook-Secret", Secret))));

        Assert.Equal(
            [("vonage", null), ("vonage", "acme"), ("vonage-sms", null), ("sinch", null), ("sinch-sms", null)],
            ingress.Callbacks.Select(c => (c.Provider, c.Account)));
        Assert.All(ingress.Callbacks, c => Assert.Empty(c.Headers!));
    }

    [Fact]
    public async Task The_proof_of_one_product_is_none_of_the_other()
    {
        await using var ingress = await StartAsync(Settings);

        // No receipt at all: its parameters are text.
        Assert.Equal(HttpStatusCode.BadRequest, await AnswerAsync(ingress, Messages("/webhooks/vonage/sms")));
        Assert.Equal(HttpStatusCode.Forbidden, await AnswerAsync(ingress, Conversation("/webhooks/sinch/sms")));
        Assert.Equal(HttpStatusCode.Forbidden, await AnswerAsync(ingress, Post("/webhooks/sinch", ("X-Webhook-Secret", Secret))));
        Assert.Empty(ingress.Callbacks);
    }

    static async Task<HttpStatusCode> AnswerAsync(IngressUnderTest ingress, HttpRequestMessage request)
    {
        using (request)
        {
            using var response = await ingress.Http.SendAsync(request, TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
    }

    static string Now => $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";

    static HttpRequestMessage Messages(string path) => Post(
        path, (VonageToken.Header, VonageToken.Create(Encoding.UTF8.GetBytes(Json), "jti", TimeProvider.System.GetUtcNow(), "key", Secret)));

    static HttpRequestMessage Receipt()
    {
        Dictionary<string, string> parameters = new() { ["messageId"] = "x", ["status"] = "delivered", ["timestamp"] = Now };
        var query = string.Join('&', parameters.Select(p => $"{p.Key}={p.Value}"));
        return new HttpRequestMessage(
            HttpMethod.Get, $"/webhooks/vonage/sms?{query}&sig={VonageSmsSignature.Compute(parameters, "sha256", Secret)}");
    }

    static HttpRequestMessage Conversation(string path)
    {
        var now = Now;
        return Post(
            path, (SinchSignature.Header, SinchSignature.Compute(Encoding.UTF8.GetBytes(Json), "n", now, Secret)),
            (SinchSignature.NonceHeader, "n"), (SinchSignature.TimestampHeader, now), (SinchSignature.AlgorithmHeader, SinchSignature.Algorithm));
    }

    static HttpRequestMessage Post(string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(Json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return request;
    }
}
