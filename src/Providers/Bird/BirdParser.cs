using System.Globalization;
using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Bird;

/// <summary>
/// Reads a webhook: one status of one message to one receiver. An id belongs to one receiver, so the receiver is not read: it could only
/// part evidence from its claim, where Bird names it by something else than an address.
/// </summary>
/// <seealso href="https://docs.bird.com/api/notifications-api/api-reference/webhooks"/>
static class BirdParser
{
    public static CallbackReading Parse(RawCallback callback)
    {
        using var document = CallbackJson.TryParseObject(callback.Body);
        if (document is null)
            return CallbackReading.NotReadable("the body is not a JSON object");
        var root = document.RootElement;
        if (BirdStatus.IsInbound(Text(root, "event")))
            return CallbackReading.Nothing;
        return root.TryGetProperty("payload", out var payload) && payload.ValueKind == JsonValueKind.Object
            ? Read(payload, callback)
            : CallbackReading.NotReadable("payload is missing");
    }

    static CallbackReading Read(JsonElement payload, RawCallback callback)
    {
        if (Text(payload, "status") is not { } status)
            return CallbackReading.NotReadable("payload.status is missing, or is not text");
        if (Text(payload, "id") is not { } id)
            return CallbackReading.NotReadable("payload.id is missing, or is not text");
        if (id.Length > MessageRules.MaxProviderMessageIdLength)
            return CallbackReading.NotReadable($"payload.id is longer than {MessageRules.MaxProviderMessageIdLength}");

        var statedAt = TimeOf(Text(payload, "lastStatusAt")) ?? UnixSeconds.Parse(callback.Header(BirdSignature.TimestampHeader));
        var deliveryId = DeliveryReference.DeliveryIdOf(Text(payload, "reference"));
        var (evidence, reason) = BirdStatus.Map(status);
        var hasError = evidence is Evidence.Undelivered or Evidence.FailedAtProvider or Evidence.Unknown;
        var (code, message) = hasError ? ErrorOf(payload) : (null, null);
        return CallbackReading.Of(new DeliveryEvent
        {
            Id = EventId.Of(BirdProvider.ProviderName, callback.Account, id, deliveryId, status, EventId.Part(statedAt), code),
            Source = EventSource.Callback,
            Evidence = evidence,
            DeliveryId = deliveryId,
            Provider = BirdProvider.ProviderName,
            Account = callback.Account,
            ProviderMessageId = id,
            Reason = StorableText.Cut(reason, MessageRules.MaxNameLength),
            ErrorCode = StorableText.Cut(code, MessageRules.MaxNameLength),
            ErrorMessage = StorableText.Cut(message, MessageRules.MaxErrorLength),
            StatedAt = statedAt,
            ReceivedAt = callback.ReceivedAt,
        });
    }

    /// <summary>The platform's code where there is one, else that of the network behind it.</summary>
    static (string? Code, string? Message) ErrorOf(JsonElement payload)
    {
        var failure = payload.TryGetProperty("failure", out var f) ? f : default;
        var source = failure.ValueKind == JsonValueKind.Object && failure.TryGetProperty("source", out var s) ? s : default;
        return (
            Text(failure, "code") ?? Text(source, "code"),
            Text(failure, "description") ?? Text(source, "description") ?? Text(payload, "reason"));
    }

    static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
                ? instant
                : null;

    // Codes are numbers or text. What is neither is as good as absent.
    static string? Text(JsonElement parent, string name) =>
        parent.TryGetText(name, out var text, orNumber: true) && text is { Length: > 0 } ? text : null;
}
