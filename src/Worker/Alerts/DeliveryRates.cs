using Tracking.Storage;

namespace Tracking.Worker.Alerts;

/// <summary>
/// What the counts of deliveries say of complaints, arrival and lateness: of each channel over all tenants, and of each tenant's channel by
/// itself. Facts are judged, not the status of the moment.
/// </summary>
static class DeliveryRates
{
    public const string ComplaintRate = "complaint_rate";
    public const string DeliveryRate = "delivery_rate";
    public const string OverdueShare = "overdue_share";

    // What is open stays open until the bad share has gone down by so much, and the sample by half: what hovers is not told over and over.
    const double Cleared = 0.8;

    /// <param name="counts">By tenant and channel, of the window.</param>
    /// <param name="open">The subjects that have an open alert.</param>
    public static IEnumerable<AlertObservation> Complaints(
        AnalyticsAnswer counts, IReadOnlySet<AlertSubject> open, AlertOptions options) =>
        from one in Subjects(ComplaintRate, counts)
        let threshold = Threshold(one.Subject, options, o => o.ComplaintRate) ?? options.ComplaintRate.Above
        let judged = new Judgement(one.Complained, one.Sent, threshold, options.ComplaintRate.MinSample, open.Contains(one.Subject))
        select new AlertObservation(
            one.Subject, judged.Holds, "critical", judged.Share, threshold, options.ComplaintRate.Window);

    /// <summary>Only of channels that are expected to confirm: those with a confirmation window, and those that an override names a rate for.</summary>
    public static IEnumerable<AlertObservation> Deliveries(
        AnalyticsAnswer counts, IReadOnlySet<AlertSubject> open, AlertOptions options, ConfirmationWindows windows) =>
        from one in Subjects(DeliveryRate, counts)
        let own = Threshold(one.Subject, options, o => o.DeliveryRate)
        where own is not null || windows.Of(one.Subject.Channel) is not null
        let threshold = own ?? options.DeliveryRate.Below
        let judged = new Judgement(one.Sent - one.Delivered, one.Sent, 1 - threshold, options.DeliveryRate.MinSample, open.Contains(one.Subject))
        select new AlertObservation(
            one.Subject, judged.Holds, "warning", one.Sent == 0 ? 0 : (double)one.Delivered / one.Sent, threshold, options.DeliveryRate.Window);

    /// <param name="counts">Of the window that lies a channel's whole confirmation window back.</param>
    /// <param name="isMeant">Of the channels that have that one.</param>
    public static IEnumerable<AlertObservation> Overdue(
        AnalyticsAnswer counts, IReadOnlySet<AlertSubject> open, AlertOptions options, Func<string?, bool> isMeant) =>
        from one in Subjects(OverdueShare, counts)
        where isMeant(one.Subject.Channel)
        let threshold = Threshold(one.Subject, options, o => o.OverdueShare) ?? options.OverdueShare.Above
        let judged = new Judgement(one.Unconfirmed, one.Sent, threshold, options.OverdueShare.MinSample, open.Contains(one.Subject))
        select new AlertObservation(one.Subject, judged.Holds, "warning", judged.Share, threshold, options.OverdueShare.Window);

    static double? Threshold(AlertSubject subject, AlertOptions options, Func<RateOverride, double?> of) => options.Overrides
        .Where(o => o.Covers(subject.TenantId, subject.Channel) && of(o) is not null)
        .OrderByDescending(o => o.Precision)
        .Select(of)
        .FirstOrDefault();

    // What is of no tenant is only seen among all of its channel.
    static IEnumerable<Seen> Subjects(string kind, AnalyticsAnswer counts) =>
    [
        .. from g in counts.Groups
           group g.Figures by g.Key.Channel into channel
           select Seen.Of(new AlertSubject(kind, Channel: channel.Key), channel),
        .. from g in counts.Groups
           where g.Key.TenantId is not null
           select Seen.Of(new AlertSubject(kind, TenantId: g.Key.TenantId, Channel: g.Key.Channel), [g.Figures]),
    ];

    readonly record struct Seen(AlertSubject Subject, long Sent, long Delivered, long Complained, long Unconfirmed)
    {
        public static Seen Of(AlertSubject subject, IEnumerable<DeliveryFigures> figures) => figures.Aggregate(
            new Seen(subject, 0, 0, 0, 0), (sum, f) => sum with
            {
                Sent = sum.Sent + f.Sent,
                Delivered = sum.Delivered + f.Delivered,
                Complained = sum.Complained + f.Complained,
                Unconfirmed = sum.Unconfirmed + f.Unconfirmed,
            });
    }

    readonly record struct Judgement(long Bad, long All, double Threshold, int MinSample, bool IsOpen)
    {
        public double Share => All == 0 ? 0 : (double)Bad / All;

        public bool Holds => All > 0 && All >= (IsOpen ? MinSample / 2 : MinSample) && Share > (IsOpen ? Threshold * Cleared : Threshold);
    }
}
