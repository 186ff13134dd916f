using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Ses;

/// <summary>One message of SES, taken apart into one event for each recipient that it names.</summary>
sealed class SesEvents(string type, JsonElement root, SesMail mail, RawCallback callback, DateTimeOffset? publishedAt)
{
    public CallbackReading Read() => type switch
    {
        // SES accepted it, and will try. Sent also for an address that turns out to be suppressed.
        "Send" => OfMail("send", Evidence.Sent, null),
        // Both come after SES has accepted the message and the producer has said that it was sent: weaker than that, they would never
        // show. They are the provider's verdict, and final.
        "Reject" => OfMail("reject", Evidence.FailedAtProvider, "rejected", messageName: "reason"),
        "Rendering Failure" => OfMail("failure", Evidence.FailedAtProvider, "rendering", messageName: "errorMessage"),
        "Delivery" => OfRecipients("delivery", "recipients", _ => (Evidence.Delivered, null)),
        "DeliveryDelay" => OfRecipients("deliveryDelay", "delayedRecipients", _ => (Evidence.Deferred, "deferred")),
        "Bounce" => OfRecipients(
            "bounce", "bouncedRecipients", d => SesStatus.OfBounce(Text(d, "bounceType"), Text(d, "bounceSubType"))),
        "Complaint" => OfRecipients(
            "complaint", "complainedRecipients",
            d => SesStatus.OfComplaint(Text(d, "complaintFeedbackType"), Text(d, "complaintSubType"))),
        "Open" => OfSomebody("open", Evidence.Opened),
        "Click" => OfSomebody("click", Evidence.Clicked),
        "Subscription" => OfSubscription(),
        _ => CallbackReading.Of(Event(default, Evidence.Unknown, type, mail.OnlyDestination)),
    };

    /// <summary>About the mail as a whole, hence about each of its recipients.</summary>
    CallbackReading OfMail(string detailName, Evidence evidence, string? reason, string? messageName = null)
    {
        var detail = Detail(detailName);
        return CallbackReading.Of(Event(detail, evidence, reason, mail.OnlyDestination) with
        {
            ErrorMessage = messageName is null ? null : Cut(Text(detail, messageName)),
        });
    }

    /// <summary>About one of the recipients: about which is not told, unless there is only one.</summary>
    CallbackReading OfSomebody(string detailName, Evidence evidence, string? reason = null)
    {
        var detail = Detail(detailName);
        return detail.ValueKind != JsonValueKind.Object
            ? CallbackReading.NotReadable($"{detailName} is missing")
            : CallbackReading.Of(Event(detail, evidence, reason, mail.OnlyDestination) with
            {
                Ambiguous = mail.OnlyDestination is null,
                Url = evidence == Evidence.Clicked ? Cut(Text(detail, "link")) : null,
            });
    }

    CallbackReading OfSubscription() => SesSubscription.IsOptOut(Detail("subscription"))
        ? OfSomebody("subscription", Evidence.Unsubscribed)
        : OfSomebody("subscription", Evidence.Unknown, type);

    /// <summary>About the recipients that the detail lists.</summary>
    CallbackReading OfRecipients(
        string detailName, string listName, Func<JsonElement, (Evidence Evidence, string? Reason)> map)
    {
        var detail = Detail(detailName);
        if (detail.ValueKind != JsonValueKind.Object)
            return CallbackReading.NotReadable($"{detailName} is missing");
        if (!detail.TryGetProperty(listName, out var list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() == 0)
            return CallbackReading.NotReadable($"{detailName}.{listName} is missing");

        var (evidence, reason) = map(detail);
        var entries = list.EnumerateArray().Select(entry => (Entry: entry, Recipient: AddressOf(entry))).ToArray();
        var named = entries.Where(e => e.Recipient is not null).DistinctBy(e => e.Recipient).ToArray();
        // A provider hides who complained: everybody of his domain is listed, and one of them did.
        var ambiguous = type == "Complaint" && evidence != Evidence.Undelivered && named.Length > 1;
        return new CallbackReading(
            [.. named.Select(e => Event(detail, evidence, reason, e.Recipient, e.Entry) with { Ambiguous = ambiguous })],
            Array.Exists(entries, e => e.Recipient is null)
                ? [new UnreadablePart($"an entry of {detailName}.{listName} has no address")]
                : []);
    }

    // A plain address, or an object with one. The far end may have rewritten it, in which case a mail to one is still about that one.
    string? AddressOf(JsonElement item)
    {
        var listed = item.ValueKind == JsonValueKind.Object ? Text(item, "emailAddress") : TextOf(item);
        var recipient = Recipient.Normalize(listed);
        return recipient is null || StorableText.IsTooLong(recipient) ? null : mail.OnlyDestination ?? recipient;
    }

    DeliveryEvent Event(
        JsonElement detail, Evidence evidence, string? reason, string? recipient, JsonElement entry = default)
    {
        var statedAt = SesTime.Parse(Text(detail, "timestamp")) ?? publishedAt;
        var (code, message) = ErrorOf(detail, entry);
        return new DeliveryEvent
        {
            // Neither feedbackId nor the account takes part: with them, a fact that both feeds tell would be two. The account is
            // that of a URL, which SNS does not sign. The tag does, for it says where the event belongs, and one feed lacks it.
            Id = EventId.Of(
                SesProvider.ProviderName, mail.MessageId, recipient, mail.DeliveryId, type, EventId.Part(statedAt), code,
                Text(detail, "bounceType"), Text(detail, "bounceSubType"), Text(detail, "complaintSubType"),
                Text(detail, "link"), Text(detail, "ipAddress"), Text(detail, "userAgent")),
            Source = EventSource.Callback,
            Evidence = evidence,
            DeliveryId = mail.DeliveryId,
            Provider = SesProvider.ProviderName,
            Account = callback.Account,
            ProviderMessageId = mail.MessageId,
            Recipient = recipient,
            Reason = StorableText.Cut(reason, MessageRules.MaxNameLength),
            ErrorCode = StorableText.Cut(code, MessageRules.MaxNameLength),
            ErrorMessage = Cut(message),
            StatedAt = statedAt,
            ReceivedAt = callback.ReceivedAt,
        };
    }

    /// <summary>A bounce's or delay's own for the recipient; for a complaint its kind, which tells abuse from a mere report.</summary>
    static (string? Code, string? Message) ErrorOf(JsonElement detail, JsonElement entry) =>
        entry.ValueKind == JsonValueKind.Object
            ? (Text(entry, "status") ?? Text(detail, "complaintFeedbackType"),
                Text(entry, "diagnosticCode") ?? Text(detail, "delayType") ?? Text(detail, "bounceSubType"))
            : (null, null);

    JsonElement Detail(string name) => root.TryGetProperty(name, out var detail) ? detail : default;

    // Of what only describes an event, text that is none is as good as none.
    static string? Text(JsonElement parent, string name) =>
        parent.TryGetText(name, out var text) && text is { Length: > 0 } ? text : null;

    static string? TextOf(JsonElement element) => element.TryGetText(out var text) ? text : null;

    static string? Cut(string? text) => StorableText.Cut(text, MessageRules.MaxErrorLength);
}
