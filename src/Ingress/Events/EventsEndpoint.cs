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
            return Results.Problem("Publishing over HTTP is not configured.", statusCode: StatusCodes.Status404NotFound);
        if (!HttpMethods.IsPost(context.Request.Method))
            return Answers.MethodNotAllowed(context, HttpMethods.Post);

        if (!keys.Accept(context.Request.Headers.Authorization))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Results.Problem("A valid key is required: Authorization: Bearer <key>.", statusCode: StatusCodes.Status401Unauthorized);
        }

        if (!IsJson(context.Request.ContentType))
            return Results.Problem("Send application/json.", statusCode: StatusCodes.Status415UnsupportedMediaType);

        using var body = await RequestBody.ReadAsync(context.Request, MaxBodyBytes);
        if (body.Problem is { } broken)
            return Results.Problem(broken, statusCode: body.Status);

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
