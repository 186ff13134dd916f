using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Contracts;
using Tracking.Storage;

namespace Tracking.Dashboard.Deliveries;

/// <summary>One delivery, with everything that is known about it.</summary>
static class DeliveryEndpoint
{
    public const string DeliveryIdDescription = "The delivery's id, as its producer chose it.";

    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/deliveries/{deliveryId}", Find)
        .WithName("getDelivery")
        .WithTags("Deliveries")
        .WithSummary("One delivery with its timeline")
        .WithDescription("The delivery as in the list, and `events`: every fact about it, the earliest first.")
        .ProducesProblem(StatusCodes.Status404NotFound);

    static async Task<Results<Ok<DeliveryWithTimeline>, ProblemHttpResult>> Find(
        [Description(DeliveryIdDescription)] string deliveryId, IDeliveryQuery deliveries, CancellationToken cancellationToken) =>
        await FindAsync(deliveries, deliveryId, cancellationToken) is { } delivery ? TypedResults.Ok(delivery) : Unknown;

    public static ProblemHttpResult Unknown => TypedResults.Problem(
        "No delivery with this id is known.", statusCode: StatusCodes.Status404NotFound, title: "Unknown delivery");

    /// <returns>Null where no such delivery is known.</returns>
    public static async Task<DeliveryWithTimeline?> FindAsync(
        IDeliveryQuery deliveries, string deliveryId, CancellationToken cancellationToken)
    {
        // What breaks the rules of an id was never stored, and storage need not know how to be asked for it.
        if (MessageRules.CheckDeliveryId(deliveryId) is not null
            || await deliveries.FindAsync(deliveryId, cancellationToken) is not { } delivery)
        {
            return null;
        }

        return new DeliveryWithTimeline(delivery, await deliveries.TimelineAsync(deliveryId, cancellationToken));
    }
}
