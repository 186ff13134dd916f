using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Contracts;
using Tracking.Dashboard.Access;
using Tracking.Dashboard.OpenApi;
using Tracking.Dashboard.Queries;
using Tracking.Storage;

namespace Tracking.Dashboard.Suppressions;

/// <summary>An address to suppress.</summary>
/// <param name="Recipient">In any spelling.</param>
/// <param name="Reason">Why: a word such as <c>opted_out</c>, or a sentence.</param>
/// <param name="Scope">What may no longer be sent: <c>all</c> where it is absent, or a category.</param>
sealed record SuppressionRequest(string? TenantId, string? Channel, string? Recipient, string? Reason, string? Scope);

/// <summary>The suppression list: who is on it, and who is put on it or taken off by hand.</summary>
static class SuppressionsEndpoint
{
    static readonly Parameter<string> TenantId = Parameter.Text("tenantId", "Of this tenant.", MessageRules.MaxNameLength);
    static readonly Parameter<string> Channel = Parameter.Text("channel", "On this channel.", MessageRules.MaxNameLength);
    static readonly Parameter<string> Reason = Parameter.Text("reason", "For this reason.", MessageRules.MaxNameLength);
    static readonly Parameter<string> Scope = Parameter.Text("scope", "Under this scope.", MessageRules.MaxNameLength);

    static readonly Parameter<string> Address = Parameter.Text(
        "recipient", "This address, in any spelling.", MessageRules.MaxRecipientLength);

    public static readonly IReadOnlyList<Parameter> Parameters =
        [TenantId, Channel, Address, Reason, Scope, Paging.LimitParameter, Paging.CursorParameter];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/suppressions", List)
            .WithName("listSuppressions")
            .WithTags("Suppressions")
            .WithSummary("Lists suppressed addresses, the newest first")
            .WithDescription(
                "Addresses enter by evidence that is fatal for them (hard bounces, complaints, opt-outs, invalid numbers and tokens), by "
                + "unsubscribes, and by hand. `scope` is `all`, a category such as `marketing`, `sender:{sender}` or "
                + "`list:{provider}:{list}`; `since` is when its source says that it was said.")
            .WithQuery(Parameters);
        api.MapPost("/suppressions", Add)
            .RequireAuthorization(Roles.Operator)
            .WithName("suppressRecipient")
            .WithTags("Suppressions")
            .WithSummary("Suppresses an address by hand")
            .WithDescription(
                "`tenantId` absent is a list of its own, for senders that name no tenant. Where the address is on the list already, its entry "
                + "keeps the reason that weighs more. Leaves an audit entry. Needs the role `operator`.")
            .Accepts<SuppressionRequest>("application/json")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        api.MapDelete("/suppressions/{id}", Lift)
            .RequireAuthorization(Roles.Operator)
            .WithName("liftSuppression")
            .WithTags("Suppressions")
            .WithSummary("Takes an address off the list")
            .WithDescription(
                "Whatever was said so far. A repetition of it changes nothing; new evidence puts the address on the list again. Leaves an audit "
                + "entry. Needs the role `operator`.")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    static async Task<Results<Ok<Page<SuppressionView>>, ValidationProblem>> List(
        HttpRequest request, ISuppressionList list, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query, Parameters);
        return await PageAsync(query, list, cancellationToken) is { } page ? TypedResults.Ok(page) : query.Problem!;
    }

    /// <returns>Null where the query is wrong: it says how.</returns>
    public static async Task<Page<SuppressionView>?> PageAsync(QueryReader query, ISuppressionList list, CancellationToken cancellationToken)
    {
        var filter = new SuppressionFilter
        {
            TenantId = query.Read(TenantId),
            Channel = query.Read(Channel),
            Recipient = query.Read(Address),
            Reason = query.Read(Reason),
            Scope = query.Read(Scope),
        };
        var paging = Paging.Read(query, "suppressions", id => Guid.TryParseExact(id, "D", out _));
        if (query.Problem is not null)
            return null;

        var rows = await list.ListAsync(filter, paging.After, paging.Rows, cancellationToken);
        return paging.Cut(rows, entry => new PagePosition(entry.Since, entry.Id.ToString("D")));
    }

    static async Task<Results<Created<SuppressionView>, ValidationProblem, ProblemHttpResult>> Add(
        HttpRequest request, ClaimsPrincipal person, SuppressionByHand suppressions, CancellationToken cancellationToken)
    {
        var (asked, problem) = await JsonBody.ReadAsync(
            request, RequestJson.Default.SuppressionRequest,
            "The body must be a JSON object with the members channel, recipient and reason and, where wanted, tenantId and scope, all text, "
            + "and no others.");
        if (asked is null)
            return problem!;
        if (SuppressionByHand.Check(asked) is { } errors)
            return JsonBody.Invalid(errors)!;
        return TypedResults.Created((string?)null, await suppressions.AddAsync(person, asked, cancellationToken));
    }

    static async Task<Results<NoContent, ProblemHttpResult>> Lift(
        [Description("The entry's id.")] string id, ClaimsPrincipal person, SuppressionByHand suppressions, CancellationToken cancellationToken) =>
        await suppressions.LiftAsync(person, id, cancellationToken) is not null
            ? TypedResults.NoContent()
            : TypedResults.Problem(
                "No entry with this id is on the list.", statusCode: StatusCodes.Status404NotFound, title: "Unknown suppression");
}
