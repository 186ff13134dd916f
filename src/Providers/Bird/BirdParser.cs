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
        if (BirdStatus.IsInbound(root.TextOrNull("event")))
            return CallbackReading.Nothing;
        return root.TryGetProperty("payload", out var payload) && payload.ValueKind == JsonValueKind.Object
            ? Read(payload, callback)
            : CallbackReading.NotReadable("payload is missing");
    }

    static CallbackReading Read(JsonElement payload, RawCallback callback)
    {
        if (payload.TextOrNull("status") is not { } status)
            return CallbackReading.NotReadable("payload.status is missing, or is not text");
        if (payload.TextOrNull("id") is not { } id)
            return CallbackReading.NotReadable("payload.id is missing, or is not text");
        if (id.Length > MessageRules.MaxProviderMessageIdLength)
            return CallbackReading.NotReadable($"payload.id is longer than {MessageRules.MaxProviderMessageIdLength}");

        var statedAt = CallbackTime.OfText(payload.TextOrNull("lastStatusAt")) ?? SignedTime.Parse(callback.Header(BirdSignature.TimestampHeader));
        var deliveryId = DeliveryReference.DeliveryIdOf(payload.TextOrNull("reference"));
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
            failure.TextOrNull("code") ?? source.TextOrNull("code"),
            failure.TextOrNull("description") ?? source.TextOrNull("description") ?? payload.TextOrNull("reason"));
    }
}
