using System.Text.Json;
using Tracking.Contracts;

namespace Tracking.Providers.Vonage;

/// <summary>Reads a status webhook of the Messages API: one status of one message to one recipient.</summary>
/// <seealso href="https://developer.vonage.com/en/messages/concepts/messages-status-callbacks"/>
static class VonageParser
{
    public static CallbackReading Parse(RawCallback callback)
    {
        using var document = CallbackJson.TryParseObject(callback.Body);
        return document is null
            ? CallbackReading.NotReadable("the body is not a JSON object")
            : Read(document.RootElement, callback);
    }

    static CallbackReading Read(JsonElement root, RawCallback callback)
    {
        if (root.TextOrNull("status") is not { } status)
            return CallbackReading.NotReadable("status is missing, or is not text");
        if (root.TextOrNull("message_uuid") is not { } id)
            return CallbackReading.NotReadable("message_uuid is missing, or is not text");

        var timestamp = root.TextOrNull("timestamp");
        var statedAt = CallbackTime.OfText(timestamp);
        var error = root.ObjectOrNone("error");
        var (evidence, reason) = VonageStatus.Map(status);
        return new StatusReport
        {
            Provider = VonageProvider.ProviderName,
            Words = $"{status} {(statedAt is null ? timestamp : null)}",
            Evidence = evidence,
            Reason = reason,
            MessageId = id,
            Recipient = RecipientOf(root.MemberOrNull("to") ?? default),
            DeliveryId = DeliveryReference.DeliveryIdOf(root.TextOrNull("client_ref")),
            StatedAt = statedAt,
            ErrorCode = error.TextOrNull("title"),
            ErrorMessage = error.TextOrNull("detail"),
        }.Read(callback);
    }

    // A number or, in the first version of the API, an object that holds it.
    static string? RecipientOf(JsonElement to) =>
        to.ValueKind == JsonValueKind.Object ? to.TextOrNull("number") ?? to.TextOrNull("id")
        : to.TryGetText(out var text, orNumber: true) ? text
        : null;
}
