using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Tracking.Contracts;
using Tracking.Ingress.Events;

namespace Tracking.Ingress.Tokens;

/// <summary>Where devices and apps report what became of a push or in-app notification, with the token that came with it.</summary>
static class ReceiptEndpoint
{
    const int MaxBodyBytes = 4 * 1024;

    public static void MapReceipts(this IEndpointRouteBuilder app) => app.Map("/receipts/{token}", Report);

    static async Task<IResult> Report(
        string token, HttpContext context, EventPublisher publisher, IOptionsMonitor<TokenOptions> options, TimeProvider clock)
    {
        var keys = options.Get(TokenOptions.Receipts).SigningKeys;
        if (keys.Count == 0)
            return Answers.Problem(StatusCodes.Status404NotFound, "Receipts are not configured.");
        if (!HttpMethods.IsPost(context.Request.Method))
            return Answers.MethodNotAllowed(context, HttpMethods.Post);
        if (!IsReadable(context.Request))
            return Answers.Problem(StatusCodes.Status415UnsupportedMediaType, "Send application/json, or text/plain that is JSON.");
        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body.Problem is { } broken)
            return Answers.Problem(body.Status, broken);

        var now = clock.GetUtcNow();
        if (ReceiptToken.Read(token, [.. keys], now) is not { } granted)
            return Answers.Problem(StatusCodes.Status403Forbidden, "The token is not valid, or not any more.");
        var (receipt, problem) = Read(body.Bytes, context.Request.Query["kind"], granted.DeliveryId, now);
        if ((problem ?? MessageRules.Check(receipt!, now)) is { } wrong)
            return Answers.Problem(StatusCodes.Status400BadRequest, $"{wrong}.");
        return await publisher.TryPublishAsync(receipt!) ? Results.Ok() : Answers.ComeAgain(context, "Not accepted just now. Please report it again.");
    }

    /// <summary>
    /// <c>{ "kind": "read", "occurredAt": "…" }</c>, or <c>?kind=read</c> with no body. Who does not say when it happened means now.
    /// </summary>
    static (ReceiptReported? Receipt, string? Problem) Read(ReadOnlyMemory<byte> body, string? kind, string deliveryId, DateTimeOffset now)
    {
        var said = new ReceiptReported { DeliveryId = deliveryId, Kind = kind ?? "", OccurredAt = now };
        if (body.IsEmpty)
            return (said, null);
        ReceiptBody? read;
        try
        {
            read = JsonSerializer.Deserialize(body.Span, IngressJson.Default.ReceiptBody);
        }
        catch (JsonException)
        {
            return (null, "The body must be a JSON object with the member kind and, where wanted, occurredAt, both text");
        }

        if (read?.OccurredAt is { } text)
        {
            if (!DateTimeOffset.TryParseExact(
                text, ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'"], CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal, out var occurredAt))
            {
                return (null, "occurredAt must be an instant in ISO 8601 with Z or an offset");
            }

            said = said with { OccurredAt = occurredAt };
        }

        return (said with { Kind = read?.Kind ?? said.Kind }, null);
    }

    // A page that is being left sends text/plain (navigator.sendBeacon), for which no browser asks beforehand.
    static bool IsReadable(HttpRequest request) =>
        string.IsNullOrEmpty(request.ContentType)
        || MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            && (type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase));
}

sealed record ReceiptBody(string? Kind, string? OccurredAt);
