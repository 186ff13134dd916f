using MassTransit;
using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Storage;
using Tracking.Worker.Announcements;

namespace Tracking.Worker.Unsubscribes;

/// <summary>Keeps verified unsubscribe requests, which suppress: rare, and written one by one.</summary>
sealed class UnsubscribeRequestedConsumer(IUnsubscribeStore store, StoragePatience patience, OutboxSignal outbox, TimeProvider clock)
    : IConsumer<UnsubscribeRequested>
{
    public async Task Consume(ConsumeContext<UnsubscribeRequested> context)
    {
        var message = context.Message;
        var now = clock.GetUtcNow();
        if (MessageRules.Check(message, now) is { } problem)
            throw new UnreadableMessageException(problem);

        // "<>" is text, and no address.
        if (Recipient.Normalize(message.Recipient) is not { } recipient)
            throw new UnreadableMessageException("recipient must hold an address");
        var id = EventId.Of(
            nameof(UnsubscribeRequested), message.TenantId, message.Channel, recipient, message.Scope, message.Source,
            EventId.Part(message.OccurredAt));
        var request = new Unsubscribe(
            id, message.TenantId, message.Channel, recipient, message.Scope, message.Source, message.IpAddress,
            message.OccurredAt.ToMicroseconds(), now.ToMicroseconds());
        await patience.ExecuteAsync(token => store.RecordAsync([request], token), context.CancellationToken);
        outbox.Raise();
    }
}
