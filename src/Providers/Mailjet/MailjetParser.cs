using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Mailjet;

/// <summary>
/// Reads one event, or the list of them that a webhook of version 2 sends. Each is about one message at one recipient, by
/// <c>MessageID</c>, a number beyond 2^53 that the send call returned with the same digits.
/// </summary>
/// <seealso href="https://dev.mailjet.com/email/guides/webhooks/"/>
static class MailjetParser
{
    public static CallbackReading Parse(RawCallback callback)
    {
        if (CallbackJson.TryReadEntries(callback.Body) is { } entries)
            return CallbackBatch.Read(entries, entry => ReadEvent(entry, callback));
        using var document = CallbackJson.TryParseObject(callback.Body);
        return document is null
            ? CallbackReading.NotReadable("the body is neither a JSON array nor an object")
            : ReadEvent(document.RootElement, callback);
    }

    static CallbackReading ReadEvent(JsonElement e, RawCallback callback)
    {
        if (e.TextOrNull("event") is not { } name)
            return CallbackReading.NotReadable("event is missing, or is not text");
        // Zero stands for none. The other id is that of the send call, too, where the message has no number.
        var id = e.TextOrNull("MessageID") is { } number && number != "0" ? number : e.TextOrNull("Message_GUID");
        var deliveryId =
            DeliveryReference.DeliveryIdOfText(e.TextOrNull("CustomID")) ?? DeliveryReference.DeliveryIdOfText(e.TextOrNull("Payload"));
        if (id is null && deliveryId is null)
            return CallbackReading.NotReadable("MessageID is missing, or is no number");

        var error = e.TextOrNull("error");
        var isHard = e.FlagOrNull("hard_bounce");
        var (evidence, reason) = MailjetStatus.Map(name, isHard, error);
        return new StatusReport
        {
            Provider = MailjetProvider.ProviderName,
            Words = isHard is null ? name : $"{name} {isHard}",
            Evidence = evidence,
            Reason = reason,
            MessageId = id,
            Recipient = e.TextOrNull("email"),
            DeliveryId = deliveryId,
            StatedAt = CallbackTime.OfSeconds(e.TextOrNull("time")),
            ErrorCode = error,
            ErrorMessage = e.TextOrNull("comment"),
            Url = evidence == Evidence.Clicked ? e.TextOrNull("url") : null,
            By = evidence.IsEngagement() ? (e.TextOrNull("ip"), e.TextOrNull("agent")) : default,
            Suppression = evidence == Evidence.Unsubscribed ? OfList(e) : MailjetStatus.SuppressionOf(name, error),
        }.Read(callback);
    }

    /// <summary>Who left a contact list left that one. Zero stands for none: then it is all mail that he wants no more of.</summary>
    static Suppression? OfList(JsonElement e) =>
        StorableText.Cut(e.TextOrNull("mj_list_id"), MessageRules.MaxNameLength) is { } list && list != "0"
            ? new Suppression(SuppressionReason.Unsubscribed, SuppressionScope.List(MailjetProvider.ProviderName, list))
            : null;
}
