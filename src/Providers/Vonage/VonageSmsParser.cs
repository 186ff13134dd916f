using System.Text;
using Tracking.Contracts;

namespace Tracking.Providers.Vonage;

/// <summary>
/// Reads a delivery receipt: one status of one part of a message to one recipient. Each part of a long message has an id of its own, which
/// the send call returned with the others: whoever wants to hear of all parts claims all ids.
/// </summary>
/// <seealso href="https://developer.vonage.com/en/messaging/sms/guides/delivery-receipts"/>
static class VonageSmsParser
{
    const string NoError = "0";

    public static CallbackReading Parse(RawCallback callback)
    {
        var parameters = VonageSmsParameters.TryRead(
            callback.Method, callback.Url, callback.ContentType, Encoding.UTF8.GetBytes(callback.Body), out var problem);
        return parameters is null
            ? CallbackReading.NotReadable(problem!)
            : Read(callback, name => parameters.GetValueOrDefault(name) is { Length: > 0 } text && StorableText.IsStorable(text) ? text : null);
    }

    static CallbackReading Read(RawCallback callback, Func<string, string?> field)
    {
        if (field("status") is not { } status)
            return CallbackReading.NotReadable("status is missing, or is not text");
        if (field("messageId") is not { } id)
            return CallbackReading.NotReadable("messageId is missing, or is not text");

        var timestamp = field("message-timestamp");
        var statedAt = CallbackTime.OfText(timestamp);
        var code = field("err-code") is not NoError and var text ? text : null;
        var (evidence, reason) = VonageSmsStatus.Map(status, code);
        return new StatusReport
        {
            Provider = VonageSmsProvider.ProviderName,
            Words = $"{status} {(statedAt is null ? timestamp : null)}",
            Evidence = evidence,
            Reason = reason,
            MessageId = id,
            // The parameter "to" is where the message came from: ourselves.
            Recipient = field("msisdn"),
            DeliveryId = DeliveryReference.DeliveryIdOf(field("client-ref")),
            StatedAt = statedAt,
            ErrorCode = code,
        }.Read(callback);
    }
}
