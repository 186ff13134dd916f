using Tracking.Contracts;
using Tracking.Dashboard.Queries;
using Tracking.Storage;

namespace Tracking.Dashboard.Analytics;

/// <summary>The parameters of <c>GET /api/analytics</c>.</summary>
static class AnalyticsParameters
{
    /// <summary>As many groups as are told. Of time, no more can be asked for.</summary>
    const int MaxGroups = 1_000;

    public static readonly TimeSpan DefaultWindow = TimeSpan.FromDays(1);

    static readonly Parameter<DateTimeOffset?> From = Parameter.Instant(
        "from", "First known to us at this instant or later. Absent: from the beginning of the hour a day before `to`.");

    static readonly Parameter<DateTimeOffset?> To = Parameter.Instant("to", "First known to us before this instant. Absent: all until now.");

    static readonly Parameter<AnalyticsDimension?> GroupBy = Parameter.Word<AnalyticsDimension?>(
        "groupBy", "What the items tell apart. Absent: there is only the total. Hours and days are those of UTC.",
        ParseDimension, "channel", "tenantId", "provider", "templateId", "notificationType", "hour", "day");

    static readonly Parameter<string> TenantId = Named("tenantId", "The tenant on whose behalf they were sent.");
    static readonly Parameter<string> Channel = Named("channel", "`email`, `sms`, `whatsapp`, `push` or the producer's own.");

    static readonly Parameter<string> Provider =
        Parameter.Text("provider", "Who carries them, such as `twilio`, in any letter case.", MessageRules.MaxProviderLength);

    static readonly Parameter<string> TemplateId = Named("templateId", "The template they were written by.");
    static readonly Parameter<string> NotificationType = Named("notificationType", "Their kind, such as `InvoicePaid`.");

    public static readonly IReadOnlyList<Parameter> All = [From, To, GroupBy, TenantId, Channel, Provider, TemplateId, NotificationType];

    public static AnalyticsQuestion Read(QueryReader query, DateTimeOffset now)
    {
        var to = query.Read(To);
        var dimension = query.Read(GroupBy);
        var question = new AnalyticsQuestion
        {
            From = query.Read(From) ?? DefaultFrom(to ?? now),
            To = to,
            TenantId = query.Read(TenantId),
            Channel = query.Read(Channel),
            Provider = query.Read(Provider)?.Trim().ToLowerInvariant(),
            TemplateId = query.Read(TemplateId),
            NotificationType = query.Read(NotificationType),
            GroupBy = dimension is { } by ? [by] : [],
            MaxGroups = MaxGroups,
        };
        if (question.From >= question.To)
            query.Refuse(From.Name, "must be before to");
        else if (PeriodOf(dimension) is { } period && ((to ?? now) - question.From) / period > MaxGroups)
            query.Refuse(From.Name, $"must be at most {MaxGroups} {(dimension == AnalyticsDimension.Hour ? "hours" : "days")} before to");
        return question;
    }

    // A whole hour, which costs nothing to count: the deliveries themselves are looked at for a part of one.
    static DateTimeOffset DefaultFrom(DateTimeOffset to)
    {
        var ticks = Math.Max(to.UtcTicks - DefaultWindow.Ticks, 0);
        return new DateTimeOffset(ticks - ticks % TimeSpan.TicksPerHour, TimeSpan.Zero);
    }

    static TimeSpan? PeriodOf(AnalyticsDimension? dimension) =>
        dimension == AnalyticsDimension.Hour ? TimeSpan.FromHours(1)
        : dimension == AnalyticsDimension.Day ? TimeSpan.FromDays(1)
        : null;

    static AnalyticsDimension? ParseDimension(string word) => word switch
    {
        "channel" => AnalyticsDimension.Channel,
        "tenantId" => AnalyticsDimension.TenantId,
        "provider" => AnalyticsDimension.Provider,
        "templateId" => AnalyticsDimension.TemplateId,
        "notificationType" => AnalyticsDimension.NotificationType,
        "hour" => AnalyticsDimension.Hour,
        "day" => AnalyticsDimension.Day,
        _ => null,
    };

    static Parameter<string> Named(string name, string description) => Parameter.Text(name, description, MessageRules.MaxNameLength);
}
