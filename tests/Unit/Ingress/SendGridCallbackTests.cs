using System.Net;
using System.Security.Cryptography;
using System.Text;
using Tracking.Providers.SendGrid;
using Xunit;
using static Tracking.Unit.Ingress.IngressUnderTest;

namespace Tracking.Unit.Ingress;

/// <summary>How the ingress meets SendGrid: the bytes that came are what is verified, and what is published.</summary>
public sealed class SendGridCallbackTests
{
    const string Path = "/webhooks/sendgrid";
    const string Batch = "[{\"email\":\"ana@example.org\",\"event\":\"delivered\",\"timestamp\":1795229640,\"reason\":\"café\"}]\r\n";

    static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    static readonly (string, string?)[] Settings =
        [("Providers:SendGrid:PublicKeys:0", Convert.ToBase64String(Key.ExportSubjectPublicKeyInfo()))];

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_batch_is_published_as_it_came()
    {
        await using var ingress = await StartAsync(Settings);

        Assert.Equal((HttpStatusCode.OK, ""), await AnswerAsync(ingress, Request(Batch, Batch)));

        var callback = Assert.Single(ingress.Callbacks);
        Assert.Equal(("sendgrid", null, Batch), (callback.Provider, callback.Account, callback.Body));
        Assert.Empty(callback.Headers);
    }

    [Fact]
    public async Task What_is_signed_is_published_whatever_it_holds()
    {
        await using var ingress = await StartAsync(Settings);

        foreach (var body in new[] { "[]", "{", "" })
            Assert.Equal((HttpStatusCode.OK, ""), await AnswerAsync(ingress, Request(body, body)));

        Assert.Equal(["[]", "{", ""], ingress.Callbacks.Select(c => c.Body));
    }

    [Fact]
    public async Task What_is_not_signed_so_is_refused()
    {
        await using var ingress = await StartAsync(Settings);
        var unsigned = Request(Batch, Batch);
        unsigned.Headers.Remove(SendGridSignature.Header);
        var malformed = Request(Batch, Batch);
        malformed.Headers.Remove(SendGridSignature.Header);
        malformed.Headers.Add(SendGridSignature.Header, "MEUCIQD");

        Assert.Equal(HttpStatusCode.Forbidden, (await AnswerAsync(ingress, Request(Batch, Batch.TrimEnd()))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await AnswerAsync(ingress, Request(Batch, Batch, hoursAgo: 25))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await AnswerAsync(ingress, unsigned)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await AnswerAsync(ingress, malformed)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AnswerAsync(ingress, Request(Batch, Batch, path: Path + "/acme"))).Status);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await AnswerAsync(ingress, Request(Batch, Batch, mediaType: "text/plain"))).Status);
        Assert.Empty(ingress.Callbacks);
    }

    [Fact]
    public async Task A_batch_may_have_two_mebibytes_and_no_more()
    {
        await using var ingress = await StartAsync(Settings);
        var largest = "[" + new string(' ', 2 * 1024 * 1024 - 2) + "]";

        Assert.Equal(HttpStatusCode.OK, (await AnswerAsync(ingress, Request(largest, largest))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await AnswerAsync(ingress, Request(largest + " ", largest + " "))).Status);
    }

    static async Task<(HttpStatusCode Status, string Body)> AnswerAsync(IngressUnderTest ingress, HttpRequestMessage request)
    {
        using var response = await ingress.Http.SendAsync(request, Cancelled);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancelled));
    }

    static HttpRequestMessage Request(
        string signed, string sent, int hoursAgo = 0, string path = Path, string mediaType = "application/json")
    {
        var timestamp = $"{TimeProvider.System.GetUtcNow().AddHours(-hoursAgo).ToUnixTimeSeconds()}";
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new StringContent(sent, Encoding.UTF8, mediaType),
        };
        request.Headers.Add(SendGridSignature.TimestampHeader, timestamp);
        request.Headers.Add(SendGridSignature.Header, SendGridSignature.Sign(timestamp, Encoding.UTF8.GetBytes(signed), Key));
        return request;
    }
}
