using System.Net;
using System.Text;
using Xunit;
using static Tracking.Unit.Ingress.IngressUnderTest;

namespace Tracking.Unit.Ingress;

/// <summary>How the ingress meets the providers that sign nothing: without a secret of ours they do not exist, and it stays here.</summary>
public sealed class SharedSecretCallbackTests
{
    const string Credentials = "hook:7f3b0d5e9a1c4862";
    const string Secret = "u9Wc2RkXz7Qm4Lp1";
    const string Body = """{"RecordType":"Delivery","MessageID":"x","Recipient":"ana@example.org"}""";

    static readonly (string, string?)[] Settings =
    [
        ("Providers:Postmark:Credentials:0", Credentials), ("Providers:Postmark:HeaderName", "X-Hook"),
        ("Providers:Postmark:HeaderSecrets:0", Secret), ("Providers:Postmark:Accounts:acme:HeaderSecrets:0", "acme-" + Secret),
    ];

    [Fact]
    public async Task Either_proof_is_believed_and_neither_travels_on()
    {
        await using var ingress = await StartAsync(Settings);

        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(ingress, "postmark", ("Authorization", Basic(Credentials))));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(ingress, "postmark", ("x-hook", Secret)));
        Assert.Equal(HttpStatusCode.OK, await AnswerAsync(ingress, "postmark/acme", ("X-Hook", "acme-" + Secret)));

        Assert.Equal([null, null, "acme"], ingress.Callbacks.Select(c => c.Account));
        Assert.All(ingress.Callbacks, c =>
        {
            Assert.Equal(("postmark", Body), (c.Provider, c.Body));
            Assert.Empty(c.Headers);
            Assert.StartsWith(PublicUrl + "/webhooks/postmark", c.Url, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Without_proof_or_with_anothers_it_is_refused()
    {
        await using var ingress = await StartAsync(Settings);

        Assert.Equal(HttpStatusCode.Forbidden, await AnswerAsync(ingress, "postmark"));
        Assert.Equal(HttpStatusCode.Forbidden, await AnswerAsync(ingress, "postmark", ("Authorization", "Basic Og==")));
        Assert.Equal(HttpStatusCode.Forbidden, await AnswerAsync(ingress, "postmark", ("Authorization", Basic(Credentials + "3"))));
        Assert.Equal(HttpStatusCode.Forbidden, await AnswerAsync(ingress, "postmark", ("X-Webhook-Secret", Secret)));
        Assert.Equal(HttpStatusCode.Forbidden, await AnswerAsync(ingress, "postmark", ("X-Hook", Secret), ("X-Hook", Secret)));
        Assert.Equal(HttpStatusCode.Forbidden, await AnswerAsync(ingress, "postmark", ("X-Hook", "acme-" + Secret)));
        Assert.Equal(HttpStatusCode.Forbidden, await AnswerAsync(ingress, "postmark/acme", ("Authorization", Basic(Credentials))));

        Assert.Empty(ingress.Callbacks);
    }

    [Theory]
    [InlineData("postmark")]
    [InlineData("sparkpost")]
    [InlineData("mailjet")]
    [InlineData("brevo")]
    [InlineData("infobip")]
    [InlineData("postmark/acme")]
    public async Task Without_a_secret_there_is_no_such_endpoint(string path)
    {
        await using var ingress = await StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, await AnswerAsync(ingress, path));
        Assert.Equal(HttpStatusCode.NotFound, await AnswerAsync(ingress, path, ("Authorization", Basic(Credentials))));
    }

    static async Task<HttpStatusCode> AnswerAsync(IngressUnderTest ingress, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/webhooks/" + path, UriKind.Relative));
        request.Content = new StringContent(Body, Encoding.UTF8, "application/json");
        foreach (var (name, value) in headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        using var response = await ingress.Http.SendAsync(request, TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
        return response.StatusCode;
    }

    static string Basic(string credentials) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));
}
