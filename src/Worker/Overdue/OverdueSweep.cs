using Microsoft.Extensions.Options;
using Tracking.Storage;
using Tracking.Worker.Announcements;

namespace Tracking.Worker.Overdue;

/// <summary>
/// Notices what does not come: a delivery that has had no verdict within its channel's confirmation window is announced once. Every worker
/// sweeps; each takes what no other has.
/// </summary>
sealed partial class OverdueSweep(
    IOverdueStore store, OutboxSignal signal, StoragePatience patience, IOptions<ConfirmationWindows> windows, TimeProvider clock,
    ILogger<OverdueSweep> logger) : BackgroundService
{
    const int Group = 200;
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                if (await SweepAsync(stoppingToken) < Group)
                    await Task.Delay(Rest, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The way it is meant to end.
        }
    }

    // A window of hours may be swept late by half a minute; one of seconds may not.
    TimeSpan Rest => windows.Value.Count == 0 ? LongestRest
        : windows.Value.Values.Min() / 4 is var quarter && quarter < LongestRest ? quarter
        : LongestRest;

    /// <returns>How many were looked at.</returns>
    async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var taken = await patience.ExecuteAsync(token => store.TakeAsync(now, Lease, Group, token), cancellationToken);
        if (taken.Count == 0)
            return 0;
        var settlements = taken.Select(watched => Settle(watched, now)).ToArray();
        var announced = await patience.ExecuteAsync(token => store.SettleAsync(settlements, token), cancellationToken);
        if (announced > 0)
            signal.Raise();
        Swept(taken.Count, announced);
        return taken.Count;
    }

    Settlement Settle(WatchedDelivery watched, DateTimeOffset now)
    {
        if (watched.Delivery is not { Status: "sent", SentAt: { } sentAt } delivery || windows.Value.Of(delivery.Channel) is not { } window)
            return new Settlement(watched.DeliveryId);

        // The window is longer than it was when the delivery was sent.
        var dueAt = sentAt + window;
        return dueAt > now
            ? new Settlement(watched.DeliveryId, LookAgainAt: dueAt)
            : new Settlement(watched.DeliveryId, new OverdueNotice { DeliveryId = watched.DeliveryId, SentAt = sentAt, DueAt = dueAt });
    }

    [LoggerMessage(LogLevel.Information, "Of {Deliveries} deliveries whose verdict was due, {Announced} were announced as overdue")]
    partial void Swept(int deliveries, int announced);
}
