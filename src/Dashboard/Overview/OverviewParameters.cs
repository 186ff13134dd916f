using System.Globalization;
using Tracking.Contracts;
using Tracking.Dashboard.Queries;
using Tracking.Storage;

namespace Tracking.Dashboard.Overview;

/// <summary>How far back the overview looks, and in what steps.</summary>
public sealed record OverviewWindow(string Word, string Title, TimeSpan Length, AnalyticsDimension Step)
{
    public static readonly IReadOnlyList<OverviewWindow> All =
    [
        new("6h", "6 hours", TimeSpan.FromHours(6), AnalyticsDimension.Hour), new("24h", "24 hours", TimeSpan.FromHours(24), AnalyticsDimension.Hour),
        new("3d", "3 days", TimeSpan.FromDays(3), AnalyticsDimension.Hour), new("7d", "7 days", TimeSpan.FromDays(7), AnalyticsDimension.Day),
        new("30d", "30 days", TimeSpan.FromDays(30), AnalyticsDimension.Day),
    ];

    public static readonly OverviewWindow Default = All[1];

    public TimeSpan StepLength => Step == AnalyticsDimension.Hour ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);

    /// <summary>Where the steps of it begin, the one of now the last. They are whole, which costs nothing to count.</summary>
    public IReadOnlyList<DateTimeOffset> Steps(DateTimeOffset now)
    {
        var last = new DateTimeOffset(now.UtcTicks - now.UtcTicks % StepLength.Ticks, TimeSpan.Zero);
        var count = (int)(Length / StepLength);
        return [.. Enumerable.Range(0, count + 1).Select(i => last - (count - i) * StepLength)];
    }

    public string Label(DateTimeOffset at) => at.ToString(Step == AnalyticsDimension.Hour ? "HH:mm" : "MMM d", CultureInfo.InvariantCulture);
}

/// <summary>The filters of the overview.</summary>
public sealed record OverviewParameters(OverviewWindow Window, string? TenantId, string? Channel)
{
    static readonly Parameter<OverviewWindow> WindowParameter = Parameter.Word(
        "window", "How far back.", word => OverviewWindow.All.FirstOrDefault(w => w.Word == word)!, [.. OverviewWindow.All.Select(w => w.Word)]);

    static readonly Parameter<string> TenantParameter = Parameter.Text("tenantId", "Of one tenant.", MessageRules.MaxNameLength);
    static readonly Parameter<string> ChannelParameter = Parameter.Text("channel", "Of one channel.", MessageRules.MaxNameLength);

    internal static readonly IReadOnlyList<Parameter> All = [WindowParameter, TenantParameter, ChannelParameter];

    internal static OverviewParameters Read(QueryReader query) =>
        new(query.Read(WindowParameter) ?? OverviewWindow.Default, query.Read(TenantParameter), query.Read(ChannelParameter));
}
