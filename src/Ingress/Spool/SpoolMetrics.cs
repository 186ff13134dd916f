using System.Diagnostics.Metrics;

namespace Tracking.Ingress.Spool;

/// <summary>What the spool tells of itself: meter <c>Tracking.Ingress</c>.</summary>
sealed class SpoolMetrics
{
    public const string MeterName = "Tracking.Ingress";

    readonly Meter _meter;
    readonly Counter<long> _appended;
    readonly Counter<long> _published;

    public SpoolMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _appended = _meter.CreateCounter<long>(
            "tracking.ingress.spool.appended", "{callback}", "Callbacks that were written to the spool.");
        _published = _meter.CreateCounter<long>(
            "tracking.ingress.spool.published", "{callback}", "Callbacks that were published from the spool.");
    }

    public void Appended(int callbacks) => _appended.Add(callbacks);

    public void Published(int callbacks) => _published.Add(callbacks);

    /// <summary>From now on its size is told. To be called once.</summary>
    public void Observe(CallbackSpool spool)
    {
        _meter.CreateObservableGauge(
            "tracking.ingress.spool.callbacks", () => spool.Callbacks, "{callback}", "Callbacks that wait in the spool.");
        _meter.CreateObservableGauge("tracking.ingress.spool.size", () => spool.Bytes, "By", "Size of the spool's files.");
    }
}
