using MassTransit;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using Tracking.Hosting.Broker;

namespace Tracking.Ingress.Events;

/// <summary>Where producers without AMQP publish: one message or an array of them, all or nothing.</summary>
static partial class EventsEndpoint
{
    const int MaxBodyBytes = 4 << 20;

    public static void MapEvents(this IEndpointRouteBuilder app) => app.Map("/v1/events", Publish);

    static async Task<IResult> Publish(
        HttpContext context, ProducerKeys keys, IBus bus, IOptions<IngressOptions> options, TimeProvider clock,
        ILogger<ProducerKeys> logger)
    {
        if (!keys.Any)
            return Results.Problem("Publishing over HTTP is not configured.", statusCode: StatusCodes.Status404NotFound);
        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return Results.Problem("Use POST.", statusCode: StatusCodes.Status405MethodNotAllowed);
        }

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

        // A producer who hangs up now is no reason to stop half-way: what he sent is published, and the limit is ours alone.
        using var deadline = new CancellationTokenSource(options.Value.PublishTimeout);
        try
        {
            await Task.WhenAll(messages.Select(message =>
                bus.Publish(message, message.GetType(), send => send.RequireQueue(), deadline.Token)));
        }
        catch (Exception e)
        {
            // Some may be published already. The producer sends all of them again, which changes nothing twice.
            logger.EventsNotAccepted(messages.Count, e.Message);
            context.Response.Headers.RetryAfter = "5";
            return Results.Problem(
                "Not accepted just now. Please send all of them again.", statusCode: StatusCodes.Status503ServiceUnavailable);
        }

        return Results.Json(new EventsAccepted(messages.Count), IngressJson.Default.EventsAccepted, statusCode: StatusCodes.Status202Accepted);
    }

    static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(LogLevel.Warning, "{Events} events were not accepted: {Reason}")]
    static partial void EventsNotAccepted(this ILogger logger, int events, string reason);
}
