using System.Globalization;
using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Twilio;

/// <summary>Reads the Message resource, which Twilio hands out when it is asked what became of a message.</summary>
/// <seealso href="https://www.twilio.com/docs/messaging/api/message-resource"/>
public static class TwilioMessage
{
    /// <summary>Whether an id may be that of a message: of anything else, such as a call, there is no Message resource.</summary>
    public static bool IsId(string providerMessageId) =>
        providerMessageId.Length is > 2 and <= 64
        && (providerMessageId.StartsWith("SM", StringComparison.Ordinal) || providerMessageId.StartsWith("MM", StringComparison.Ordinal))
        && providerMessageId.All(char.IsAsciiLetterOrDigit);

    /// <summary>Never throws for what the bytes are.</summary>
    /// <param name="providerMessageId">What was asked for: an answer about another message is no answer.</param>
    /// <param name="account">The configured account that was asked; null for the unnamed one.</param>
    public static MessageReading Read(
        ReadOnlyMemory<byte> json, string providerMessageId, string? account, DateTimeOffset receivedAt)
    {
        using var document = CallbackJson.TryParseObject(json);
        return document is null
            ? MessageReading.NotReadable("the answer is not a JSON object")
            : Read(document.RootElement, providerMessageId, account, receivedAt);
    }

    static MessageReading Read(JsonElement message, string providerMessageId, string? account, DateTimeOffset receivedAt)
    {
        if (!message.TryGetText("sid", out var sid) || sid != providerMessageId)
            return MessageReading.NotReadable("sid is not that of the message that was asked for");
        if (!message.TryGetText("status", out var status) || string.IsNullOrWhiteSpace(status))
            return MessageReading.NotReadable("status is missing");
        if (TwilioStatus.IsInbound(status))
            return MessageReading.NotReadable("the message was sent to us, not by us");
        if (!message.TryGetText("to", out var to) || StorableText.IsTooLong(Recipient.Normalize(to)))
            return MessageReading.NotReadable("to is no address");
        if (!message.TryGetText("error_code", out var errorCode, orNumber: true)
            || !message.TryGetText("error_message", out var errorMessage))
        {
            return MessageReading.NotReadable("error_code or error_message is not text");
        }

        var recipient = Recipient.Normalize(to);
        var error = TwilioErrors.Read(errorCode, TextOrNull(message, "messaging_service_sid"), TextOrNull(message, "from"));
        var (evidence, reason, suppression) = TwilioStatus.Map(status, errorCode, eventType: null, error);
        var statedAt = StatedAt(message, evidence, receivedAt);
        var hasError = evidence is Evidence.Undelivered or Evidence.FailedAtProvider or Evidence.Unknown;
        return MessageReading.Of(new DeliveryEvent
        {
            // Not the id of the callback that says the same: that one states no time, and repeats must be equal in all but arrival.
            Id = EventId.Of(
                EventSource.Reconciliation, TwilioProvider.ProviderName, account, providerMessageId, recipient, status, errorCode,
                EventId.Part(statedAt)),
            Source = EventSource.Reconciliation,
            Evidence = evidence,
            Provider = TwilioProvider.ProviderName,
            Account = account,
            ProviderMessageId = providerMessageId,
            Recipient = recipient,
            Reason = StorableText.Cut(reason, MessageRules.MaxNameLength),
            ErrorCode = hasError ? StorableText.Cut(errorCode, MessageRules.MaxNameLength) : null,
            ErrorMessage = hasError ? StorableText.Cut(errorMessage, MessageRules.MaxErrorLength) : null,
            StatedAt = statedAt,
            Suppression = suppression,
            ReceivedAt = receivedAt,
        });
    }

    // Who sent it tells one opt-out from another, and nothing else.
    static string? TextOrNull(JsonElement message, string name) => message.TryGetText(name, out var text) ? text : null;

    // The resource has the times of three things, but not of each status. A verdict is dated by its last change: later than the
    // verdict where a price came behind it, yet hours nearer than the time at which we happened to ask.
    static DateTimeOffset? StatedAt(JsonElement message, Evidence evidence, DateTimeOffset receivedAt)
    {
        var member = evidence == Evidence.Queued ? "date_created"
            : evidence == Evidence.Sent ? "date_sent"
            : evidence == Evidence.Unknown ? null
            : "date_updated";
        return member is not null
            && message.TryGetText(member, out var text)
            && DateTimeOffset.TryParseExact(
                text, "ddd, d MMM yyyy HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)
            && at >= MessageRules.Earliest && at <= receivedAt + MessageRules.MaxAhead
                ? at
                : null;
    }
}
