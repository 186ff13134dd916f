using System.Globalization;
using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Plivo;

/// <summary>Reads a message detail record, which Plivo hands out when it is asked what became of a message.</summary>
/// <seealso href="https://www.plivo.com/docs/messaging/api/messages/"/>
public static class PlivoMessage
{
    const string NoError = "000";

    static readonly string[] TimeFormats = ["yyyy-MM-dd HH:mm:ss.FFFFFFFzzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", "yyyy-MM-ddTHH:mm:ss.FFFFFFF'Z'"];

    /// <summary>Whether an id may be that of a message, and is safe to put into a URL.</summary>
    public static bool IsId(string providerMessageId) =>
        providerMessageId.Length is > 0 and <= 64 && providerMessageId.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

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
        if (!message.TryGetText("message_uuid", out var id) || id != providerMessageId)
            return MessageReading.NotReadable("message_uuid is not that of the message that was asked for");
        if (!message.TryGetText("message_direction", out var direction) || direction == "inbound")
            return MessageReading.NotReadable("the message was sent to us, not by us");
        if (!message.TryGetText("message_state", out var status) || string.IsNullOrWhiteSpace(status))
            return MessageReading.NotReadable("message_state is missing");
        if (!message.TryGetText("to_number", out var to, orNumber: true) || StorableText.IsTooLong(Recipient.Normalize(to)))
            return MessageReading.NotReadable("to_number is no address");
        if (!message.TryGetText("error_code", out var given, orNumber: true))
            return MessageReading.NotReadable("error_code is not text");

        var recipient = Recipient.Normalize(to);
        var errorCode = given is NoError or "" ? null : given;

        // The record speaks for the whole message, whatever became of its parts.
        var (evidence, reason) = PlivoStatus.Map(status, errorCode, isEarlierPart: false);
        var statedAt = StatedAt(message, evidence, receivedAt);
        var hasError = evidence is Evidence.Undelivered or Evidence.FailedAtProvider or Evidence.Unknown;
        return MessageReading.Of(new DeliveryEvent
        {
            Id = EventId.Of(
                EventSource.Reconciliation, PlivoProvider.ProviderName, account, providerMessageId, recipient, status, errorCode,
                EventId.Part(statedAt)),
            Source = EventSource.Reconciliation,
            Evidence = evidence,
            Provider = PlivoProvider.ProviderName,
            Account = account,
            ProviderMessageId = providerMessageId,
            Recipient = recipient,
            Reason = StorableText.Cut(reason, MessageRules.MaxNameLength),
            ErrorCode = hasError ? StorableText.Cut(errorCode, MessageRules.MaxNameLength) : null,
            StatedAt = statedAt,
            Suppression = PlivoStatus.SuppressionOf(
                evidence, reason, message.TryGetText("from_number", out var from, orNumber: true) ? from : null),
            ReceivedAt = receivedAt,
        });
    }

    // The record has one time only, that of the request: it dates nothing that came of it.
    static DateTimeOffset? StatedAt(JsonElement message, Evidence evidence, DateTimeOffset receivedAt) =>
        evidence == Evidence.Queued
        && message.TryGetText("message_time", out var text)
        && DateTimeOffset.TryParseExact(text, TimeFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at)
        && at >= MessageRules.Earliest && at <= receivedAt + MessageRules.MaxAhead
            ? at
            : null;
}
