using System.Globalization;
using MassTransit;
using Tracking.Contracts;

namespace Tracking.Hosting.Broker;

/// <summary>
/// Exchanges and queues as every host declares them. The ingress declares them as well as the worker: what it publishes before
/// the first worker has ever run must find its queue.
/// </summary>
public static class BrokerTopology
{
    // A net under crash loops, not a retry count: a message's count goes up whenever a connection dies with it prefetched, handled
    // or not, so a low limit would punish the innocent. From RabbitMQ 4 an unset limit is 20, without a trace.
    const int DeliveryLimit = 100;

    // Where the archive is away, its letters are taken and given back, however often. No number means "no limit" on both 3.x and 4.x.
    const int UnlimitedDeliveries = 1_000_000_000;

    /// <summary>The queues that workers consume evidence from.</summary>
    public static readonly IReadOnlyList<string> Consumed =
    [
        Queues.NotificationQueued, Queues.NotificationSent, Queues.NotificationFailed, Queues.ProviderMessageAssigned,
        Queues.ReceiptReported, Queues.CallbacksReceived, Queues.UnsubscribeRequested,
    ];

    /// <summary>The queues that have dead letters: all that workers consume from, and what ingresses report.</summary>
    public static readonly IReadOnlyList<string> DeadLettering = [.. Consumed, Queues.CallbacksRefused];

    /// <summary>Declares every consumed message's queue with the exchange that it is published to.</summary>
    public static void DeclareQueues(this IRabbitMqBusFactoryConfigurator bus)
    {
        bus.Declare<NotificationQueued>(Queues.NotificationQueued);
        bus.Declare<NotificationSent>(Queues.NotificationSent);
        bus.Declare<NotificationFailed>(Queues.NotificationFailed);
        bus.Declare<ProviderMessageAssigned>(Queues.ProviderMessageAssigned);
        bus.Declare<ReceiptReported>(Queues.ReceiptReported);
        bus.Declare<CallbacksReceived>(Queues.CallbacksReceived);
        bus.Declare<UnsubscribeRequested>(Queues.UnsubscribeRequested);
        bus.Declare<CallbacksRefused>(Queues.CallbacksRefused);

        // What is announced has its exchange from the start: a subscriber may bind its queue before the first announcement.
        bus.Publish<DeliveryStatusChanged>();
        bus.Publish<RecipientSuppressed>();
        bus.Publish<SuppressionLifted>();
        bus.Publish<DeliveryOverdue>();
        bus.Publish<DeliverabilityAlertRaised>();
        bus.Publish<DeliverabilityAlertCleared>();

        // A base record would get an exchange of its own, which nobody is bound to.
        bus.Publish<DeliveryIdentity>(publish => publish.Exclude = true);
        bus.DeployPublishTopology = true;
    }

    /// <summary>
    /// A durable quorum queue that hands a message to its dead letters, at least once, when the delivery limit is reached, and
    /// refuses a publish rather than drop a message when it is full.
    /// </summary>
    public static void DescribeQueue(this IRabbitMqQueueConfigurator queue, string name)
    {
        queue.Durable = true;
        queue.AutoDelete = false;
        queue.SetQueueArgument("x-queue-type", "quorum");
        queue.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        queue.SetQueueArgument("x-dead-letter-exchange", Queues.DeadLettersOf(name));
        queue.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        queue.SetQueueArgument("x-overflow", "reject-publish");
    }

    /// <summary>The queue of dead letters, behind a fanout exchange of the same name.</summary>
    public static void DescribeDeadLetterQueue(this IRabbitMqQueueConfigurator queue)
    {
        queue.Durable = true;
        queue.AutoDelete = false;
        queue.SetQueueArgument("x-queue-type", "quorum");
        queue.SetQueueArgument("x-delivery-limit", UnlimitedDeliveries);
    }

    /// <summary>
    /// Where messages wait for so long before they are tried again: the same for all queues, and named after the delay. A queue's
    /// arguments never change, so another delay is another queue, and the old one empties by itself.
    /// </summary>
    public static string RedeliveryQueueOf(TimeSpan delay) => "tracking.redelivery." + delay switch
    {
        _ when delay.Ticks % TimeSpan.TicksPerHour == 0 => Number(delay.TotalHours) + "h",
        _ when delay.Ticks % TimeSpan.TicksPerMinute == 0 => Number(delay.TotalMinutes) + "m",
        _ when delay.Ticks % TimeSpan.TicksPerSecond == 0 => Number(delay.TotalSeconds) + "s",
        _ => Number(delay.TotalMilliseconds) + "ms",
    };

    /// <summary>
    /// The queue of a delay, behind a fanout exchange of the same name. Nobody consumes from it: when its time is up, a message goes to
    /// the queue that its routing key names, at least once.
    /// </summary>
    public static void DescribeRedeliveryQueue(this IRabbitMqQueueConfigurator queue, TimeSpan delay)
    {
        queue.Durable = true;
        queue.AutoDelete = false;
        queue.SetQueueArgument("x-queue-type", "quorum");
        queue.SetQueueArgument("x-message-ttl", (long)delay.TotalMilliseconds);
        queue.SetQueueArgument("x-dead-letter-exchange", "");
        queue.SetQueueArgument("x-dead-letter-strategy", "at-least-once");
        queue.SetQueueArgument("x-overflow", "reject-publish");
    }

    static string Number(double value) => value.ToString("0", CultureInfo.InvariantCulture);

    static void Declare<TMessage>(this IRabbitMqBusFactoryConfigurator bus, string name)
        where TMessage : class =>
        bus.Publish<TMessage>(publish => publish.BindQueue(
            bus.MessageTopology.EntityNameFormatter.FormatEntityName<TMessage>(), name, queue => queue.DescribeQueue(name)));
}
