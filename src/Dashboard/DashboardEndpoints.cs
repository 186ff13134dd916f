using Tracking.Dashboard.Access;
using Tracking.Dashboard.Alerts;
using Tracking.Dashboard.Analytics;
using Tracking.Dashboard.Audit;
using Tracking.Dashboard.Callbacks;
using Tracking.Dashboard.DeadLetters;
using Tracking.Dashboard.Deliveries;
using Tracking.Dashboard.Erasures;
using Tracking.Dashboard.OpenApi;
using Tracking.Dashboard.Orphans;
using Tracking.Dashboard.Queues;
using Tracking.Dashboard.Site;
using Tracking.Dashboard.Suppressions;

namespace Tracking.Dashboard;

public static class DashboardEndpoints
{
    /// <summary>What the pages need before they are answered. Call it before <see cref="MapDashboard"/>.</summary>
    public static void UseDashboard(this IApplicationBuilder app)
    {
        app.Use(SitePage.InvokeAsync);

        // After the pages' own, which says in a page what access refuses.
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    /// <summary>The query API, its description, and the pages. Health is the host's own: several share one process and one port.</summary>
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
        ExportEndpoint.Map(api);
        DeliveryEndpoint.Map(api);
        AssignmentEndpoint.Map(api);
        OrphansEndpoint.Map(api);
        AnalyticsEndpoint.Map(api);
        AlertsEndpoint.Map(api);
        QueuesEndpoint.Map(api);
        SuppressionsEndpoint.Map(api);
        SuppressionCheckEndpoint.Map(api);
        CallbackEndpoint.Map(api);
        AuditEndpoint.Map(api);
        DeadLettersEndpoint.Map(api);
        DeadLetterJobsEndpoint.Map(api);
        DeadLetterEndpoint.Map(api);
        ErasureEndpoint.Map(api);
        ApiDescription.Map(endpoints);
        MapPages(endpoints);
    }

    static void MapPages(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapRazorComponents<App>().RequireAuthorization(Roles.Reader).WithMetadata(SitePage.Instance);
        SiteAssets.Map(endpoints);
        SignInEndpoint.Map(endpoints);
        DeliveryActions.Map(endpoints);
        SuppressionActions.Map(endpoints);
        CheckResultFile.Map(endpoints);
        DeadLetterActions.Map(endpoints);
    }
}
