using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Twilio;

/// <summary>Reads a status callback: one status of one message to one recipient. Twilio states neither a time nor an event id.</summary>
/// <seealso href="https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks"/>
static class TwilioParser
{
    // SmsSid and SmsStatus are the older names of the first two. Everything else in a callback is signed, too, but not read.
    static readonly string[] Names =
    [
        "MessageSid", "SmsSid", "MessageStatus", "SmsStatus", "To", "ErrorCode", "ErrorMessage", "ChannelStatusMessage",
        "EventType", "From", "MessagingServiceSid",
    ];

    public static CallbackReading Parse(RawCallback callback)
    {
        // The same rule by which it was verified.
        var isForm = TwilioUrl.BodyHash(TwilioUrl.Signed(callback.Url)) is null;
        var fields = new Dictionary<string, string>(Names.Length, StringComparer.Ordinal);
        var problem = isForm ? FormBody.Read(callback.Body, Names, fields) : ReadJson(callback.Body, fields);
        if (problem is not null)
            return CallbackReading.NotReadable(problem);

        string? Field(string name) => fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;
        return Read(callback, Field);
    }

    static CallbackReading Read(RawCallback callback, Func<string, string?> field)
    {
        if ((field("MessageStatus") ?? field("SmsStatus")) is not { } status)
            return CallbackReading.NotReadable("MessageStatus is missing");
        if (TwilioStatus.IsInbound(status))
            return CallbackReading.Nothing;
        if ((field("MessageSid") ?? field("SmsSid")) is not { } id)
            return CallbackReading.NotReadable("MessageSid is missing");
        if (id.Length > MessageRules.MaxProviderMessageIdLength)
            return CallbackReading.NotReadable($"MessageSid is longer than {MessageRules.MaxProviderMessageIdLength}");
        var recipient = Recipient.Normalize(field("To"));
        if (StorableText.IsTooLong(recipient))
            return CallbackReading.NotReadable($"To is longer than {MessageRules.MaxRecipientLength}");

        var errorCode = field("ErrorCode");
        var error = TwilioErrors.Read(errorCode, field("MessagingServiceSid"), field("From"));
        var (evidence, reason, suppression) = TwilioStatus.Map(status, errorCode, field("EventType"), error);
        // Only what went wrong has an error: a delivered message shows none.
        var hasError = evidence is Evidence.Undelivered or Evidence.FailedAtProvider or Evidence.Unknown;
        return CallbackReading.Of(new DeliveryEvent
        {
            Id = EventId.Of(
                TwilioProvider.ProviderName, callback.Account, id, recipient, status, errorCode, field("EventType")),
            Source = EventSource.Callback,
            Evidence = evidence,
            Provider = TwilioProvider.ProviderName,
            Account = callback.Account,
            ProviderMessageId = id,
            Recipient = recipient,
            Reason = StorableText.Cut(reason, MessageRules.MaxNameLength),
            ErrorCode = hasError ? StorableText.Cut(errorCode, MessageRules.MaxNameLength) : null,
            ErrorMessage = hasError
                ? StorableText.Cut(field("ErrorMessage") ?? field("ChannelStatusMessage"), MessageRules.MaxErrorLength)
                : null,
            Suppression = suppression,
            ReceivedAt = callback.ReceivedAt,
        });
    }

    static string? ReadJson(string body, Dictionary<string, string> into)
    {
        using var document = CallbackJson.TryParseObject(body);
        if (document is null)
            return "the body is not a JSON object";
        foreach (var name in Names)
        {
            if (!document.RootElement.TryGetText(name, out var value, orNumber: true))
                return $"{name} is not text";
            if (value is not null)
                into[name] = value;
        }

        return null;
    }
}
