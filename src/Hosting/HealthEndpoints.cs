using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Tracking.Hosting;

public static class HealthEndpoints
{
    /// <summary>The tag of what must be healthy for the process to take work.</summary>
    public const string Ready = "ready";

    /// <summary>The tag of what tells that the process gets on with its work: where it does not, only a new start helps.</summary>
    public const string Live = "live";

    /// <summary>
    /// <c>/health/live</c>: the process answers, and what it has begun moves on. <c>/health/ready</c>: it takes work. Each is 200 while
    /// no check with its tag is unhealthy; the body names those that are not healthy. "Degraded" is a 200 as well: it takes work by
    /// another way than usual, and says which.
    /// </summary>
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        Map("/health/live", Live);
        Map("/health/ready", Ready);

        void Map(string path, string tag) =>
            app.MapHealthChecks(path, new HealthCheckOptions
            {
                Predicate = check => check.Tags.Contains(tag),
                ResponseWriter = WriteAsync,
            }).ExcludeFromDescription().DisableHttpMetrics();
    }

    static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var lines = report.Entries
            .Where(entry => entry.Value.Status != HealthStatus.Healthy)
            .Select(entry => $"{entry.Key}: {entry.Value.Status}{Says(entry.Value)}\n");
        return context.Response.WriteAsync($"{report.Status}\n{string.Concat(lines)}");
    }

    // Only what is written for everybody's eyes: a fault's description may name servers, and the endpoint is open.
    static string Says(HealthReportEntry entry) =>
        entry.Status == HealthStatus.Degraded && entry.Description is { } description ? $": {description}" : "";
}
