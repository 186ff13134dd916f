using System.ComponentModel;
using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Dashboard.Access;
using Tracking.Storage;

namespace Tracking.Dashboard.Deliveries;

/// <summary>Which provider message a delivery is.</summary>
/// <param name="Provider">Its name, such as <c>twilio</c>.</param>
/// <param name="ProviderMessageId">The id under which the provider calls back.</param>
sealed record Assignment(string? Provider, string? ProviderMessageId);

/// <summary>Correlation by hand: an operator says which provider message a delivery is, and the orphans of that message join it.</summary>
static class AssignmentEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapPut("/deliveries/{deliveryId}/provider-message-id", Assign)
        .RequireAuthorization(Roles.Operator)
        .WithName("assignProviderMessageId")
        .WithTags("Deliveries")
        .WithSummary("Correlates a delivery by hand")
        .WithDescription(
            "Adds the claim that this delivery is that provider message; callbacks that waited for it join at once. Claims are "
            + "never taken back. Repeating a request changes nothing, and leaves an audit entry like the first. Needs the role `operator`.")
        .Accepts<Assignment>("application/json")
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    static async Task<Results<Ok<DeliveryWithTimeline>, ValidationProblem, ProblemHttpResult>> Assign(
        [Description(DeliveryEndpoint.DeliveryIdDescription)] string deliveryId, HttpRequest request, ClaimsPrincipal person,
        AssignmentByHand assignments, IDeliveryQuery deliveries, CancellationToken cancellationToken)
    {
        var (assignment, problem) = await JsonBody.ReadAsync(
            request, RequestJson.Default.Assignment,
            "The body must be a JSON object with the members provider and providerMessageId, both text, and no others.");
        if (assignment is null)
            return problem!;

        var (isKnown, errors) = await assignments.AssignAsync(person, deliveryId, assignment, cancellationToken);
        if (errors is not null)
            return JsonBody.Invalid(errors)!;
        return isKnown && await DeliveryEndpoint.FindAsync(deliveries, deliveryId, cancellationToken) is { } delivery
            ? TypedResults.Ok(delivery)
            : DeliveryEndpoint.Unknown;
    }
}
