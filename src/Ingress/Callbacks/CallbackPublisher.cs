using MassTransit;
using Microsoft.Extensions.Options;
using Tracking.Contracts;
using Tracking.Hosting;
using Tracking.Hosting.Broker;

namespace Tracking.Ingress.Callbacks;

/// <summary>
/// Publishes callbacks, and says so only when the broker has confirmed them: then a provider may stop retrying. Those that wait while
/// the last publishes are under way travel together, for the broker's cost is per message; alone, a callback waits for nobody.
/// </summary>
sealed partial class CallbackPublisher : BackgroundService
{
    readonly IBus _bus;
    readonly IngressOptions _options;
    readonly TimeProvider _clock;
    readonly ILogger<CallbackPublisher> _logger;
    readonly GroupCommit<RawCallback> _commits;

    public CallbackPublisher(IBus bus, IOptions<IngressOptions> options, TimeProvider clock, ILogger<CallbackPublisher> logger)
    {
        _bus = bus;
        _options = options.Value;
        _clock = clock;
        _logger = logger;

        // Two publishes under way keep the broker busy while it confirms. 64 callbacks have all of the gain of sharing a message; a
        // message of more than 1 MiB takes none further, far below any limit of a broker.
        _commits = new(
            new GroupLimits(Concurrency: 2, MaxItems: 64, MaxWeight: 1 << 20, _options.MaxWaiting), CommitAsync);
    }

    /// <returns>False where it was not accepted durably in time. It may be published all the same: a repetition does no harm.</returns>
    public async Task<bool> TryPublishAsync(RawCallback callback)
    {
        if (!_commits.TryAdd(callback, callback.Body.Length, out var pending))
        {
            Overflowing(_options.MaxWaiting);
            return false;
        }

        try
        {
            await pending.Committed.WaitAsync(_options.PublishTimeout, _clock);
            return true;
        }
        catch (Exception e)
        {
            // Whatever the broker or the network did, the answer is the same: not accepted, come again.
            pending.Abandon();
            NotAccepted(e is TimeoutException ? "no confirm in time" : e.Message);
            return false;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _commits.RunAsync(stoppingToken);

    async Task CommitAsync(IReadOnlyList<Pending<RawCallback>> group, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(_options.PublishTimeout);
        var message = new CallbacksReceived { Callbacks = [.. group.Select(pending => pending.Item)] };
        await _bus.Publish(message, context => context.RequireQueue(), deadline.Token);
        Published(group.Count);
    }

    [LoggerMessage(LogLevel.Debug, "Published {Callbacks} callbacks")]
    partial void Published(int callbacks);

    [LoggerMessage(LogLevel.Warning, "A callback was not accepted: {Reason}")]
    partial void NotAccepted(string reason);

    [LoggerMessage(LogLevel.Warning, "A callback was not accepted: the process stops, or {MaxWaiting} wait for a confirm already")]
    partial void Overflowing(int maxWaiting);
}
