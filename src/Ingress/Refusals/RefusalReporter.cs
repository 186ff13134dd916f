using MassTransit;
using Microsoft.Extensions.Options;
using Tracking.Contracts;
using Tracking.Hosting.Broker;

namespace Tracking.Ingress.Refusals;

/// <summary>
/// Publishes once a minute what was refused, for whoever watches over all ingress processes. What cannot be published is reported with
/// the next minute's.
/// </summary>
sealed partial class RefusalReporter(
    CallbackTally tally, IBus bus, IOptions<IngressOptions> options, TimeProvider clock, ILogger<RefusalReporter> logger)
    : BackgroundService
{
    static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    public async Task ReportAsync(CancellationToken cancellationToken)
    {
        var failed = new List<CallbacksRefused>();
        foreach (var report in tally.Take())
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(options.Value.PublishTimeout);
            try
            {
                await bus.Publish(report, send => send.RequireQueue(), deadline.Token);
            }
            catch (Exception e)
            {
                // Whatever the broker or the network did: nothing waits for this report, and it is not lost.
                failed.Add(report);
                NotReported(report.Refused, report.Provider, report.Account, e.Message);
            }
        }

        tally.PutBack(failed);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var minute = new PeriodicTimer(Interval, clock);
        try
        {
            while (await minute.WaitForNextTickAsync(stoppingToken))
                await ReportAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The way it is meant to end.
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Refused} refused callbacks of {Provider}, account {Account}, are not reported yet: {Reason}")]
    partial void NotReported(int refused, string provider, string? account, string reason);
}
