using Microsoft.Extensions.Hosting;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Tracking.Hosting.Telemetry;

/// <summary>Keeps the providers for as long as the host runs, and sends what they hold when it ends.</summary>
sealed class TelemetryExport(TracerProvider tracer, MeterProvider meter, LoggerProvider logger) : IHostedService, IDisposable
{
    // A collector that is away must not keep a process that is asked to stop.
    static readonly TimeSpan ToSend = TimeSpan.FromSeconds(2);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken)
    {
        var limit = (int)ToSend.TotalMilliseconds;
        return Task.WhenAll(
            Task.Run(() => tracer.Shutdown(limit), CancellationToken.None),
            Task.Run(() => meter.Shutdown(limit), CancellationToken.None),
            Task.Run(() => logger.Shutdown(limit), CancellationToken.None));
    }

    public void Dispose()
    {
        tracer.Dispose();
        meter.Dispose();
    }
}
