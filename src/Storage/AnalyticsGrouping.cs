namespace Tracking.Storage;

/// <summary>Which group each count belongs to, and which are told.</summary>
static class AnalyticsGrouping
{
    /// <summary>What a key shares with the others of its group.</summary>
    public static AnalyticsKey GroupOf(this AnalyticsQuestion question, CountKey key)
    {
        return new AnalyticsKey(
            By(AnalyticsDimension.TenantId, key.TenantId), By(AnalyticsDimension.Channel, key.Channel),
            By(AnalyticsDimension.Provider, key.Provider), By(AnalyticsDimension.TemplateId, key.TemplateId),
            By(AnalyticsDimension.NotificationType, key.NotificationType),
            question.Groups(AnalyticsDimension.Hour) ? key.Hour
            : question.Groups(AnalyticsDimension.Day) ? new DateTimeOffset(key.Hour.Date, TimeSpan.Zero)
            : null);

        string? By(AnalyticsDimension dimension, string value) => question.Groups(dimension) && value is not "" ? value : null;
    }

    public static bool Includes(this AnalyticsQuestion question, CountKey key) =>
        (question.TenantId ?? key.TenantId) == key.TenantId
        && (question.Channel ?? key.Channel) == key.Channel
        && (question.Provider ?? key.Provider) == key.Provider
        && (question.TemplateId ?? key.TemplateId) == key.TemplateId
        && (question.NotificationType ?? key.NotificationType) == key.NotificationType;

    /// <param name="rest">Of groups that are not among those given.</param>
    public static AnalyticsAnswer Answer(this AnalyticsQuestion question, IReadOnlyDictionary<AnalyticsKey, Tally> groups, Tally? rest = null)
    {
        var total = new Tally();
        foreach (var tally in groups.Values)
            total.Add(tally);
        if (rest is not null)
            total.Add(rest);
        var biggest = groups
            .OrderByDescending(g => g.Value[Measure.Deliveries])
            .ThenBy(g => g.Key.At)
            .ThenBy(g => g.Key.TenantId, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Channel, StringComparer.Ordinal)
            .ThenBy(g => g.Key.Provider, StringComparer.Ordinal)
            .ThenBy(g => g.Key.TemplateId, StringComparer.Ordinal)
            .ThenBy(g => g.Key.NotificationType, StringComparer.Ordinal)
            .Take(question.MaxGroups);
        var told = question.IsOverTime ? biggest.OrderBy(g => g.Key.At) : biggest;
        return new AnalyticsAnswer(
            question.GroupBy.Count == 0 ? [] : [.. told.Select(g => (g.Key, g.Value.Figures))], total.Figures,
            rest is not null || groups.Count > question.MaxGroups);
    }
}
