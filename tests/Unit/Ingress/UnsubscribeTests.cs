using System.Net;
using System.Text;
using Tracking.Contracts;
using Xunit;
using static Tracking.Unit.Ingress.IngressUnderTest;

namespace Tracking.Unit.Ingress;

public sealed class UnsubscribeTests
{
    const string Key = "the key by which unsubscribes are signed";
    const string OneClick = "List-Unsubscribe=One-Click";

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_that_is_followed_shows_a_page_and_changes_nothing()
    {
        await using var ingress = await StartedAsync();

        using var response = await GetAsync(ingress, Token("<b>ana</b>@example.org"));

        var page = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains("&lt;b&gt;ana&lt;/b&gt;@example.org", page, StringComparison.Ordinal);
        Assert.Contains("""<form method="post"><button>Unsubscribe</button></form>""", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Assert.Equal("no-store", response.Headers.CacheControl?.ToString());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Empty(ingress.Messages);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", OneClick, "one-click")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n", "one-click")]
    [InlineData("application/x-www-form-urlencoded", "", "link")]
    [InlineData(null, "", "link")]
    [InlineData("text/plain", "whatever", "link")]
    public async Task A_post_unsubscribes_without_asking_again(string? type, string body, string source)
    {
        await using var ingress = await StartedAsync();
        var before = TimeProvider.System.GetUtcNow();

        using var response = await PostAsync(ingress, Token(), body, type);

        Assert.Equal((HttpStatusCode.OK, 0L), (response.StatusCode, response.Content.Headers.ContentLength));
        var request = Assert.IsType<UnsubscribeRequested>(Assert.Single(ingress.Messages));
        Assert.InRange(request.OccurredAt, before, TimeProvider.System.GetUtcNow());
        Assert.Equal(
            new UnsubscribeRequested
            {
                TenantId = "acme",
                Channel = "email",
                Recipient = "ana@example.org",
                Scope = "marketing",
                Source = source,
                IpAddress = "127.0.0.1",
                OccurredAt = request.OccurredAt,
            },
            request);
    }

    [Fact]
    public async Task Who_pressed_the_button_is_told_in_a_page()
    {
        await using var ingress = await StartedAsync();

        using var response = await PostAsync(ingress, Token(), "", "application/x-www-form-urlencoded", "text/html,*/*;q=0.8");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var page = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.Contains("<h1>You are unsubscribed</h1>", page, StringComparison.Ordinal);
        Assert.Contains("no more offers and news", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_not_valid_changes_nothing_and_people_are_told_in_a_page()
    {
        await using var ingress = await StartedAsync();
        string[] tokens =
        [
            Token() + "x", Token()[..^2], new ReceiptToken("d-1", TimeProvider.System.GetUtcNow().AddHours(1)).Sign(Key),
            new UnsubscribeToken("acme", "email", "ana@example.org", "all", TimeProvider.System.GetUtcNow().AddSeconds(-1)).Sign(Key),
            new UnsubscribeToken("acme", "email", "ana@example.org", "all", TimeProvider.System.GetUtcNow().AddDays(1)).Sign("a key that was retired long ago, and is unknown"),
        ];

        foreach (var token in tokens)
        {
            using var page = await GetAsync(ingress, token);
            using var click = await PostAsync(ingress, token, OneClick, "application/x-www-form-urlencoded");

            Assert.Equal((HttpStatusCode.Forbidden, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
            Assert.Contains("This link is not valid", await page.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
            Assert.Equal((HttpStatusCode.Forbidden, "application/problem+json"), (click.StatusCode, click.Content.Headers.ContentType?.MediaType));
        }

        Assert.Empty(ingress.Messages);
    }

    [Fact]
    public async Task A_key_that_was_put_second_still_verifies()
    {
        await using var ingress = await StartAsync(
            ("Unsubscribe:SigningKeys:0", "the key that takes the place of the other"), ("Unsubscribe:SigningKeys:1", Key));

        using var response = await PostAsync(ingress, Token(), OneClick, "application/x-www-form-urlencoded");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Other_methods_too_much_and_no_key_are_refused_as_everywhere()
    {
        await using var ingress = await StartedAsync();
        await using var without = await StartAsync();

        using var put = await ingress.Http.PutAsync("/unsubscribe/" + Token(), null, Cancelled);
        using var large = await PostAsync(ingress, Token(), new string('a', 20_000), "text/plain");
        using var none = await PostAsync(without, Token(), OneClick, "application/x-www-form-urlencoded");

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "GET, POST"), (put.StatusCode, string.Join(", ", put.Content.Headers.Allow)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, large.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Empty(ingress.Messages);
    }

    static Task<IngressUnderTest> StartedAsync() => StartAsync(("Unsubscribe:SigningKeys:0", Key));

    static string Token(string recipient = "ana@example.org") =>
        new UnsubscribeToken("acme", "email", recipient, "marketing", TimeProvider.System.GetUtcNow().AddDays(1)).Sign(Key);

    static async Task<HttpResponseMessage> GetAsync(IngressUnderTest ingress, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/unsubscribe/" + token, UriKind.Relative));
        request.Headers.Accept.ParseAdd("text/html");
        return await ingress.Http.SendAsync(request, Cancelled);
    }

    static async Task<HttpResponseMessage> PostAsync(IngressUnderTest ingress, string token, string body, string? type, string? accept = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/unsubscribe/" + token, UriKind.Relative))
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)),
        };
        if (type is not null)
            request.Content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (accept is not null)
            request.Headers.Accept.ParseAdd(accept);
        return await ingress.Http.SendAsync(request, Cancelled);
    }
}
