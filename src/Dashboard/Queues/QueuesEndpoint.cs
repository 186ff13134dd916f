using Microsoft.AspNetCore.Http.HttpResults;

namespace Tracking.Dashboard.Queues;

/// <summary>How full the queues are, at one moment.</summary>
sealed record QueueAnswer(DateTimeOffset At, IReadOnlyList<QueueView> Items);

static class QueuesEndpoint
{
    const string RetryAfterSeconds = "5";

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/queues", List)
        .WithName("listQueues")
        .WithTags("Queues")
        .WithSummary("Shows every queue: what waits, what is at work, how fast, and its dead letters")
        .WithDescription(
            "As RabbitMQ's management API tells it (`RabbitMq:ManagementUrl`), which gathers its figures every few seconds. `rates` are messages a "
            + "second, null where they are not measured. `deadLetters` is null for the queues in which messages only wait for another try. 503 while the "
            + "broker cannot be asked.");

    static async Task<Results<Ok<QueueAnswer>, ProblemHttpResult>> List(
        IQueueFigures queues, HttpResponse response, CancellationToken cancellationToken)
    {
        var figures = await queues.GetAsync(cancellationToken);
        if (figures.Problem is not { } problem)
            return TypedResults.Ok(new QueueAnswer(figures.At, figures.Queues));
        response.Headers.RetryAfter = RetryAfterSeconds;
        return TypedResults.Problem(problem, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
