using MassTransit;
using Microsoft.Extensions.Options;
using Tracking.Hosting.DeadLetters;
using Tracking.Storage;
using Tracking.Worker.DeadLetters;
using Tracking.Worker.Telemetry;

namespace Tracking.Worker.Redelivery;

/// <summary>The same over MassTransit's in-memory transport: what waits for another try is lost with the process, like all of its queues.</summary>
sealed partial class InMemoryFailedMessages(
    IDeadLetterStore store, TimeProvider clock, IOptions<RedeliveryLadderOptions> redelivery, WorkerMetrics metrics,
    ILogger<InMemoryFailedMessages> logger) : IFailedMessages
{
    public async Task KeepAsync(ReceiveContext context, Failure failure)
    {
        var headers = OwnHeaders(context);
        var attempts = (DeadLetterHeaders.NumberOf(headers.GetValueOrDefault(DeadLetterHeaders.Attempts)) ?? 0) + 1;
        var messageId = context.GetMessageId()?.ToString();
        var contentType = failure.Body is null ? context.ContentType?.ToString() : "application/json";
        var body = failure.Body ?? context.GetBody();
        if (redelivery.Value.DelayAfter(attempts, failure.Class) is { } delay)
        {
            headers[DeadLetterHeaders.Attempts] = attempts;
            await InMemoryCopy.SendAsync(
                context.SendEndpointProvider, failure.Queue, messageId, contentType, headers, body, delay, context.CancellationToken);
            metrics.TriedAgain(failure.Queue);
            TriedAgain(failure.Queue, attempts, delay, failure.Reason);
            return;
        }

        foreach (var (name, value) in failure.Headers(attempts))
            headers[name] = value;
        var letter = DeadLetterReader.Read(
            failure.Queue, new LetterMessage(messageId, contentType, new Dictionary<string, object?>(), headers, body.ToArray()));
        await store.KeepAsync([LetterRecord.Of(letter, clock.GetUtcNow())], context.CancellationToken);
        metrics.DeadLettered(failure.Queue, failure.Class);
        DeadLettered(failure.Queue, failure.Class, attempts, failure.Reason);
    }

    // The transport has its own two for what are properties elsewhere.
    static Dictionary<string, object?> OwnHeaders(ReceiveContext context) => context.TransportHeaders.GetAll()
        .Where(header => header.Key is not (MessageHeaders.MessageId or MessageHeaders.ContentType))
        .ToDictionary(header => header.Key, header => (object?)header.Value);

    [LoggerMessage(LogLevel.Warning, "A message of {Queue} failed in attempt {Attempt} and is tried again in {Delay}: {Reason}")]
    partial void TriedAgain(string queue, int attempt, TimeSpan delay, string reason);

    [LoggerMessage(LogLevel.Warning, "Dead-lettered a message of {Queue} as {Class} after attempt {Attempt}, in memory only: {Reason}")]
    partial void DeadLettered(string queue, DeadLetterClass @class, int attempt, string reason);
}
