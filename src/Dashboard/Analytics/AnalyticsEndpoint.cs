using Microsoft.AspNetCore.Http.HttpResults;
using Tracking.Dashboard.OpenApi;
using Tracking.Dashboard.Queries;
using Tracking.Storage;

namespace Tracking.Dashboard.Analytics;

/// <summary>Whether things arrive.</summary>
static class AnalyticsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) => api.MapGet("/analytics", Ask)
        .WithName("askAnalytics")
        .WithTags("Analytics")
        .WithSummary("Counts what became of the deliveries of a time")
        .WithDescription(
            "Counted by facts, over the deliveries first known in that time: one that was delivered and bounced later counts as both. "
            + "`deliveryRate` is delivered of sent, `openRate` opened of delivered, `clickRate` clicked of opened, `complaintRate` complained of sent; "
            + "over nothing a rate is 0. `bouncedHard` is for good; `unconfirmed` is sent and without a verdict so far. `timeToDelivery` is in seconds from "
            + "when it was sent, within 5 %, over those of which both times are known; null over none. `key` is the value of `groupBy`, null for those that "
            + "have none. Whole hours keep counting what retention or an erasure has deleted since.")
        .WithQuery(AnalyticsParameters.All);

    static async Task<Results<Ok<AnalyticsReport>, ValidationProblem>> Ask(
        HttpRequest request, IAnalyticsQuery analytics, TimeProvider clock, CancellationToken cancellationToken)
    {
        var query = new QueryReader(request.Query, AnalyticsParameters.All);
        var question = AnalyticsParameters.Read(query, clock.GetUtcNow());
        return query.Problem is { } problem
            ? problem
            : TypedResults.Ok(AnalyticsReport.Of(question, await analytics.AskAsync(question, cancellationToken)));
    }
}
