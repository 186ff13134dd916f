using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Dashboard.Access;
using Tracking.Dashboard.OpenApi;
using Tracking.Dashboard.Queries;
using Tracking.Storage;

namespace Tracking.Dashboard.DeadLetters;

/// <summary>Bulk actions on dead letters, in two steps: plan, and start.</summary>
static class DeadLetterJobsEndpoint
{
    /// <summary>Ten thousand ids.</summary>
    const int MaxBytes = 1 << 20;

    public static readonly IReadOnlyList<Parameter> Parameters = [Paging.LimitParameter, Paging.CursorParameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        Write(api.MapPost("/dead-letters/jobs", Plan), "planDeadLetterJob", "Plans a bulk action, and says how many letters it would touch",
            "Nothing is done yet. Which letters it may touch is frozen: what arrives later is not swept in. Give `filter` (`{}` for every letter that waits), or "
            + "`ids`, or both. `planned` is how many letters it would touch.")
            .Accepts<LetterJobRequest>("application/json")
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        api.MapGet("/dead-letters/jobs", List)
            .WithName("listDeadLetterJobs")
            .WithTags("Dead letters")
            .WithSummary("Lists bulk actions, the latest planned first")
            .WithDescription("They are deleted by age once they have ended (`Retention:DeadLetters`).")
            .WithQuery(Parameters);
        api.MapGet("/dead-letters/jobs/{id}", Find)
            .WithName("getDeadLetterJob")
            .WithTags("Dead letters")
            .WithSummary("A bulk action, and how far it has come")
            .WithDescription(
                "`done`: confirmed by the broker, or discarded. `failed`: refused by the broker, waiting as before. `failedAgain`: replayed, and back as letters since. "
                + "`skipped`: settled by others meanwhile. `problem`: what keeps it from going on just now.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        Write(api.MapPost("/dead-letters/jobs/{id}/start", Start), "startDeadLetterJob", "Starts a planned bulk action",
            "It goes on when this process ends: whoever runs takes it up. 409 where it is not planned.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        Write(api.MapPost("/dead-letters/jobs/{id}/cancel", Cancel), "cancelDeadLetterJob", "Cancels a bulk action",
            "What is done stays done; the letters of the moment are ended, and counted. 409 where it has ended.")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    static RouteHandlerBuilder Write(RouteHandlerBuilder endpoint, string name, string summary, string description) => endpoint
        .RequireAuthorization(Roles.Operator)
        .WithName(name)
        .WithTags("Dead letters")
        .WithSummary(summary)
        .WithDescription(description + " Leaves an audit entry. Needs the role `operator`.")
        .ProducesProblem(StatusCodes.Status403Forbidden);

    static async Task<Results<Created<LetterJob>, ValidationProblem, ProblemHttpResult>> Plan(
        HttpRequest request, ClaimsPrincipal person, JobsByHand jobs, CancellationToken cancellationToken)
    {
        var (asked, problem) = await JsonBody.ReadAsync(
            request, RequestJson.Default.LetterJobRequest,
            "The body must be a JSON object with the members action (text) and filter (an object of text) or ids (an array of text) and, where "
            + "wanted, perSecond (a number), and no others.",
            MaxBytes);
        if (asked is null)
            return problem!;
        if (JsonBody.Invalid(asked.Check(out var filter)) is { } invalid)
            return invalid;
        var ids = asked.Ids?.OfType<string>().ToHashSet(StringComparer.Ordinal);
        var job = await jobs.PlanAsync(person, asked.Action!, filter, ids, asked.PerSecond, cancellationToken);
        return TypedResults.Created($"/api/dead-letters/jobs/{job.Id:D}", Shown(job));
    }

    static async Task<Results<Ok<Page<LetterJob>>, ValidationProblem>> List(
        HttpRequest request, IDeadLetterJobStore jobs, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query, Parameters);
        return await PageAsync(query, jobs, cancellationToken) is { } page ? TypedResults.Ok(page) : query.Problem!;
    }

    /// <returns>Null where the query is wrong, as it says.</returns>
    public static async Task<Page<LetterJob>?> PageAsync(QueryReader query, IDeadLetterJobStore jobs, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(query, "dead-letter-jobs", id => Guid.TryParseExact(id, "D", out _));
        if (query.Problem is not null)
            return null;
        var rows = await jobs.ListAsync(paging.After, paging.Rows, cancellationToken);
        return paging.Cut([.. rows.Select(Shown)], job => new PagePosition(job.PlannedAt, job.Id.ToString("D")));
    }

    static async Task<Results<Ok<LetterJob>, ProblemHttpResult>> Find(
        [Description("The job's id.")] string id, IDeadLetterJobStore jobs, CancellationToken cancellationToken) =>
        IdIn(id) is { } jobId && await jobs.FindAsync(jobId, cancellationToken) is { } job ? TypedResults.Ok(Shown(job)) : Unknown;

    static async Task<Results<Ok<LetterJob>, ProblemHttpResult>> Start(
        [Description("The job's id.")] string id, ClaimsPrincipal person, JobsByHand jobs, IDeadLetterJobStore store,
        CancellationToken cancellationToken) =>
        await ChangeAsync(id, store, jobId => jobs.StartAsync(person, jobId, cancellationToken), cancellationToken);

    static async Task<Results<Ok<LetterJob>, ProblemHttpResult>> Cancel(
        [Description("The job's id.")] string id, ClaimsPrincipal person, JobsByHand jobs, IDeadLetterJobStore store,
        CancellationToken cancellationToken) =>
        await ChangeAsync(id, store, jobId => jobs.CancelAsync(person, jobId, cancellationToken), cancellationToken);

    static async Task<Results<Ok<LetterJob>, ProblemHttpResult>> ChangeAsync(
        string id, IDeadLetterJobStore store, Func<Guid, Task<LetterJob?>> change, CancellationToken cancellationToken)
    {
        if (IdIn(id) is not { } jobId)
            return Unknown;
        if (await change(jobId) is { } job)
            return TypedResults.Ok(Shown(job));
        return await store.FindAsync(jobId, cancellationToken) is { } found
            ? TypedResults.Problem($"The job is {found.State}.", statusCode: StatusCodes.Status409Conflict)
            : Unknown;
    }

    static LetterJob Shown(LetterJob job) => job with { Filter = LetterParameters.Asked(job.Filter) };

    static Guid? IdIn(string text) => Guid.TryParseExact(text, "D", out var id) ? id : null;

    static ProblemHttpResult Unknown => TypedResults.Problem(
        "No bulk action with this id is kept.", statusCode: StatusCodes.Status404NotFound, title: "Unknown job");
}
