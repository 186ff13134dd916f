using Microsoft.Net.Http.Headers;

namespace Tracking.Ingress.Events;

/// <summary>Where producers without AMQP publish: one message or an array of them, all or nothing.</summary>
static class EventsEndpoint
{
    const int MaxBodyBytes = 4 << 20;

    public static void MapEvents(this IEndpointRouteBuilder app) => app.Map("/v1/events", Publish);

    static async Task<IResult> Publish(
        HttpContext context, ProducerKeys keys, EventPublisher publisher, TimeProvider clock)
    {
        if (!keys.Any)
            return Answers.Problem(StatusCodes.Status404NotFound, "Publishing over HTTP is not configured.");
        if (!HttpMethods.IsPost(context.Request.Method))
            return Answers.MethodNotAllowed(context, HttpMethods.Post);

        if (!keys.Accept(context.Request.Headers.Authorization))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Answers.Problem(StatusCodes.Status401Unauthorized, "A valid key is required: Authorization: Bearer <key>.");
        }

        if (!IsJson(context.Request.ContentType))
            return Answers.Problem(StatusCodes.Status415UnsupportedMediaType, "Send application/json.");

        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body.Problem is { } broken)
            return Answers.Problem(body.Status, broken);

        var (messages, problems) = EventReader.Read(body.Bytes, clock.GetUtcNow());
        if (problems.Count > 0)
        {
            return Results.Problem(
                "Nothing was published. " + problems[0],
                statusCode: StatusCodes.Status400BadRequest,
                extensions: new Dictionary<string, object?> { ["errors"] = problems });
        }

        if (!await publisher.TryPublishAsync(messages))
            return Answers.ComeAgain(context, "Not accepted just now. Please send all of them again.");
        return Results.Json(new EventsAccepted(messages.Count), IngressJson.Default.EventsAccepted, statusCode: StatusCodes.Status202Accepted);
    }

    static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);
}
