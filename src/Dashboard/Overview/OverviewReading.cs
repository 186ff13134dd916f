using Tracking.Storage;

namespace Tracking.Dashboard.Overview;

/// <summary>What the overview shows.</summary>
/// <param name="Outcomes">What became of the deliveries of each step.</param>
/// <param name="ByChannel">How many deliveries of each channel each step has; null where one channel is asked for.</param>
/// <param name="ByTenant">The same of tenants.</param>
/// <param name="Channels">With the names of those that are shown.</param>
sealed record OverviewReading(
    DeliveryFigures Total, StackedBars Outcomes, StackedBars? ByChannel, StackedBars? ByTenant,
    IReadOnlyList<(string? Name, DeliveryFigures Figures)> Channels, IReadOnlyList<(string? Name, DeliveryFigures Figures)> Tenants)
{
    /// <summary>As many tenants as have a line of their own.</summary>
    public const int MaxTenants = 12;

    // Each step of each of the busiest tenants.
    const int MaxSteps = 5_000;

    public static async Task<OverviewReading> ReadAsync(
        OverviewParameters parameters, AnalyticsAnswers analytics, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var window = parameters.Window;
        var steps = window.Steps(now);
        var question = new AnalyticsQuestion { From = steps[0], TenantId = parameters.TenantId, Channel = parameters.Channel, MaxGroups = MaxSteps };
        var answers = await Task.WhenAll(
            AskAsync(window.Step, AnalyticsDimension.Channel), AskAsync(window.Step, AnalyticsDimension.TenantId), AskAsync(AnalyticsDimension.Channel),
            AskAsync(AnalyticsDimension.TenantId));
        var (overTime, tenantsOverTime, channels, tenants) = (answers[0], answers[1], answers[2], answers[3]);
        return new OverviewReading(
            channels.Total, StackedBars.Outcomes(steps, window, overTime),
            parameters.Channel is null ? StackedBars.Of("channel", steps, window, overTime, key => key.Channel) : null,
            parameters.TenantId is null ? StackedBars.Of("tenant", steps, window, tenantsOverTime, key => key.TenantId) : null,
            [.. channels.Groups.Select(g => (g.Key.Channel, g.Figures))],
            [.. tenants.Groups.Take(MaxTenants).Select(g => (g.Key.TenantId, g.Figures))]);

        Task<AnalyticsAnswer> AskAsync(params AnalyticsDimension[] by) => analytics.AskAsync(question with { GroupBy = by }, cancellationToken);
    }
}
