using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Telnyx;

/// <summary>Reads a webhook: the status of a message at each of its recipients, who share the message's id.</summary>
/// <seealso href="https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks"/>
static class TelnyxParser
{
    public static CallbackReading Parse(RawCallback callback)
    {
        using var document = CallbackJson.TryParseObject(callback.Body);
        if (document is null)
            return CallbackReading.NotReadable("the body is not a JSON object");
        var data = document.RootElement.ObjectOrNone("data");
        var payload = data.ObjectOrNone("payload");
        if (data.TextOrNull("event_type") is not { } type)
            return CallbackReading.NotReadable("data.event_type is missing, or is not text");
        if (TelnyxStatus.IsForeign(type, payload.TextOrNull("direction")))
            return CallbackReading.Nothing;
        if (payload.TextOrNull("id") is null)
            return CallbackReading.NotReadable("data.payload.id is missing, or is not text");
        return payload.MemberOrNull("to") is { ValueKind: JsonValueKind.Array } to && to.GetArrayLength() > 0
            ? Read([.. to.EnumerateArray()], payload, data, callback)
            : CallbackReading.NotReadable("data.payload.to is missing");
    }

    static CallbackReading Read(JsonElement[] recipients, JsonElement payload, JsonElement data, RawCallback callback)
    {
        // The errors are the message's. Of several that failed, none can be told to be this recipient's.
        var error = recipients.Count(HasFailed) == 1
            && payload.MemberOrNull("errors") is { ValueKind: JsonValueKind.Array } errors && errors.GetArrayLength() > 0
                ? errors[0]
                : default;
        // A tag names one delivery, and a message to several has as many.
        var deliveryId = recipients.Length == 1 ? DeliveryIdOf(payload.MemberOrNull("tags") ?? default) : null;
        var readings = recipients.Select(to => Read(to, HasFailed(to) ? error : default, deliveryId, payload, data, callback)).ToArray();
        return new CallbackReading(
            [.. readings.SelectMany(reading => reading.Events)], [.. readings.SelectMany(reading => reading.Unreadable)]);
    }

    static CallbackReading Read(
        JsonElement to, JsonElement error, string? deliveryId, JsonElement payload, JsonElement data, RawCallback callback)
    {
        if (to.TextOrNull("phone_number") is not { } number)
            return CallbackReading.NotReadable("an entry of data.payload.to has no phone_number");
        if (to.TextOrNull("status") is not { } status)
            return CallbackReading.NotReadable("an entry of data.payload.to has no status");

        var occurredAt = data.TextOrNull("occurred_at");
        var statedAt = CallbackTime.OfText(occurredAt);
        var code = error.TextOrNull("code");
        var (evidence, reason) = TelnyxStatus.Map(status, code);
        return new StatusReport
        {
            Provider = TelnyxProvider.ProviderName,
            Words = $"{status} {(statedAt is null ? occurredAt : null)}",
            Evidence = evidence,
            Reason = reason,
            MessageId = payload.TextOrNull("id"),
            Recipient = number,
            DeliveryId = deliveryId,
            StatedAt = statedAt,
            ErrorCode = code,
            ErrorMessage = error.TextOrNull("detail") ?? error.TextOrNull("title"),
        }.Read(callback);
    }

    // Whatever is new may be a failure: its code is kept.
    static bool HasFailed(JsonElement to) =>
        to.TextOrNull("status") is { } status
        && TelnyxStatus.Map(status, null).Evidence is Evidence.FailedAtProvider or Evidence.Undelivered or Evidence.Unknown;

    static string? DeliveryIdOf(JsonElement tags) =>
        tags.ValueKind == JsonValueKind.Array
            ? tags.EnumerateArray()
                .Select(tag => DeliveryReference.DeliveryIdOf(tag.TryGetText(out var text) ? text : null))
                .FirstOrDefault(id => id is not null)
            : null;
}
