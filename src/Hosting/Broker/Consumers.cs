using System.Collections.Concurrent;
using MassTransit;

namespace Tracking.Hosting.Broker;

/// <summary>
/// Which queues are consumed, and by which connection. An endpoint that has not noticed the end of its connection believes that it
/// consumes; that it was made ready on another connection than the one that is open now gives it away.
/// </summary>
sealed class Consumers : IReceiveEndpointObserver
{
    static readonly object Begun = new();
    static readonly object Ended = new();

    // By queue, the connection, once a probe has seen which one was open when it had begun.
    readonly ConcurrentDictionary<Uri, object> _consuming = new();
    int _beginnings;

    /// <summary>How often a queue's consumer has begun.</summary>
    public int Beginnings => Volatile.Read(ref _beginnings);

    public bool AllConsumeBy(object connection)
    {
        foreach (var queue in _consuming.Keys)
            _consuming.TryUpdate(queue, connection, Begun);
        return _consuming.Values.All(by => by == connection);
    }

    public Task Ready(ReceiveEndpointReady ready)
    {
        // The endpoint of the bus itself has nothing to consume, and never starts.
        if (!ready.IsStarted)
            return Task.CompletedTask;
        _consuming[ready.InputAddress] = Begun;
        Interlocked.Increment(ref _beginnings);
        return Task.CompletedTask;
    }

    public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

    public Task Completed(ReceiveEndpointCompleted completed) => End(completed.InputAddress);

    public Task Faulted(ReceiveEndpointFaulted faulted) => End(faulted.InputAddress);

    Task End(Uri queue)
    {
        _consuming[queue] = Ended;
        return Task.CompletedTask;
    }
}
