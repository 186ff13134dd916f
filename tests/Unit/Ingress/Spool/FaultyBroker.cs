using System.Collections.Concurrent;
using MassTransit;
using Tracking.Contracts;

namespace Tracking.Unit.Ingress.Spool;

/// <summary>Stands before the bus and does with callbacks as it is told.</summary>
sealed class FaultyBroker : IPublishObserver
{
    readonly ConcurrentQueue<RawCallback> _confirmed = new();
    volatile Fault _fault;
    int _attempts;

    public Fault Fault
    {
        get => _fault;
        set => _fault = value;
    }

    /// <summary>Messages that somebody tried to publish.</summary>
    public int Attempts => Volatile.Read(ref _attempts);

    /// <summary>In the order in which they were published.</summary>
    public IReadOnlyCollection<RawCallback> Confirmed => _confirmed;

    public async Task PrePublish<T>(PublishContext<T> context)
        where T : class
    {
        Interlocked.Increment(ref _attempts);
        if (Fault == Fault.Refuses)
            throw new InvalidOperationException("the broker is away");
        if (Fault == Fault.Hangs)
            await Task.Delay(Timeout.InfiniteTimeSpan, context.CancellationToken);
        foreach (var callback in ((CallbacksReceived)(object)context.Message).Callbacks)
            _confirmed.Enqueue(callback);
    }

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Task.CompletedTask;

    public Task PublishFault<T>(PublishContext<T> context, Exception exception)
        where T : class => Task.CompletedTask;
}

enum Fault
{
    None,

    /// <summary>Every publish fails at once.</summary>
    Refuses,

    /// <summary>No publish is ever confirmed.</summary>
    Hangs,
}
