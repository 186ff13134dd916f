using System.ComponentModel;
using System.Net.Mime;
using System.Security.Claims;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Dashboard.Access;
using Tracking.Hosting.DeadLetters;
using Tracking.Storage;

namespace Tracking.Dashboard.DeadLetters;

/// <summary>A repaired body.</summary>
/// <param name="Body">All of it, as text: a JSON object.</param>
sealed record LetterRepair(string? Body);

/// <summary>One dead letter: what it holds, and what is done with it.</summary>
static class DeadLetterEndpoint
{
    /// <summary>A message of five megabytes, every other character of which is escaped.</summary>
    const int MaxRepairBytes = 16 * 1024 * 1024;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/dead-letters/{id}", Find)
            .WithName("getDeadLetter")
            .WithTags("Dead letters")
            .WithSummary("A dead letter with what it holds")
            .WithDescription(
                $"The body is text where it is UTF-8 and base64 where it is not, and cut at {LetterText.MaxTextBytes} bytes. Headers that prove who "
                + "somebody is are named and not shown.")
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/dead-letters/{id}/body", Download)
            .WithName("getDeadLetterBody")
            .WithTags("Dead letters")
            .WithSummary("The whole body of a dead letter, as a file")
            .WithDescription("Byte for byte, and never as a document that a browser would open.")
            .Produces<byte[]>(StatusCodes.Status200OK, MediaTypeNames.Application.Octet)
            .ProducesProblem(StatusCodes.Status404NotFound);
        Act(api.MapPost("/dead-letters/{id}/replay", Replay), "replayDeadLetter", "Puts a dead letter back into its queue",
            "Byte for byte, its attempts counted anew. 200 when the broker has it for good. If it fails again it is a new letter, which names this "
            + "one as `replayOf`. Replaying is always safe: applying a message twice changes nothing.");
        Act(api.MapPost("/dead-letters/{id}/discard", Discard), "discardDeadLetter", "Gives a dead letter up",
            "It is kept as discarded until it is deleted by age (`Retention:DeadLetters`).");
        Act(api.MapPost("/dead-letters/{id}/edit-and-replay", Repair), "repairDeadLetter", "Puts a dead letter back with another body",
            "The body must be a JSON object, or its consumer could not even parse it. Both bodies are kept.")
            .Accepts<LetterRepair>("application/json")
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    static RouteHandlerBuilder Act(RouteHandlerBuilder endpoint, string name, string summary, string description) => endpoint
        .RequireAuthorization(Roles.Operator)
        .WithName(name)
        .WithTags("Dead letters")
        .WithSummary(summary)
        .WithDescription(
            description + " 409 where it does not wait, somebody else is at it, or the broker refuses it; 503 where the broker cannot be reached: then it "
            + "waits as before. Leaves an audit entry. Needs the role `operator`.")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    static async Task<Results<Ok<LetterDetail>, ProblemHttpResult>> Find(
        [Description("The letter's id.")] string id, IDeadLetterQuery letters, CancellationToken cancellationToken) =>
        await letters.FindAsync(id, cancellationToken) is { } found ? TypedResults.Ok(new LetterDetail(found)) : Unknown;

    static async Task<Results<FileContentHttpResult, ProblemHttpResult>> Download(
        [Description("The letter's id.")] string id, IDeadLetterQuery letters, CancellationToken cancellationToken) =>
        await letters.FindAsync(id, cancellationToken) is { } found
            ? TypedResults.File(found.Body, MediaTypeNames.Application.Octet, $"dead-letter-{found.Letter.Id}")
            : Unknown;

    static async Task<Results<Ok<LetterView>, ProblemHttpResult>> Replay(
        [Description("The letter's id.")] string id, ClaimsPrincipal person, LettersByHand actions, CancellationToken cancellationToken) =>
        Answer(await actions.ReplayAsync(person, id, cancellationToken));

    static async Task<Results<Ok<LetterView>, ProblemHttpResult>> Discard(
        [Description("The letter's id.")] string id, ClaimsPrincipal person, LettersByHand actions, CancellationToken cancellationToken) =>
        Answer(await actions.DiscardAsync(person, id, cancellationToken));

    static async Task<Results<Ok<LetterView>, ValidationProblem, ProblemHttpResult>> Repair(
        [Description("The letter's id.")] string id, HttpRequest request, ClaimsPrincipal person, LettersByHand actions,
        CancellationToken cancellationToken)
    {
        var (repair, problem) = await JsonBody.ReadAsync(
            request, RequestJson.Default.LetterRepair, "The body must be a JSON object with the member body, text, and no others.",
            MaxRepairBytes);
        if (repair is null)
            return problem!;
        var body = Encoding.UTF8.GetBytes(repair.Body ?? "");
        if (LetterBody.Problem(body) is { } wrong)
            return JsonBody.Invalid(new() { ["body"] = [wrong] })!;
        var outcome = await actions.ReplayEditedAsync(person, id, body, cancellationToken);
        return outcome.Result == LetterResult.Done ? TypedResults.Ok(outcome.Letter) : Refusal(outcome);
    }

    static Results<Ok<LetterView>, ProblemHttpResult> Answer(LetterOutcome outcome) =>
        outcome.Result == LetterResult.Done ? TypedResults.Ok(outcome.Letter) : Refusal(outcome);

    static ProblemHttpResult Refusal(LetterOutcome outcome) => outcome.Result == LetterResult.Refused
        ? TypedResults.Problem(outcome.Problem, statusCode: StatusCodes.Status409Conflict)
        : Unknown;

    static ProblemHttpResult Unknown => TypedResults.Problem(
        "No dead letter with this id is kept.", statusCode: StatusCodes.Status404NotFound, title: "Unknown dead letter");
}
