using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.Options;
using Tracking.Contracts;
using Tracking.Hosting.Broker;
using Tracking.Hosting.DeadLetters;
using Tracking.Worker.Telemetry;

namespace Tracking.Worker.Redelivery;

/// <summary>
/// Publishes a copy on the channel that the message came by, mandatory and confirmed: to the queue of the next delay, from which the
/// broker itself brings it back, or to the dead letters. MassTransit's own error queue is not used: it would copy the arguments of the
/// queue, and so dead-letter into itself; nor its redelivery, which needs a plugin.
/// </summary>
sealed partial class RabbitMqFailedMessages(
    IOptions<RedeliveryLadderOptions> redelivery, WorkerMetrics metrics, ILogger<RabbitMqFailedMessages> logger) : IFailedMessages
{
    public async Task KeepAsync(ReceiveContext context, Failure failure)
    {
        if (!context.TryGetPayload<ChannelContext>(out var channel) || !context.TryGetPayload<RabbitMqBasicConsumeContext>(out var consumed))
            throw new InvalidOperationException($"A message of {failure.Queue} did not come by RabbitMQ.");

        var headers = MessageCopy.HeadersOf(consumed.Properties.Headers);
        var attempts = (DeadLetterHeaders.NumberOf(headers.GetValueOrDefault(DeadLetterHeaders.Attempts)) ?? 0) + 1;
        var delay = redelivery.Value.DelayAfter(attempts, failure.Class);
        if (delay is null)
            AddAll(headers, failure.Headers(attempts));
        else
            headers[DeadLetterHeaders.Attempts] = attempts;

        var place = delay is { } wait ? BrokerTopology.RedeliveryQueueOf(wait) : Queues.DeadLettersOf(failure.Queue);
        var properties = MessageCopy.PropertiesOf(consumed.Properties, headers);
        if (failure.Body is not null)
            properties.ContentType = "application/json";
        try
        {
            // The routing key is where a redelivery returns to; the exchange of dead letters does not mind it.
            await channel.BasicPublishAsync(
                place, failure.Queue, mandatory: true, properties, failure.Body?.ToArray() ?? context.GetBody(), awaitAck: true,
                context.CancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && channel.Channel.IsOpen)
        {
            throw new NotKeptException($"{place} did not take it: {e.InnerException?.Message ?? e.Message}", e);
        }

        if (delay is { } later)
        {
            metrics.TriedAgain(failure.Queue);
            TriedAgain(failure.Queue, attempts, later, failure.Reason);
        }
        else
        {
            metrics.DeadLettered(failure.Queue, failure.Class);
            DeadLettered(failure.Queue, failure.Class, attempts, failure.Reason);
        }
    }

    static void AddAll(Dictionary<string, object?> headers, IEnumerable<KeyValuePair<string, object?>> more)
    {
        foreach (var (name, value) in more)
            headers[name] = value;
    }

    [LoggerMessage(LogLevel.Warning, "A message of {Queue} failed in attempt {Attempt} and is tried again in {Delay}: {Reason}")]
    partial void TriedAgain(string queue, int attempt, TimeSpan delay, string reason);

    [LoggerMessage(LogLevel.Warning, "Dead-lettered a message of {Queue} as {Class} after attempt {Attempt}: {Reason}")]
    partial void DeadLettered(string queue, DeadLetterClass @class, int attempt, string reason);
}
