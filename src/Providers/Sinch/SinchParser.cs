using System.Text.Json;
using Tracking.Contracts;

namespace Tracking.Providers.Sinch;

/// <summary>
/// Reads a webhook of the Conversation API: one status of one message to one contact. An id belongs to one contact, so who it is is not
/// read: on some channels that is no address, and it could only part evidence from its claim.
/// </summary>
/// <seealso href="https://developers.sinch.com/docs/conversation/callbacks"/>
static class SinchParser
{
    public static CallbackReading Parse(RawCallback callback)
    {
        using var document = CallbackJson.TryParseObject(callback.Body);
        if (document is null)
            return CallbackReading.NotReadable("the body is not a JSON object");
        var root = document.RootElement;
        // Every trigger has a member of its own; only this one is about a message of ours.
        return !root.TryGetProperty("message_delivery_report", out var report) ? CallbackReading.Nothing
            : report.ValueKind == JsonValueKind.Object ? Read(report, root, callback)
            : CallbackReading.NotReadable("message_delivery_report is not an object");
    }

    static CallbackReading Read(JsonElement report, JsonElement root, RawCallback callback)
    {
        if (report.TextOrNull("status") is not { } status)
            return CallbackReading.NotReadable("status is missing, or is not text");
        if (report.TextOrNull("message_id") is not { } id)
            return CallbackReading.NotReadable("message_id is missing, or is not text");

        var time = root.TextOrNull("event_time") ?? root.TextOrNull("accepted_time");
        var statedAt = CallbackTime.OfText(time);
        var error = report.ObjectOrNone("reason");
        var (evidence, reason) = SinchStatus.Map(status, error.TextOrNull("code"));
        return new StatusReport
        {
            Provider = SinchProvider.ProviderName,
            Words = $"{status} {(statedAt is null ? time : null)}",
            Evidence = evidence,
            Reason = reason,
            MessageId = id,
            DeliveryId = DeliveryReference.DeliveryIdOfText(report.TextOrNull("metadata") ?? root.TextOrNull("message_metadata")),
            StatedAt = statedAt,
            ErrorCode = error.TextOrNull("code"),
            ErrorMessage = error.TextOrNull("description"),
        }.Read(callback);
    }
}
