using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Tracking.Storage;

namespace Tracking.Dashboard.Analytics;

/// <summary>What became of the deliveries of a time.</summary>
/// <param name="Items">In the order of time where they are grouped by it, otherwise the most deliveries first; none where nothing is grouped.</param>
/// <param name="Total">Of all, also of those that are in no item.</param>
/// <param name="Truncated">There are more groups than are told.</param>
sealed record AnalyticsReport(
    DateTimeOffset From, DateTimeOffset? To, IReadOnlyList<AnalyticsItem> Items, DeliveryFigures Total, bool Truncated)
{
    public static AnalyticsReport Of(AnalyticsQuestion question, AnalyticsAnswer answer) => new(
        question.From, question.To, [.. answer.Groups.Select(group => new AnalyticsItem(KeyOf(group.Key), group.Figures))], answer.Total,
        answer.Truncated);

    // Grouped by one thing at most: the others are null.
    static string? KeyOf(AnalyticsKey key) =>
        key.At?.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        ?? key.TenantId ?? key.Channel ?? key.Provider ?? key.TemplateId ?? key.NotificationType;
}

/// <summary>Those of one group.</summary>
sealed record AnalyticsItem : DeliveryFigures
{
    [SetsRequiredMembers]
    public AnalyticsItem(string? key, DeliveryFigures figures) : base(figures) => Key = key;

    /// <summary>What they have in common: a name, or when the hour or day begins; null where they have none.</summary>
    public string? Key { get; }
}
