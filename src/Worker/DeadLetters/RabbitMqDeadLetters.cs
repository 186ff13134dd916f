using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client;
using Tracking.Contracts;

namespace Tracking.Worker.DeadLetters;

/// <summary>
/// Publishes a copy to the queue's dead letters on the channel that the message came by, mandatory and confirmed. MassTransit's own
/// error queue is not used: it would copy the arguments of the queue, and so dead-letter into itself.
/// </summary>
sealed partial class RabbitMqDeadLetters(ILogger<RabbitMqDeadLetters> logger) : IDeadLetters
{
    // Written by the broker on each delivery, and wrong on a copy.
    static readonly string[] BrokersOwn = ["x-death", "x-delivery-count", "x-dotnet-pub-seq-no", "x-first-death-exchange",
        "x-first-death-queue", "x-first-death-reason", "x-last-death-exchange", "x-last-death-queue", "x-last-death-reason"];

    public async Task AddAsync(ReceiveContext context, DeadLetter letter)
    {
        if (!context.TryGetPayload<ChannelContext>(out var channel) || !context.TryGetPayload<RabbitMqBasicConsumeContext>(out var consumed))
            throw new InvalidOperationException($"A message of {letter.Queue} did not come by RabbitMQ.");

        var properties = new BasicProperties(consumed.Properties) { Persistent = true };
        properties.ClearExpiration();
        var headers = new Dictionary<string, object?>(consumed.Properties.Headers ?? new Dictionary<string, object?>());
        foreach (var name in BrokersOwn)
            headers.Remove(name);
        foreach (var (name, value) in letter.Headers())
            headers[name] = value;
        properties.Headers = headers;
        if (letter.Body is not null)
            properties.ContentType = "application/json";

        var body = letter.Body?.ToArray() ?? context.GetBody();
        await channel.BasicPublishAsync(
            Queues.DeadLettersOf(letter.Queue), routingKey: "", mandatory: true, properties, body, awaitAck: true,
            context.CancellationToken);
        DeadLettered(letter.Queue, letter.Class, letter.Reason);
    }

    [LoggerMessage(LogLevel.Warning, "Dead-lettered a message of {Queue} as {Class}: {Reason}")]
    partial void DeadLettered(string queue, DeadLetterClass @class, string reason);
}
