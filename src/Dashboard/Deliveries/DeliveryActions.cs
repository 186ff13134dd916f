using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Tracking.Dashboard.Site;

namespace Tracking.Dashboard.Deliveries;

/// <summary>The form that correlates a delivery by hand.</summary>
static class DeliveryActions
{
    /// <summary>The id is a field, not a part of the path: among the orphans it is typed in.</summary>
    public const string CorrelatePath = "/deliveries/correlate";

    public static void Map(IEndpointRouteBuilder pages) => pages.MapPageAction(CorrelatePath, Correlate);

    static async Task<IResult> Correlate(
        [FromForm] string? deliveryId, [FromForm] string? provider, [FromForm] string? providerMessageId, [FromForm] string? returnUrl,
        ClaimsPrincipal person, AssignmentByHand assignments, HttpResponse response, CancellationToken cancellationToken)
    {
        var id = deliveryId?.Trim() ?? "";
        var (isKnown, errors) = await assignments.AssignAsync(person, id, new Assignment(provider, providerMessageId), cancellationToken);
        if (errors is not null)
            return PageActions.Failed(response, PageActions.Local(returnUrl, "/deliveries"), string.Join(' ', errors.Values.SelectMany(e => e)));
        return isKnown
            ? PageActions.Done(response, DeliveryPage.PathOf(id), "The provider's message belongs to this delivery now, with all that was said of it.")
            : PageActions.Failed(response, PageActions.Local(returnUrl, "/deliveries"), "No delivery with this id is known.");
    }
}
