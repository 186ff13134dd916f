using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Resend;

/// <summary>
/// Reads a webhook: one event of one mail. A mail to several recipients has one event for each of them, and none that names its own: such
/// an event has no recipient, and what happened to one of several counts for none of them, suppressions included.
/// </summary>
/// <seealso href="https://resend.com/docs/webhooks/event-types"/>
static class ResendParser
{
    static readonly string[] RecipientLists = ["to", "cc", "bcc"];

    public static CallbackReading Parse(RawCallback callback)
    {
        using var document = CallbackJson.TryParseObject(callback.Body);
        if (document is null)
            return CallbackReading.NotReadable("the body is not a JSON object");
        var root = document.RootElement;
        if (root.TextOrNull("type") is not { } type)
            return CallbackReading.NotReadable("type is missing, or is not text");
        if (ResendStatus.IsForeign(type))
            return CallbackReading.Nothing;
        return root.ObjectOrNone("data") is { ValueKind: JsonValueKind.Object } data
            ? Read(type, root, data, callback)
            : CallbackReading.NotReadable("data is missing");
    }

    static CallbackReading Read(string type, JsonElement root, JsonElement data, RawCallback callback)
    {
        if (data.TextOrNull("email_id") is not { } id)
            return CallbackReading.NotReadable("data.email_id is missing, or is not text");

        var recipient = OnlyRecipient(data);
        var bounce = data.ObjectOrNone("bounce");
        var (bounceType, bounceMessage) = (bounce.TextOrNull("type"), bounce.TextOrNull("message"));
        var (evidence, reason) = ResendStatus.Map(type, bounceType, bounceMessage);
        var message = bounceMessage ?? data.ObjectOrNone("failed").TextOrNull("reason") ?? data.ObjectOrNone("suppressed").TextOrNull("message");
        var engagement = data.ObjectOrNone(evidence == Evidence.Clicked ? "click" : "open");
        // The event's own time; data.created_at is that of the mail.
        var createdAt = root.TextOrNull("created_at");
        var statedAt = CallbackTime.OfText(createdAt);
        return new StatusReport
        {
            Provider = ResendProvider.ProviderName,
            Words = $"{type} {bounceType}{(statedAt is null ? createdAt : null)}",
            Evidence = evidence,
            Reason = reason,
            MessageId = id,
            Recipient = recipient,
            DeliveryId = DeliveryIdOf(data.MemberOrNull("tags") ?? default),
            StatedAt = statedAt,
            ErrorCode = bounce.TextOrNull("subType"),
            ErrorMessage = message,
            Url = evidence == Evidence.Clicked ? engagement.TextOrNull("link") : null,
            By = (engagement.TextOrNull("ipAddress"), engagement.TextOrNull("userAgent")),
            Ambiguous = recipient is null && ResendStatus.IsOfOneRecipient(evidence),
            Suppression = reason == "suppressed" ? OfItsList(message) : null,
        }.Read(callback);
    }

    /// <summary>Resend's list holds hard bounces and complaints; of a mail that it withholds, it need not say which.</summary>
    static Suppression OfItsList(string? message) => new(
        message?.Contains("complain", StringComparison.OrdinalIgnoreCase) == true ? SuppressionReason.Complaint : SuppressionReason.HardBounce);

    /// <summary>The one recipient of the mail; null where there are several, or where they are not told.</summary>
    static string? OnlyRecipient(JsonElement data)
    {
        string? only = null;
        foreach (var list in RecipientLists)
        {
            foreach (var address in Addresses(data.MemberOrNull(list) ?? default))
            {
                // One that cannot be read is another one all the same.
                if (address is null || only is not null && only != address)
                    return null;
                only = address;
            }
        }

        return only;
    }

    static IEnumerable<string?> Addresses(JsonElement list) =>
        list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(AddressOf)
        : list.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? []
        : [AddressOf(list)];

    static string? AddressOf(JsonElement item) => item.TryGetText(out var text) ? Recipient.Normalize(text) : null;

    /// <summary>A tag of ours. Tags are an object, or in other callbacks a list of names and values.</summary>
    static string? DeliveryIdOf(JsonElement tags) =>
        tags.ValueKind != JsonValueKind.Array ? DeliveryReference.DeliveryIdOf(tags)
        : tags.EnumerateArray().FirstOrDefault(tag => tag.TextOrNull("name") == "delivery_id").TextOrNull("value") is { } id
            && MessageRules.CheckDeliveryId(id) is null ? id
        : null;
}
