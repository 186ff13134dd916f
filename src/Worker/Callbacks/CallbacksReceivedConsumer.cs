using System.Text.Json;
using MassTransit;
using Tracking.Contracts;
using Tracking.Hosting.DeadLetters;
using Tracking.Providers;
using Tracking.Worker.Alerts;
using Tracking.Worker.Redelivery;
using Tracking.Worker.Telemetry;

namespace Tracking.Worker.Callbacks;

/// <summary>
/// Reads the callbacks of a message and hands on their evidence. Each stands alone: one that cannot be read or stored goes its way by
/// itself, as a message of its own, to be tried again or to the dead letters; and its neighbours apply.
/// </summary>
sealed class CallbacksReceivedConsumer(
    ProviderCatalog providers, EvidenceWriter writer, ProofMemory proofs, CallbackArchive archive, CallbackActivity activity,
    IFailedMessages failedMessages, TimeProvider clock)
    : IConsumer<CallbacksReceived>
{
    const string UsedOtherwise = "Its signature does not cover what it says, and came with something else before: one of the two is forged.";

    public async Task Consume(ConsumeContext<CallbacksReceived> context)
    {
        var callbacks = context.Message.Callbacks ?? throw new UnreadableMessageException("callbacks is required");
        var failed = await Task.WhenAll(callbacks.Select(callback => ApplyAsync(callback, callbacks.Count == 1, context.CancellationToken)));

        // One after another: they share the channel that the message came by.
        foreach (var failure in failed.SelectMany(failures => failures))
            await failedMessages.KeepAsync(context.ReceiveContext, failure);
    }

    /// <returns>What of the callback could not be read or applied.</returns>
    async Task<IReadOnlyList<Failure>> ApplyAsync(RawCallback callback, bool isAlone, CancellationToken cancellationToken)
    {
        try
        {
            if (callback is null || !providers.TryGet(callback.Provider, out var provider))
                return [Failed(callback, DeadLetterClass.Unreadable, $"No provider is called '{callback?.Provider}'.")];

            using var span = EvidenceSpans.StartCallback(callback, isAlone);
            var reading = provider.Read(callback);
            if (reading.Proof is { } proof && !await proofs.ConfirmsAsync(proof, callback.ReceivedAt, cancellationToken))
                return [Failed(callback, DeadLetterClass.Unreadable, UsedOtherwise)];
            await Task.WhenAll(
                archive.KeepAsync(callback, cancellationToken),
                writer.WriteAsync(
                    [.. reading.Events.Select(e => e with { CallbackId = callback.CallbackId })], span, cancellationToken));
            activity.Count(callback.Provider, callback.Account, callback.ReceivedAt);
            return [.. reading.Unreadable.Select(part => Failed(
                part.Body is null ? callback : callback with { Body = part.Body }, DeadLetterClass.Unreadable, part.Reason))];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Whatever a reader or the store throws is about this callback: at this boundary it becomes its failure alone.
            return [Failed(callback, DeadLetterClass.Unapplied, e.Message, e)];
        }
    }

    Failure Failed(RawCallback? callback, DeadLetterClass @class, string reason, Exception? exception = null)
    {
        var alone = new CallbacksReceived { Callbacks = [callback!] };
        var body = JsonSerializer.SerializeToUtf8Bytes(alone, CallbacksJson.Default.CallbacksReceived);
        return new Failure(Queues.CallbacksReceived, @class, reason, clock.GetUtcNow(), exception, body);
    }
}
