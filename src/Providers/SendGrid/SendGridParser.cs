using System.Text;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.SendGrid;

/// <summary>Reads a batch: an array of events of any kind, about any mails, each of which stands alone.</summary>
static class SendGridParser
{
    const char ByteOrderMark = '\uFEFF';

    public static CallbackReading Parse(RawCallback callback)
    {
        ReadOnlyMemory<byte> body = Encoding.UTF8.GetBytes(callback.Body.TrimStart(ByteOrderMark));
        if (JsonParts.TrySplit(body) is not { } parts)
        {
            // An event that was read in vain is kept by itself, and comes back by itself.
            return TryRead(body, callback, out var alone) is { } only ? CallbackReading.Of(only) : CallbackReading.NotReadable(alone!);
        }

        var events = new List<DeliveryEvent>(parts.Count);
        var unreadable = new List<UnreadablePart>();
        foreach (var part in parts)
        {
            if (TryRead(part, callback, out var problem) is { } e)
                events.Add(e);
            else
                unreadable.Add(new UnreadablePart(problem!, Encoding.UTF8.GetString(part.Span)));
        }

        return new CallbackReading(events, unreadable);
    }

    static DeliveryEvent? TryRead(ReadOnlyMemory<byte> json, RawCallback callback, out string? problem)
    {
        problem = "an event is not a JSON object";
        using var document = CallbackJson.TryParseObject(json);
        if (document is null || SendGridEvent.TryRead(document.RootElement, out problem) is not { } e)
            return null;
        if (!SendGridStatus.IsOfGroup(e.Word) || e.GroupId is not null)
            return EventOf(e, callback);

        // Taken for a wish about everything, it would stop what its recipient wants.
        problem = "asm_group_id is missing, or is not text";
        return null;
    }

    static DeliveryEvent EventOf(SendGridEvent e, RawCallback callback)
    {
        var (evidence, reason) = SendGridStatus.Map(e);
        var statedAt = StatedAt(e.Timestamp, callback.ReceivedAt);
        var hasError = evidence is Evidence.Deferred or Evidence.SoftBounce or Evidence.HardBounce or Evidence.Undelivered
            or Evidence.FailedAtTransport or Evidence.Unknown;
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
        UnixSeconds.Parse(timestamp) is { } at && at >= MessageRules.Earliest && at <= receivedAt + MessageRules.MaxAhead ? at : null;
}
