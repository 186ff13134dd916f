using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Contracts;
using Tracking.Dashboard.OpenApi;
using Tracking.Dashboard.Queries;
using Tracking.Storage;

namespace Tracking.Dashboard.Audit;

/// <summary>Who did what, and when.</summary>
static class AuditEndpoint
{
    static readonly Parameter<string> Action =
        Parameter.Text("action", "What was done, such as `provider_message.assigned`.", MessageRules.MaxNameLength);

    static readonly Parameter<string> Actor = Parameter.Text(
        "actor", "Who did it: the name of an API key, or `local` where access is open.", MessageRules.MaxNameLength);

    static readonly Parameter<DateTimeOffset?> From = Parameter.Instant("from", "Done at this instant or later.");
    static readonly Parameter<DateTimeOffset?> To = Parameter.Instant("to", "Done before this instant.");

    public static readonly IReadOnlyList<Parameter> Parameters =
        [Action, Actor, From, To, Paging.LimitParameter, Paging.CursorParameter];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/audit", List)
        .WithName("listAuditEntries")
        .WithTags("Audit")
        .WithSummary("Lists what people did, the newest first")
        .WithDescription(
            "`subject` is what it was done to, `detail` what else there is to know, by name. Entries are deleted by age "
            + "(`Retention:Audit`), and an erasure takes the recipient out of them.")
        .WithQuery(Parameters);

    static async Task<Results<Ok<Page<AuditEntry>>, ValidationProblem>> List(
        HttpRequest request, IAuditTrail audit, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query, Parameters);
        return await PageAsync(query, audit, cancellationToken) is { } page ? TypedResults.Ok(page) : query.Problem!;
    }

    /// <returns>Null where the query is wrong: it says how.</returns>
    public static async Task<Page<AuditEntry>?> PageAsync(QueryReader query, IAuditTrail audit, CancellationToken cancellationToken)
    {
        var filter = new AuditFilter
        {
            Action = query.Read(Action),
            Actor = query.Read(Actor),
            From = query.Read(From),
            To = query.Read(To),
        };
        if (filter.From >= filter.To)
            query.Refuse(From.Name, "must be before to");
        var paging = Paging.Read(query, "audit", id => Guid.TryParseExact(id, "D", out _));
        if (query.Problem is not null)
            return null;

        var rows = await audit.ListAsync(filter, paging.After, paging.Rows, cancellationToken);
        return paging.Cut(rows, entry => new PagePosition(entry.At, entry.Id.ToString("D")));
    }
}
