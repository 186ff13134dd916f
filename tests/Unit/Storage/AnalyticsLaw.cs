using Tracking.Deliveries;
using Tracking.Storage;
using Xunit;

namespace Tracking.Unit.Storage;

/// <summary>That the counts are what a scan of all deliveries finds, counted here in the plainest way.</summary>
static class AnalyticsLaw
{
    static readonly (AnalyticsDimension Dimension, DescriptionField Field)[] Described =
    [
        (AnalyticsDimension.TenantId, DescriptionField.TenantId), (AnalyticsDimension.Channel, DescriptionField.Channel),
        (AnalyticsDimension.Provider, DescriptionField.Provider), (AnalyticsDimension.TemplateId, DescriptionField.TemplateId),
        (AnalyticsDimension.NotificationType, DescriptionField.NotificationType),
    ];

    public static async Task CountsAreAsync(this Stores stores, IReadOnlyList<Delivery> deliveries, IReadOnlyList<DeliveryView> views)
    {
        var token = TestContext.Current.CancellationToken;
        var createdAt = views.ToDictionary(v => v.DeliveryId, v => v.CreatedAt);
        var known = deliveries.Select(d => (Delivery: d, At: createdAt[d.DeliveryId])).ToArray();
        DateTimeOffset[] instants = [.. createdAt.Values.Order().Take(4), Facts.Start, stores.Clock.GetUtcNow().AddHours(3)];
        await CheckAsync();
        while (await stores.Counts.FoldAsync(5, token) > 0)
        {
        }

        await CheckAsync();

        async Task CheckAsync()
        {
            foreach (var from in instants)
            {
                foreach (var to in instants.Where(to => to > from).Select(to => (DateTimeOffset?)to).Append(null))
                    await CheckWindowAsync(from, to);
            }
        }

        async Task CheckWindowAsync(DateTimeOffset from, DateTimeOffset? to)
        {
            var within = known.Where(k => k.At >= from && (to is null || k.At < to)).ToArray();
            var question = new AnalyticsQuestion { From = from, To = to };
            Same(within.Select(w => w.Delivery), (await stores.Analytics.AskAsync(question, token)).Total);
            if (from != Facts.Start)
                return;
            var t1 = await stores.Analytics.AskAsync(question with { TenantId = "t1" }, token);
            Same(within.Select(w => w.Delivery).Where(d => d.Description[DescriptionField.TenantId] == "t1"), t1.Total);
            foreach (var (dimension, field) in Described)
            {
                var answer = await stores.Analytics.AskAsync(question with { GroupBy = [dimension] }, token);
                SameGroups(within.GroupBy(w => w.Delivery.Description[field] ?? ""), answer, key => ValueOf(key, dimension) ?? "");
            }

            var hours = await stores.Analytics.AskAsync(question with { GroupBy = [AnalyticsDimension.Hour] }, token);
            SameGroups(within.GroupBy(w => $"{w.At:yyyy-MM-dd HH}"), hours, key => $"{key.At:yyyy-MM-dd HH}");
            Assert.Equal(hours.Groups.Select(g => g.Key.At).Order(), hours.Groups.Select(g => g.Key.At));
            var days = await stores.Analytics.AskAsync(question with { GroupBy = [AnalyticsDimension.Day, AnalyticsDimension.TenantId] }, token);
            SameGroups(
                within.GroupBy(w => $"{w.At:yyyy-MM-dd} {w.Delivery.Description[DescriptionField.TenantId]}"), days,
                key => $"{key.At:yyyy-MM-dd} {key.TenantId}");
        }
    }

    static string? ValueOf(AnalyticsKey key, AnalyticsDimension dimension) => dimension switch
    {
        AnalyticsDimension.TenantId => key.TenantId,
        AnalyticsDimension.Channel => key.Channel,
        AnalyticsDimension.Provider => key.Provider,
        AnalyticsDimension.TemplateId => key.TemplateId,
        AnalyticsDimension.NotificationType => key.NotificationType,
        AnalyticsDimension.Hour or AnalyticsDimension.Day => $"{key.At:O}",
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, null),
    };

    static void SameGroups(
        IEnumerable<IGrouping<string, (Delivery Delivery, DateTimeOffset At)>> expected, AnalyticsAnswer answer, Func<AnalyticsKey, string> name)
    {
        var groups = expected.ToDictionary(g => g.Key, g => g.Select(w => w.Delivery).ToArray());
        Assert.Equal(groups.Keys.Order(StringComparer.Ordinal), answer.Groups.Select(g => name(g.Key)).Order(StringComparer.Ordinal));
        Assert.False(answer.Truncated);
        foreach (var (key, figures) in answer.Groups)
            Same(groups[name(key)], figures);
        Same(groups.Values.SelectMany(d => d), answer.Total);
    }

    static void Same(IEnumerable<Delivery> deliveries, DeliveryFigures figures)
    {
        Delivery[] all = [.. deliveries];
        Assert.Equal(
            (all.Length, Of(d => d.SentAt), Of(d => d.DeliveredAt), Of(d => d.OpenedAt), Of(d => d.ClickedAt), Of(d => d.FailedAt),
                Of(d => d.ComplainedAt), Of(d => d.UnsubscribedAt), all.Count(d => d.Status == DeliveryStatus.Sent)),
            (figures.Deliveries, figures.Sent, figures.Delivered, figures.Opened, figures.Clicked, figures.Failed, figures.Complained,
                figures.Unsubscribed, figures.Unconfirmed));
        var hard = all.Count(d => d.BouncedAt is not null && d.Decisive.Evidence == Evidence.HardBounce);
        Assert.Equal(
            (Of(d => d.BouncedAt), hard, Of(d => d.BouncedAt) - hard), (figures.Bounced, figures.BouncedHard, figures.BouncedSoft));
        Assert.Equal(figures.Sent == 0 ? 0 : (double)figures.Delivered / figures.Sent, figures.DeliveryRate);
        double[] times = [.. all.Select(d => d.DeliveredAt - d.SentAt).OfType<TimeSpan>().Select(t => Math.Max(0, t.TotalSeconds)).Order()];
        Near(times, 0.5, figures.TimeToDelivery.P50);
        Near(times, 0.95, figures.TimeToDelivery.P95);
        Near(times, 0.99, figures.TimeToDelivery.P99);

        int Of(Func<Delivery, DateTimeOffset?> at) => all.Count(d => at(d) is not null);
    }

    static void Near(double[] times, double share, double? told)
    {
        Assert.Equal(times.Length == 0, told is null);
        if (told is not { } seconds)
            return;
        var exact = times[(int)Math.Ceiling(share * times.Length) - 1];
        Assert.InRange(seconds, exact * 0.95 - 0.001, exact * 1.05 + 0.001);
    }
}
