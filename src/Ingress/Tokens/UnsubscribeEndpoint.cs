using System.Text;
using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Ingress.Tokens;

/// <summary>
/// Where people and their mail clients unsubscribe. A GET changes nothing, for scanners follow every link of a mail; a POST unsubscribes
/// (RFC 8058), asks no further question and sends nobody elsewhere.
/// </summary>
static class UnsubscribeEndpoint
{
    const int MaxBodyBytes = 16 * 1024;

    public static void MapUnsubscribe(this IEndpointRouteBuilder app) => app.Map("/unsubscribe/{token}", Unsubscribe);

    static async Task<IResult> Unsubscribe(
        string token, HttpContext context, EventPublisher publisher, IOptionsMonitor<TokenOptions> options, TimeProvider clock)
    {
        var keys = options.Get(TokenOptions.Unsubscribe).SigningKeys;
        if (keys.Count == 0)
            return Answers.Problem(StatusCodes.Status404NotFound, "Unsubscribing is not configured.");
        var isPost = HttpMethods.IsPost(context.Request.Method);
        if (!isPost && !HttpMethods.IsGet(context.Request.Method))
            return Answers.MethodNotAllowed(context, HttpMethods.Get, HttpMethods.Post);

        // The token is in the URL: neither a cache nor the next site may keep it.
        context.Response.Headers.CacheControl = "no-store";
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body.Problem is { } broken)
            return Answers.Problem(body.Status, broken);

        var now = clock.GetUtcNow();
        var isForPeople = context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
        if (UnsubscribeToken.Read(token, [.. keys], now) is not { } granted)
        {
            return isForPeople
                ? Page(context, UnsubscribePage.NotValid, StatusCodes.Status403Forbidden)
                : Answers.Problem(StatusCodes.Status403Forbidden, "The token is not valid, or not any more.");
        }

        if (!isPost)
            return Page(context, UnsubscribePage.Confirm(granted));
        var source = IsOneClick(body.Bytes.Span) ? UnsubscribeSource.OneClick : UnsubscribeSource.Link;
        if (!await publisher.TryPublishAsync(granted.Request(source, AddressOf(context), now)))
        {
            if (!isForPeople)
                return Answers.ComeAgain(context, "Not unsubscribed yet. Please try again.");
            context.Response.Headers.RetryAfter = "5";
            return Page(context, UnsubscribePage.ComeAgain(granted), StatusCodes.Status503ServiceUnavailable);
        }

        return isForPeople ? Page(context, UnsubscribePage.Done(granted)) : Results.Ok();
    }

    // As a form or in parts (RFC 8058, section 3.2): either way, the text is in it. Whatever else was sent with a good token is a person's.
    static bool IsOneClick(ReadOnlySpan<byte> body) =>
        body.IndexOf("List-Unsubscribe"u8) >= 0 && body.IndexOf("One-Click"u8) >= 0;

    static string? AddressOf(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => null,
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        var address => address.ToString(),
    };

    static IResult Page(HttpContext context, string html, int status = StatusCodes.Status200OK)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = UnsubscribePage.ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        return Results.Content(html, "text/html", Encoding.UTF8, status);
    }
}
