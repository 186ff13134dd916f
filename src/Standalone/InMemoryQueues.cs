using System.Collections.Concurrent;
using MassTransit;
using Tracking.Contracts;
using Tracking.Dashboard.Queues;
using Tracking.Storage;

namespace Tracking.Standalone;

/// <summary>
/// The queues of the transport in memory, counted as messages pass by: what was published or sent to one and not yet taken waits in it, and
/// what was taken and is not done is at work.
/// </summary>
sealed class InMemoryQueues(IDeadLetterQuery letters, TimeProvider clock) : IQueueFigures, IPublishObserver, ISendObserver, IReceiveObserver
{
    static readonly (Type Message, string Queue)[] Consumed =
    [
        (typeof(NotificationQueued), Queues.NotificationQueued), (typeof(NotificationSent), Queues.NotificationSent),
        (typeof(NotificationFailed), Queues.NotificationFailed), (typeof(ProviderMessageAssigned), Queues.ProviderMessageAssigned),
        (typeof(ReceiptReported), Queues.ReceiptReported), (typeof(CallbacksReceived), Queues.CallbacksReceived),
        (typeof(UnsubscribeRequested), Queues.UnsubscribeRequested), (typeof(CallbacksRefused), Queues.CallbacksRefused),
    ];

    readonly ConcurrentDictionary<string, InMemoryQueue> _queues = new(
        Consumed.Select(c => KeyValuePair.Create(c.Queue, new InMemoryQueue(clock))), StringComparer.Ordinal);

    public async Task<QueueFigures> GetAsync(CancellationToken cancellationToken)
    {
        var dead = (await letters.WaitingAsync(cancellationToken)).ToLookup(waiting => waiting.Queue, waiting => waiting.Count);
        return new QueueFigures(clock.GetUtcNow(), [
            .. from queue in _queues
               orderby queue.Key
               select queue.Value.View(queue.Key, dead[queue.Key].Sum())]);
    }

    public Task PostPublish<T>(PublishContext<T> context)
        where T : class => Added(Consumed.FirstOrDefault(c => c.Message == typeof(T)).Queue);

    public Task PostSend<T>(SendContext<T> context)
        where T : class => Added(NameOf(context.DestinationAddress));

    public Task PreReceive(ReceiveContext context)
    {
        if (QueueOf(NameOf(context.InputAddress)) is { } queue)
            queue.Taken();
        return Task.CompletedTask;
    }

    public Task PostReceive(ReceiveContext context) => Done(context);

    public Task ReceiveFault(ReceiveContext context, Exception exception) => Done(context);

    Task IPublishObserver.PrePublish<T>(PublishContext<T> context) => Task.CompletedTask;

    Task IPublishObserver.PublishFault<T>(PublishContext<T> context, Exception exception) => Task.CompletedTask;

    Task ISendObserver.PreSend<T>(SendContext<T> context) => Task.CompletedTask;

    Task ISendObserver.SendFault<T>(SendContext<T> context, Exception exception) => Task.CompletedTask;

    Task IReceiveObserver.PostConsume<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType) => Task.CompletedTask;

    Task IReceiveObserver.ConsumeFault<T>(ConsumeContext<T> context, TimeSpan duration, string consumerType, Exception exception) =>
        Task.CompletedTask;

    Task Added(string? name)
    {
        QueueOf(name)?.Added();
        return Task.CompletedTask;
    }

    Task Done(ReceiveContext context)
    {
        QueueOf(NameOf(context.InputAddress))?.Done();
        return Task.CompletedTask;
    }

    InMemoryQueue? QueueOf(string? name) => name is null ? null : _queues.GetValueOrDefault(name);

    static string? NameOf(Uri? address) => address?.Segments[^1];
}
