using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Mailgun;

/// <summary>
/// Reads a webhook: one event of one recipient of a mail, who share the mail's id. Nothing of it is signed, so it is believed as the one
/// statement of its token; nor does a variable of the sender's in it name a delivery, as it would under a signature.
/// </summary>
/// <seealso href="https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhooks"/>
static class MailgunParser
{
    public static CallbackReading Parse(RawCallback callback)
    {
        if (FormBody.IsTypeOf(callback.ContentType))
        {
            var form = MailgunForm.Read(callback.Body);
            return Read(MailgunEvent.Of(form), MailgunSignature.Of(form), callback);
        }

        using var document = CallbackJson.TryParseObject(callback.Body);
        if (document is null)
            return CallbackReading.NotReadable("the body is not a JSON object");
        return document.RootElement.ObjectOrNone("event-data") is { ValueKind: JsonValueKind.Object } data
            ? Read(MailgunEvent.Of(data), MailgunSignature.Of(document.RootElement.ObjectOrNone("signature")), callback)
            : CallbackReading.NotReadable("event-data is missing");
    }

    static CallbackReading Read(MailgunEvent said, MailgunSignature signature, RawCallback callback)
    {
        if (said.Word is not { } word)
            return CallbackReading.NotReadable("event is missing, or is not text");
        if (MailgunStatus.IsForeign(word))
            return CallbackReading.Nothing with { Proof = ProofOf(signature, EventId.Of(MailgunProvider.ProviderName, "nothing")) };
        if (said.MessageId is null)
            return CallbackReading.NotReadable("message-id is missing, or is not text");

        var (evidence, reason) = MailgunStatus.Map(word, said.Severity, said.Reason, said.Code);
        var reading = new StatusReport
        {
            Provider = MailgunProvider.ProviderName,
            Words = $"{word} {said.Severity} {said.Reason}",
            Evidence = evidence,
            Reason = reason,
            MessageId = said.MessageId,
            Recipient = said.Recipient,
            StatedAt = said.StatedAt,
            ErrorCode = said.Code,
            ErrorMessage = said.Message,
            Url = evidence == Evidence.Clicked ? said.Url : null,
            By = (said.IpAddress, said.UserAgent),
            ByMachine = evidence == Evidence.Opened && said.Bot is not null,
            Suppression = reason == "suppressed" ? MailgunStatus.OfItsList(said.Reason, said.Code) : null,
        }.Read(callback);
        // Of all that is read, and not only of what tells events apart: no other reading may share it. What cannot be read states nothing,
        // so that it may be repaired.
        return reading.Events is [var e]
            ? reading with { Proof = ProofOf(signature, EventId.Of(e.Id.ToString(), said.Message, said.Bot)) }
            : reading;
    }

    static SingleUseProof ProofOf(MailgunSignature signature, Guid statement) =>
        new(EventId.Of(MailgunProvider.ProviderName, signature.SignedText), statement, IsProvenOtherwise: false);
}
