using System.Diagnostics.Metrics;

namespace Tracking.Ingress.Callbacks;

/// <summary>What became of providers' requests: meter <c>Tracking.Ingress</c>.</summary>
sealed class CallbackMetrics
{
    public const string MeterName = "Tracking.Ingress";

    public const string AckDuration = "tracking.ingress.ack.duration";

    public const string Published = "tracking.ingress.published";

    readonly Histogram<double> _ackDuration;
    readonly Counter<long> _published;

    // The factory owns the meter.
    public CallbackMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _ackDuration = meter.CreateHistogram(
            AckDuration, "s", "From a provider's request to its answer.", tags: null, new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
            });
        _published = meter.CreateCounter<long>(Published, "{callback}", "Callbacks that the broker has confirmed.");
    }

    public void Answered(string provider, int status, TimeSpan took) =>
        _ackDuration.Record(took.TotalSeconds, new("provider", provider), new("outcome", OutcomeOf(status)));

    public void Confirmed(int callbacks) => _published.Add(callbacks);

    static string OutcomeOf(int status) => status switch
    {
        < 400 => "accepted",
        StatusCodes.Status403Forbidden => "refused",
        < 500 => "unreadable",
        _ => "not_accepted",
    };
}
