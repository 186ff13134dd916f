using Microsoft.Extensions.Options;
using Tracking.Storage;

namespace Tracking.Worker.Alerts;

/// <summary>Asks for the counts that rates are judged by: of whole hours, which are counted already.</summary>
sealed class RateWatch(IAnalyticsQuery analytics, IOptions<AlertOptions> options, IOptions<ConfirmationWindows> windows)
{
    // As many tenants' channels as are judged by themselves; of more, the busiest are.
    const int MaxSubjects = 20_000;

    public static readonly string[] Kinds = [DeliveryRates.ComplaintRate, DeliveryRates.DeliveryRate, DeliveryRates.OverdueShare];

    /// <summary>All that there is to see of these kinds.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    public async Task<IReadOnlyList<AlertObservation>> ObserveAsync(
        IReadOnlySet<AlertSubject> open, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var all = await CountAsync(HourOf(now - settings.ComplaintRate.Window), null);
        var old = HourOf(now - settings.DeliveryRate.Age);
        var confirmed = await CountAsync(old - settings.DeliveryRate.Window, old);
        var observed = new List<AlertObservation>();
        observed.AddRange(DeliveryRates.Complaints(all, open, settings));
        observed.AddRange(DeliveryRates.Deliveries(confirmed, open, settings, windows.Value));
        foreach (var window in windows.Value.Values.Distinct())
        {
            var due = HourOf(now - window);
            observed.AddRange(DeliveryRates.Overdue(
                await CountAsync(due - settings.OverdueShare.Window, due), open, settings, channel => windows.Value.Of(channel) == window));
        }

        return observed;

        Task<AnalyticsAnswer> CountAsync(DateTimeOffset from, DateTimeOffset? to) => analytics.AskAsync(
            new AnalyticsQuestion
            {
                From = from,
                To = to,
                GroupBy = [AnalyticsDimension.TenantId, AnalyticsDimension.Channel],
                MaxGroups = MaxSubjects,
            },
            cancellationToken);
    }

    static DateTimeOffset HourOf(DateTimeOffset at) => new(at.UtcTicks - at.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
}
