using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Brevo;

/// <summary>
/// Reads a webhook: one event of one message at one recipient. Several recipients of one send share its id. Of the times only
/// <c>ts_epoch</c> is read, in milliseconds: the others were seen to follow the account's time zone.
/// </summary>
/// <remarks>The <c>id</c> in it is the webhook's, and no event's.</remarks>
static class BrevoParser
{
    public static CallbackReading Parse(RawCallback callback)
    {
        using var document = CallbackJson.TryParseObject(callback.Body);
        if (document is null)
            return CallbackReading.NotReadable("the body is not a JSON object");
        var root = document.RootElement;
        // Received mail, as it comes where its webhook was set to this URL.
        if (root.MemberOrNull("items") is { ValueKind: JsonValueKind.Array })
            return CallbackReading.Nothing;
        if (root.TextOrNull("event") is not { } name)
            return CallbackReading.NotReadable("event is missing, or is not text");
        return BrevoStatus.IsForeign(name) ? CallbackReading.Nothing : ReadEvent(root, name, callback);
    }

    static CallbackReading ReadEvent(JsonElement root, string name, RawCallback callback)
    {
        var id = WithoutBrackets(root.TextOrNull("message-id"));
        var deliveryId = DeliveryReference.DeliveryIdOfText(root.TextOrNull("X-Mailin-custom"));
        if (id is null && deliveryId is null)
            return CallbackReading.NotReadable("message-id is missing, or is not text");

        var (evidence, reason) = BrevoStatus.Map(name);
        return new StatusReport
        {
            Provider = BrevoProvider.ProviderName,
            Words = name,
            Evidence = evidence,
            Reason = reason,
            MessageId = id,
            Recipient = root.TextOrNull("email"),
            DeliveryId = deliveryId,
            StatedAt = CallbackTime.OfMilliseconds(root.TextOrNull("ts_epoch")),
            ErrorMessage = root.TextOrNull("reason"),
            Url = evidence == Evidence.Clicked ? root.TextOrNull("link") : null,
            By = evidence.IsEngagement() ? (root.TextOrNull("ip"), root.TextOrNull("user_agent")) : default,
            ByMachine = BrevoStatus.IsByMachine(name),
            // Brevo refuses the address, and tells neither since when nor why: whatever it was, it sends no more.
            Suppression = name == "blocked" ? new Suppression(SuppressionReason.OptedOut) : null,
        }.Read(callback);
    }

    /// <summary>As it is compared: what the send call returned has angle brackets, and so has this in most events.</summary>
    static string? WithoutBrackets(string? messageId) =>
        messageId?.Trim().TrimStart('<').TrimEnd('>') is { Length: > 0 } bare ? bare : null;
}
