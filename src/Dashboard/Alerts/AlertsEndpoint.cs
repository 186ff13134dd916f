using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Dashboard.Queries;
using Tracking.Storage;

namespace Tracking.Dashboard.Alerts;

/// <summary>What must be looked at.</summary>
static class AlertsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/alerts", List)
        .WithName("listAlerts")
        .WithTags("Alerts")
        .WithSummary("Lists the alerts that are open, the latest first")
        .WithDescription(
            "`complaint_rate`, `delivery_rate`, `overdue_share`: of a channel over all tenants, or of a tenant's channel, over a window. `dead_letters`: "
            + "messages that could not be applied and wait. `signature_failures`: callbacks of a provider's account that are not believed, as a share of "
            + "all. `provider_silence`: the callbacks that were to be expected since its last one. An alert is raised once and disappears when it is cleared. All are on one page: "
            + "there are as many as there is to watch.");

    static async Task<Ok<Page<AlertView>>> List(IAlertQuery alerts, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<AlertView>(await alerts.OpenAsync(cancellationToken), Next: null));
}
