using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.MessageBird;

/// <summary>Reads a status report: one status of a message at one of its recipients, who share the message's id.</summary>
/// <seealso href="https://developers.messagebird.com/api/sms-messaging"/>
static class MessageBirdParser
{
    static readonly string[] Names = ["id", "reference", "recipient", "status", "statusReason", "statusErrorCode", "statusDatetime"];

    public static CallbackReading Parse(RawCallback callback)
    {
        var fields = new Dictionary<string, string>(Names.Length, StringComparer.Ordinal);
        if (FormBody.Read(UrlQuery.Of(callback.Url).ToString(), Names, fields) is { } problem)
            return CallbackReading.NotReadable(problem);
        return Read(callback, name => fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null);
    }

    static CallbackReading Read(RawCallback callback, Func<string, string?> field)
    {
        var deliveryId = DeliveryReference.DeliveryIdOf(field("reference"));
        if (field("status") is not { } status)
            return CallbackReading.NotReadable("status is missing");
        if (field("id") is not { } id)
            return CallbackReading.NotReadable("id is missing");
        if (id.Length > MessageRules.MaxProviderMessageIdLength)
            return CallbackReading.NotReadable($"id is longer than {MessageRules.MaxProviderMessageIdLength}");
        var recipient = Recipient.Normalize(field("recipient"));
        if (StorableText.IsTooLong(recipient))
            return CallbackReading.NotReadable($"recipient is longer than {MessageRules.MaxRecipientLength}");

        var statedAt = TimeOf(field("statusDatetime"));
        var (evidence, reason) = MessageBirdStatus.Map(status, field("statusErrorCode"), field("statusReason"));
        // "successfully delivered" is no error.
        var hasError = evidence is Evidence.Undelivered or Evidence.Unknown;
        return CallbackReading.Of(new DeliveryEvent
        {
            Id = EventId.Of(
                MessageBirdProvider.ProviderName, callback.Account, id, recipient, deliveryId, status,
                EventId.Part(statedAt) ?? field("statusDatetime"), field("statusErrorCode")),
            Source = EventSource.Callback,
            Evidence = evidence,
            DeliveryId = deliveryId,
            Provider = MessageBirdProvider.ProviderName,
            Account = callback.Account,
            ProviderMessageId = id,
            Recipient = recipient,
            Reason = StorableText.Cut(reason, MessageRules.MaxNameLength),
            ErrorCode = hasError ? StorableText.Cut(field("statusErrorCode"), MessageRules.MaxNameLength) : null,
            ErrorMessage = hasError ? StorableText.Cut(field("statusReason"), MessageRules.MaxErrorLength) : null,
            StatedAt = statedAt,
            ReceivedAt = callback.ReceivedAt,
        });
    }

    /// <summary>RFC 3339. A plus sign that was not escaped has become a blank on its way.</summary>
    /// <returns>Null for what is no time.</returns>
    static DateTimeOffset? TimeOf(string? text) => CallbackTime.OfText(text?.Replace(' ', '+'));
}
