using MassTransit;
using Tracking.Storage;

namespace Tracking.Worker.Announcements;

/// <summary>
/// Publishes what the outbox holds, each under its own message id, and lets go of it when the broker has confirmed it. Every worker runs
/// one; they pass over each other's rows. While the broker is away, announcements wait in their table.
/// </summary>
sealed partial class OutboxRelay(
    IOutbox outbox, OutboxSignal signal, IBus bus, StoragePatience patience, TimeProvider clock, ILogger<OutboxRelay> logger)
    : BackgroundService, IHostedLifecycleService
{
    // One transaction each: enough to spread its cost, few enough to be confirmed in a moment.
    const int Group = 250;

    // How late what another worker has left behind may be.
    static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    static readonly TimeSpan PublishPatience = TimeSpan.FromSeconds(10);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    // What is being published when the process is asked to stop is finished first, or it would be published again. The bus stops after.
    static readonly TimeSpan ToFinish = TimeSpan.FromSeconds(3);
    readonly CancellationTokenSource _noMore = new();
    readonly CancellationTokenSource _giveUp = new();

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        await _noMore.CancelAsync();
        _giveUp.CancelAfter(ToFinish);

        // What it ends with is the host's affair when it stops it; that it takes too long must not end the process as a failure.
        if (ExecuteTask is { } running)
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _noMore.Dispose();
        _giveUp.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _noMore.Token);
        using var givingUp = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, _giveUp.Token);
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var relayed = await patience.ExecuteAsync(
                    token => outbox.RelayAsync(Group, PublishAsync, token), givingUp.Token);
                failures = 0;
                if (relayed < Group)
                    await signal.WaitAsync(Rest, stopping.Token);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever the broker or the network did: they wait, and are tried again.
                NotPublished(e.Message);
                var pause = TimeSpan.FromMilliseconds(100 * Math.Pow(2, Math.Min(failures++, 10)));
                await Task.Delay(pause < LongestPause ? pause : LongestPause, clock, CancellationToken.None)
                    .WaitAsync(stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    async Task PublishAsync(IReadOnlyList<OutgoingAnnouncement> announcements, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(PublishPatience);

        // A bus that has lost its connection heeds no token. What is published all the same is published again, under the same id.
        await Task.WhenAll(announcements.Select(outgoing => AnnouncementMessages.Of(outgoing) is { } message
            ? bus.Publish(message, message.GetType(), send => send.MessageId = outgoing.Announcement.MessageId, deadline.Token)
            : Task.CompletedTask)).WaitAsync(deadline.Token);
        Published(announcements.Count);
    }

    [LoggerMessage(LogLevel.Debug, "Published {Announcements} announcements")]
    partial void Published(int announcements);

    [LoggerMessage(LogLevel.Warning, "Announcements were not published and wait in the outbox: {Reason}")]
    partial void NotPublished(string reason);
}
