using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Dashboard.OpenApi;
using Tracking.Dashboard.Queries;
using Tracking.Storage;

namespace Tracking.Dashboard.Orphans;

/// <summary>Evidence that no delivery has claimed.</summary>
static class OrphansEndpoint
{
    public static readonly IReadOnlyList<Parameter> Parameters = [Paging.LimitParameter, Paging.CursorParameter];

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/orphans", List)
        .WithName("listOrphans")
        .WithTags("Orphans")
        .WithSummary("Lists evidence that no delivery has claimed, the longest waiting first")
        .WithDescription(
            "`why` is `no_message_id` (the provider gave none), `other_recipient` (its message is claimed, but for other "
            + "addresses) or `unclaimed` (no delivery has its message).")
        .WithQuery(Parameters);

    static async Task<Results<Ok<Page<OrphanView>>, ValidationProblem>> List(
        HttpRequest request, IDeliveryQuery deliveries, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query, Parameters);
        return await PageAsync(query, deliveries, cancellationToken) is { } page ? TypedResults.Ok(page) : query.Problem!;
    }

    /// <returns>Null where the query is wrong: it says how.</returns>
    public static async Task<Page<OrphanView>?> PageAsync(QueryReader query, IDeliveryQuery deliveries, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(query, "orphans", id => Guid.TryParseExact(id, "D", out _));
        if (query.Problem is not null)
            return null;

        var rows = await deliveries.OrphansAsync(paging.After, paging.Rows, cancellationToken);
        return paging.Cut(rows, orphan => new PagePosition(orphan.ReceivedAt, orphan.Id.ToString("D")));
    }
}
