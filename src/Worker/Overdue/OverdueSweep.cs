using Microsoft.Extensions.Options;
using Tracking.Deliveries;
using Tracking.Storage;
using Tracking.Worker.Announcements;
using Tracking.Worker.Reconciliation;

namespace Tracking.Worker.Overdue;

/// <summary>
/// Notices what does not come: a delivery that has had no verdict within its channel's confirmation window is announced once. Where its
/// provider can be asked, it is asked first, and some more times later. Every worker sweeps; each takes what no other has.
/// </summary>
sealed partial class OverdueSweep(
    IOverdueStore store, EvidenceWriter writer, Reconciler reconciler, OutboxSignal signal, StoragePatience patience,
    IOptions<ConfirmationWindows> windows, TimeProvider clock, ILogger<OverdueSweep> logger) : BackgroundService
{
    const int Group = 200;

    // Of each group, so that after a long outage what is overdue is announced sooner than all of it could be asked about.
    const int MostAsked = 50;

    // A provider that does not answer, or does not know yet, is asked again; then an operator must look.
    static readonly TimeSpan[] AskAgain = [TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(24)];
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
        await ReconcileAsync(taken, now, cancellationToken);
        var settlements = taken.Select(watched => Settle(watched, now)).ToArray();
        var announced = await patience.ExecuteAsync(token => store.SettleAsync(settlements, token), cancellationToken);
        if (announced > 0)
            signal.Raise();
        Swept(taken.Count, announced);
        return taken.Count;
    }

    // What the providers say is applied before anything is announced: it may be the verdict.
    async Task ReconcileAsync(IEnumerable<WatchedDelivery> taken, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var asked = taken.Where(watched => DueAt(watched) <= now && CanAsk(watched)).Take(MostAsked).Select(async watched =>
        {
            var answer = await reconciler.AskAsync(
                watched.Delivery!.Provider!, account: null, watched.Delivery.ProviderMessageId!, cancellationToken);
            return answer.Event;
        });
        IReadOnlyList<DeliveryEvent> evidence = [.. (await Task.WhenAll(asked)).OfType<DeliveryEvent>()];
        await writer.WriteAsync(evidence, cancellationToken);
    }

    Settlement Settle(WatchedDelivery watched, DateTimeOffset now)
    {
        if (DueAt(watched) is not { } dueAt)
            return new Settlement(watched.DeliveryId);

        // The window is longer than it was when the delivery was sent.
        if (dueAt > now)
            return new Settlement(watched.DeliveryId, LookAgainAt: dueAt);
        var notice = new OverdueNotice { DeliveryId = watched.DeliveryId, SentAt = watched.Delivery!.SentAt!.Value, DueAt = dueAt };
        return new Settlement(
            watched.DeliveryId, notice, CanAsk(watched) && watched.Looks <= AskAgain.Length ? now + AskAgain[watched.Looks - 1] : null);
    }

    bool CanAsk(WatchedDelivery watched) =>
        watched.Delivery is { ProviderMessageId: not null } delivery && reconciler.Asks(delivery.Provider);

    /// <returns>Null for one that no longer waits for a verdict.</returns>
    DateTimeOffset? DueAt(WatchedDelivery watched) =>
        watched.Delivery is { Status: "sent", SentAt: { } sentAt } delivery && windows.Value.Of(delivery.Channel) is { } window
            ? sentAt + window
            : null;

    [LoggerMessage(LogLevel.Information, "Of {Deliveries} deliveries whose verdict was due, {Announced} were announced as overdue")]
    partial void Swept(int deliveries, int announced);
}
