using System.Net;
using System.Text;
using Tracking.Contracts;
using Xunit;
using static Tracking.Unit.Ingress.IngressUnderTest;

namespace Tracking.Unit.Ingress;

public sealed class ReceiptTests
{
    const string Key = "the key by which receipts are signed";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("application/json", """{"kind":"read","occurredAt":"2026-11-21T09:00:00.5+01:00"}""", "")]
    [InlineData("text/plain;charset=UTF-8", """{"kind":"read","occurredAt":"2026-11-21T08:00:00.5Z"}""", "?kind=delivered")]
    [InlineData(null, """{"kind":"read","occurredAt":"2026-11-21T08:00:00.5Z","device":"x"}""", "")]
    public async Task A_receipt_is_published_for_the_delivery_that_its_token_names(string? type, string body, string query)
    {
        await using var ingress = await StartedAsync();

        using var response = await PostAsync(ingress, Token() + query, body, type);

        Assert.Equal((HttpStatusCode.OK, 0L), (response.StatusCode, response.Content.Headers.ContentLength));
        var receipt = Assert.IsType<ReceiptReported>(Assert.Single(ingress.Messages));
        Assert.Equal(
            new ReceiptReported { DeliveryId = "d-1", Kind = "read", OccurredAt = new(2026, 11, 21, 8, 0, 0, 500, TimeSpan.Zero) }, receipt);
    }

    [Fact]
    public async Task Without_a_body_the_query_says_what_and_now_is_when()
    {
        await using var ingress = await StartedAsync();
        var before = TimeProvider.System.GetUtcNow();

        using var response = await PostAsync(ingress, Token() + "?kind=clicked", "", null);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var receipt = Assert.IsType<ReceiptReported>(Assert.Single(ingress.Messages));
        Assert.Equal("clicked", receipt.Kind);
        Assert.InRange(receipt.OccurredAt, before, TimeProvider.System.GetUtcNow());
    }

    [Theory]
    [InlineData("""{"kind":"seen"}""", "kind must be one of: delivered, read, clicked.")]
    [InlineData("""{}""", "kind must be one of: delivered, read, clicked.")]
    [InlineData("", "kind must be one of: delivered, read, clicked.")]
    [InlineData("null", "kind must be one of: delivered, read, clicked.")]
    [InlineData("""{"kind":7}""", "The body must be a JSON object with the member kind and, where wanted, occurredAt, both text.")]
    [InlineData("kind=read", "The body must be a JSON object with the member kind and, where wanted, occurredAt, both text.")]
    [InlineData("""{"kind":"read","occurredAt":"2026-11-21T08:00:00"}""", "occurredAt must be an instant in ISO 8601 with Z or an offset.")]
    [InlineData("""{"kind":"read","occurredAt":"1999-01-01T00:00:00Z"}""", "occurredAt must not be before 2010-01-01.")]
    [InlineData("""{"kind":"read","occurredAt":"2999-01-01T00:00:00Z"}""", "occurredAt must not be more than 24 hours in the future.")]
    public async Task A_receipt_that_says_nothing_good_is_told_so(string body, string problem)
    {
        await using var ingress = await StartedAsync();

        using var response = await PostAsync(ingress, Token(), body, "application/json");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains($"\"detail\":\"{problem}\"", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
        Assert.Empty(ingress.Messages);
    }

    [Fact]
    public async Task A_token_that_is_expired_tampered_with_of_another_key_or_for_another_purpose_is_refused_and_nothing_is_published()
    {
        await using var ingress = await StartedAsync();
        var later = TimeProvider.System.GetUtcNow().AddHours(1);
        string[] tokens =
        [
            new ReceiptToken("d-1", TimeProvider.System.GetUtcNow().AddSeconds(-1)).Sign(Key),
            new ReceiptToken("d-1", later).Sign("some other key, as long as the first"),
            new UnsubscribeToken(null, "email", "a@x.org", "all", later).Sign(Key),
            Token()[..^1], "x", new string('a', 5_000),
        ];

        foreach (var token in tokens)
        {
            using var response = await PostAsync(ingress, token + "?kind=read", "", null);
            Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        }

        Assert.Empty(ingress.Messages);
    }

    [Fact]
    public async Task Method_media_type_and_size_are_asked_before_the_token()
    {
        await using var ingress = await StartedAsync();

        using var get = await ingress.Http.GetAsync("/receipts/x", Cancelled);
        using var form = await PostAsync(ingress, "x", "kind=read", "application/x-www-form-urlencoded");
        using var large = await PostAsync(ingress, "x", new string(' ', 5_000), "application/json");

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (get.StatusCode, get.Content.Headers.Allow.Single()));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, form.StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
    }

    [Fact]
    public async Task Without_a_key_it_does_not_exist()
    {
        await using var ingress = await StartAsync();

        using var response = await PostAsync(ingress, Token() + "?kind=read", "", null);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    static Task<IngressUnderTest> StartedAsync() => StartAsync(("Receipts:SigningKeys:0", Key));

    static string Token() => new ReceiptToken("d-1", TimeProvider.System.GetUtcNow().AddHours(1)).Sign(Key);

    static async Task<HttpResponseMessage> PostAsync(IngressUnderTest ingress, string path, string body, string? type)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/receipts/" + path, UriKind.Relative))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        if (type is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await ingress.Http.SendAsync(request, Cancelled);
    }
}
