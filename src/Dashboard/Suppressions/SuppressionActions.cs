using System.Security.Claims;
using Microsoft.AspNetCore.Mvc;
using Tracking.Dashboard.Site;

namespace Tracking.Dashboard.Suppressions;

/// <summary>The forms that suppress an address and lift a suppression, wherever they stand.</summary>
static class SuppressionActions
{
    public const string AddPath = "/suppressions/add";

    public static string LiftPath(Guid id) => $"/suppressions/{id:D}/lift";

    public static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapPageAction(AddPath, Add);
        pages.MapPageAction("/suppressions/{id}/lift", Lift);
    }

    static async Task<IResult> Add(
        [FromForm] string? tenantId, [FromForm] string? channel, [FromForm] string? recipient, [FromForm] string? reason,
        [FromForm] string? scope, [FromForm] string? returnUrl, ClaimsPrincipal person, SuppressionByHand suppressions, HttpResponse response,
        CancellationToken cancellationToken)
    {
        var asked = new SuppressionRequest(
            PageActions.Given(tenantId), PageActions.Given(channel), PageActions.Given(recipient), PageActions.Given(reason), PageActions.Given(scope));
        var back = PageActions.Local(returnUrl, "/suppressions");
        if (SuppressionByHand.Check(asked) is { } errors)
            return PageActions.Failed(response, back, string.Join(' ', errors.Values.SelectMany(e => e)));

        var entry = await suppressions.AddAsync(person, asked, cancellationToken);
        return PageActions.Done(response, back, $"{entry.Recipient} is suppressed on {entry.Channel}, scope {entry.Scope}: {entry.Reason}.");
    }

    static async Task<IResult> Lift(
        string id, [FromForm] string? returnUrl, ClaimsPrincipal person, SuppressionByHand suppressions, HttpResponse response,
        CancellationToken cancellationToken)
    {
        var back = PageActions.Local(returnUrl, "/suppressions");
        return await suppressions.LiftAsync(person, id, cancellationToken) is { } lifted
            ? PageActions.Done(response, back, $"{lifted.Recipient} may be sent to again on {lifted.Channel}, scope {lifted.Scope}.")
            : PageActions.Failed(response, back, "No such entry is on the list any more.");
    }
}
