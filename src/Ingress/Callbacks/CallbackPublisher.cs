using MassTransit;
using Microsoft.Extensions.Options;
using Tracking.Contracts;
using Tracking.Hosting;
using Tracking.Hosting.Broker;
using Tracking.Ingress.Spool;

namespace Tracking.Ingress.Callbacks;

/// <summary>
/// Publishes callbacks, and says so only when the broker has confirmed them or, where there is a spool, the disk has them: then a
/// provider may stop retrying. Those that wait while the last publishes are under way travel together, for the broker's cost is per
/// message; alone, a callback waits for nobody.
/// </summary>
sealed partial class CallbackPublisher : BackgroundService
{
    readonly IBus _bus;
    readonly CallbackSpool _spool;
    readonly CallbackMetrics _metrics;
    readonly IngressOptions _options;
    readonly TimeProvider _clock;
    readonly ILogger<CallbackPublisher> _logger;
    readonly GroupCommit<RawCallback> _commits;
    volatile bool _isAway;

    public CallbackPublisher(
        IBus bus, CallbackSpool spool, CallbackMetrics metrics, IOptions<IngressOptions> options, TimeProvider clock,
        ILogger<CallbackPublisher> logger)
    {
        _bus = bus;
        _spool = spool;
        _metrics = metrics;
        _options = options.Value;
        _clock = clock;
        _logger = logger;

        // Two publishes under way keep the broker busy while it confirms. 64 callbacks have all of the gain of sharing a message; a
        // message of more than 1 MiB takes none further, far below any limit of a broker.
        _commits = new(
            new GroupLimits(Concurrency: 2, MaxItems: 64, MaxWeight: 1 << 20, _options.MaxWaiting), CommitAsync);
    }

    // The spool's drain tries the broker again and again while anything is in the spool: until it succeeds, nobody else needs to.
    bool IsLeftToTheSpool => _isAway && _spool.IsInUse;

    /// <returns>False where it was not accepted durably in time. It may be published all the same: a repetition does no harm.</returns>
    public async Task<bool> TryPublishAsync(RawCallback callback)
    {
        if (IsLeftToTheSpool)
            return await _spool.TryAppendAsync(callback);
        if (await ConfirmAsync(callback) is not { } problem)
            return true;
        if (_spool.IsOn)
            return await _spool.TryAppendAsync(callback);
        NotAccepted(problem);
        return false;
    }

    /// <summary>Completes with the broker's confirm, which says that the message is in its queue.</summary>
    /// <exception cref="TimeoutException">There was no confirm in time.</exception>
    /// <exception cref="Exception">What else the broker or the network did.</exception>
    public async Task PublishAsync(IReadOnlyList<RawCallback> callbacks, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(timeout);
        using var span = CallbackTracing.StartPublish(callbacks);
        try
        {
            await _bus.Publish(new CallbacksReceived { Callbacks = callbacks }, context => context.RequireQueue(), deadline.Token);
            _isAway = false;
            _metrics.Confirmed(callbacks.Count);
            Published(callbacks.Count);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _isAway = true;
            span?.SetStatus(ActivityStatusCode.Error);
            if (e is OperationCanceledException)
                throw new TimeoutException("no confirm in time", e);
            throw;
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _commits.RunAsync(stoppingToken);

    /// <returns>Why it was not confirmed; null where it was.</returns>
    async Task<string?> ConfirmAsync(RawCallback callback)
    {
        if (!_commits.TryAdd(callback, callback.Body.Length, out var pending))
            return $"the process stops, or {_options.MaxWaiting} wait for a confirm already";
        try
        {
            await pending.Committed.WaitAsync(_options.PublishTimeout, _clock);
            return null;
        }
        catch (Exception e)
        {
            // Whatever the broker or the network did, the answer is the same.
            pending.Abandon();
            return e is TimeoutException ? "no confirm in time" : e.Message;
        }
    }

    async Task CommitAsync(IReadOnlyList<Pending<RawCallback>> group, CancellationToken cancellationToken)
    {
        // They came before it was known.
        if (IsLeftToTheSpool)
            throw new InvalidOperationException("the broker is away");
        await PublishAsync([.. group.Select(pending => pending.Item)], _options.PublishTimeout, cancellationToken);
    }

    [LoggerMessage(LogLevel.Debug, "Published {Callbacks} callbacks")]
    partial void Published(int callbacks);

    [LoggerMessage(LogLevel.Warning, "A callback was not accepted: {Reason}")]
    partial void NotAccepted(string reason);
}
