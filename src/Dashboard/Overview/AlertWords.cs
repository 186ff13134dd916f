using System.Globalization;
using Tracking.Dashboard.Site;
using Tracking.Storage;

namespace Tracking.Dashboard.Overview;

/// <summary>Alerts as people read them.</summary>
static class AlertWords
{
    public static string Title(AlertView alert) => alert.Kind switch
    {
        "complaint_rate" => "Complaints",
        "delivery_rate" => "Too little arrives",
        "overdue_share" => "Overdue",
        "dead_letters" => "Dead letters wait",
        "signature_failures" => "Callbacks are not believed",
        "provider_silence" => "A provider is silent",
        _ => alert.Kind,
    };

    public static string About(AlertView alert) => string.Join(", ",
        new[]
        {
            alert.Channel, alert.TenantId is { } tenant ? $"tenant {tenant}" : null, alert.Provider,
            alert.Account is { } account ? $"account {account}" : null,
        }.Where(part => part is not null));

    public static string Figures(AlertView alert) => alert.Kind switch
    {
        "dead_letters" or "provider_silence" => $"{Count(alert.Value)}, threshold {Count(alert.Threshold)}",
        _ => $"{Words.SmallShare(alert.Value, 1)}, threshold {Words.SmallShare(alert.Threshold, 1)}",
    };

    static string Count(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
