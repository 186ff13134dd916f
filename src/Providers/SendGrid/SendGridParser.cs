using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.SendGrid;

/// <summary>Reads a batch: an array of events of any kind, about any mails, each of which stands alone.</summary>
static class SendGridParser
{
    const char ByteOrderMark = '\uFEFF';

    public static CallbackReading Parse(RawCallback callback)
    {
        var body = callback.Body.TrimStart(ByteOrderMark);
        if (CallbackJson.TryReadEntries(body) is { } entries)
            return CallbackBatch.Read(entries, entry => Read(entry, callback));

        // An event that was read in vain is kept by itself, and comes back by itself.
        using var alone = CallbackJson.TryParseObject(body);
        return alone is null ? CallbackReading.NotReadable("the body is no list of events") : Read(alone.RootElement, callback);
    }

    static CallbackReading Read(JsonElement entry, RawCallback callback)
    {
        if (SendGridEvent.TryRead(entry, out var problem) is not { } e)
            return CallbackReading.NotReadable(problem!);

        // Taken for a wish about everything, it would stop what its recipient wants.
        return SendGridStatus.IsOfGroup(e.Word) && e.GroupId is null
            ? CallbackReading.NotReadable("asm_group_id is missing, or is not text")
            : CallbackReading.Of(EventOf(e, callback));
    }

    static DeliveryEvent EventOf(SendGridEvent e, RawCallback callback)
    {
        var (evidence, reason) = SendGridStatus.Map(e);
        var statedAt = StatedAt(e.Timestamp, callback.ReceivedAt);
        var hasError = evidence is Evidence.Deferred or Evidence.SoftBounce or Evidence.HardBounce or Evidence.Undelivered
            or Evidence.FailedAtProvider or Evidence.Unknown;
        return new DeliveryEvent
        {
            // Without sg_event_id, which is seen to change when a batch is posted again.
            Id = EventId.Of(
                SendGridProvider.ProviderName, callback.Account, e.MessageId, e.Recipient, e.DeliveryId, e.Word,
                EventId.Part(statedAt) ?? e.Timestamp, e.Status, e.Type, e.Classification, e.Word == "dropped" ? e.Reason : null,
                e.GroupId, e.Url, e.Ip, e.UserAgent, e.IsByMachine ? "machine" : null),
            Source = EventSource.Callback,
            Evidence = evidence,
            DeliveryId = e.DeliveryId,
            Provider = SendGridProvider.ProviderName,
            Account = callback.Account,
            ProviderMessageId = e.MessageId,
            Recipient = e.Recipient,
            Reason = StorableText.Cut(reason, MessageRules.MaxNameLength),
            ErrorCode = hasError ? StorableText.Cut(e.Status, MessageRules.MaxNameLength) : null,
            ErrorMessage = hasError ? StorableText.Cut(e.Reason ?? e.Response, MessageRules.MaxErrorLength) : null,
            StatedAt = statedAt,
            ReceivedAt = callback.ReceivedAt,
            ByMachine = evidence == Evidence.Opened && e.IsByMachine,
            Url = evidence == Evidence.Clicked ? StorableText.Cut(e.Url, MessageRules.MaxErrorLength) : null,
            Suppression = SendGridStatus.SuppressionOf(e),
        };
    }

    // A time that cannot be, such as that of a sample from long ago, is none.
    static DateTimeOffset? StatedAt(string? timestamp, DateTimeOffset receivedAt) =>
        SignedTime.Parse(timestamp) is { } at && at >= MessageRules.Earliest && at <= receivedAt + MessageRules.MaxAhead ? at : null;
}
