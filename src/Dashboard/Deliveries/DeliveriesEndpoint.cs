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
        .WithDescription("Filters narrow the list together. Pages are cut by key: while rows change, none is skipped or repeated.")
        .WithQuery(DeliveryParameters.All);

    static async Task<Results<Ok<Page<DeliveryView>>, ValidationProblem>> List(
        HttpRequest request, IDeliveryQuery deliveries, IOptions<ConfirmationWindows> windows, TimeProvider clock,
        CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query, DeliveryParameters.All);
        var filter = DeliveryParameters.Read(query, windows.Value, clock.GetUtcNow());
        var paging = Paging.Read(query, "deliveries", id => MessageRules.CheckDeliveryId(id) is null);
        if (query.Problem is { } problem)
            return problem;

        var rows = await deliveries.ListAsync(filter, paging.After, paging.Rows, cancellationToken);
        return TypedResults.Ok(paging.Cut(rows, delivery => new PagePosition(delivery.CreatedAt, delivery.DeliveryId)));
    }
}
