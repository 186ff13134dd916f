using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Tracking.Contracts;
using Tracking.Dashboard.OpenApi;
using Tracking.Dashboard.Queries;
using Tracking.Storage;

namespace Tracking.Dashboard.Deliveries;

/// <summary>What was sent, and what became of it.</summary>
static class DeliveriesEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/deliveries", List)
        .WithName("listDeliveries")
        .WithTags("Deliveries")
        .WithSummary("Lists deliveries, the newest first")
        .WithDescription("Filters narrow the list together. Pages are cut by key: while rows change, none is skipped or repeated. A page may hold fewer "
            + "than `limit`, or none, and have a `next`: where what is asked for is rare, the search stops after so many deliveries and goes on "
            + "with the next page. Only the page without `next` is the last.")
        .WithQuery(DeliveryParameters.All);

    static async Task<Results<Ok<Page<DeliveryView>>, ValidationProblem>> List(
        HttpRequest request, IDeliveryQuery deliveries, IOptions<ConfirmationWindows> windows, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query, DeliveryParameters.All);
        return await PageAsync(query, deliveries, windows.Value, clock, cancellationToken) is { } page
            ? TypedResults.Ok(page)
            : query.Problem!;
    }

    /// <param name="patience">
    /// How long to go on with a search that has not filled its page. Every step of it is short, and one is always made.
    /// </param>
    /// <returns>Null where the query is wrong: it says how.</returns>
    public static async Task<Page<DeliveryView>?> PageAsync(
        QueryReader query, IDeliveryQuery deliveries, ConfirmationWindows windows, TimeProvider clock, CancellationToken cancellationToken,
        TimeSpan patience = default)
    {
        var filter = DeliveryParameters.Read(query, windows, clock.GetUtcNow());
        var paging = Paging.Read(query, "deliveries", id => MessageRules.CheckDeliveryId(id) is null);
        if (query.Problem is not null)
            return null;

        var began = clock.GetTimestamp();
        var found = await deliveries.ListAsync(filter, paging.After, paging.Rows, cancellationToken);
        while (found.SearchedTo is { } end && clock.GetElapsedTime(began) < patience)
        {
            var more = await deliveries.ListAsync(filter, end, paging.Rows - found.Deliveries.Count, cancellationToken);
            found = more with { Deliveries = [.. found.Deliveries, .. more.Deliveries] };
        }

        return paging.Cut(found.Deliveries, delivery => new PagePosition(delivery.CreatedAt, delivery.DeliveryId), found.SearchedTo);
    }
}
