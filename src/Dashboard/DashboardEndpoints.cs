using Tracking.Dashboard.Access;
using Tracking.Dashboard.Alerts;
using Tracking.Dashboard.Audit;
using Tracking.Dashboard.Callbacks;
using Tracking.Dashboard.Deliveries;
using Tracking.Dashboard.Erasures;
using Tracking.Dashboard.OpenApi;
using Tracking.Dashboard.Orphans;
using Tracking.Dashboard.Suppressions;

namespace Tracking.Dashboard;

public static class DashboardEndpoints
{
    /// <summary>The query API and its description. Health is the host's own: several share one process and one port.</summary>
    public static void MapDashboard(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api")
            .WithGroupName(ApiDescription.Version)
            .RequireAuthorization(Roles.Reader)
            .AddEndpointFilter<RouteGroupBuilder, ApiAnswers>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status500InternalServerError)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        DeliveriesEndpoint.Map(api);
        DeliveryEndpoint.Map(api);
        AssignmentEndpoint.Map(api);
        OrphansEndpoint.Map(api);
        AlertsEndpoint.Map(api);
        SuppressionsEndpoint.Map(api);
        SuppressionCheckEndpoint.Map(api);
        CallbackEndpoint.Map(api);
        AuditEndpoint.Map(api);
        ErasureEndpoint.Map(api);
        ApiDescription.Map(endpoints);
        endpoints.MapGet("/", () => Results.Redirect("/docs/")).ExcludeFromDescription();
    }
}
