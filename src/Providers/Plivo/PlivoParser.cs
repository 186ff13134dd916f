using System.Globalization;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Plivo;

/// <summary>
/// Reads a status callback: one status of one message to one recipient. Plivo states neither a time that can be relied on nor an event id.
/// </summary>
/// <remarks>
/// A long message may be reported part by part, each part under an id of its own that names its parent. All of it is evidence about the
/// parent, whose id the send call returned. That it is bounced where any part is follows from the join, unless the last part arrived; that
/// it is delivered when <em>all</em> parts are cannot be said by a part, which knows of no other. So the last part's receipt says it, and
/// those of earlier parts say that it was sent.
/// </remarks>
/// <seealso href="https://www.plivo.com/docs/messaging/api/messages/"/>
static class PlivoParser
{
    // Everything else in a callback (price, network) is not read.
    static readonly string[] Names = ["MessageUUID", "ParentMessageUUID", "PartInfo", "Status", "From", "To", "ErrorCode"];

    const string NoError = "000";

    public static CallbackReading Parse(RawCallback callback)
    {
        var fields = new Dictionary<string, string>(Names.Length, StringComparer.Ordinal);
        var encoded = callback.Method == "GET" ? UrlQuery.Of(callback.Url).ToString() : callback.Body;
        if (FormBody.Read(encoded, Names, fields) is { } problem)
            return CallbackReading.NotReadable(problem);
        return Read(callback, name => fields.GetValueOrDefault(name) is { Length: > 0 } value ? value : null);
    }

    static CallbackReading Read(RawCallback callback, Func<string, string?> field)
    {
        if (field("Status") is not { } status)
            return CallbackReading.NotReadable("Status is missing");
        if (field("MessageUUID") is not { } id)
            return CallbackReading.NotReadable("MessageUUID is missing");
        var sent = field("ParentMessageUUID") ?? id;
        if (sent.Length > MessageRules.MaxProviderMessageIdLength)
            return CallbackReading.NotReadable($"MessageUUID is longer than {MessageRules.MaxProviderMessageIdLength}");
        var recipient = Recipient.Normalize(field("To"));
        if (StorableText.IsTooLong(recipient))
            return CallbackReading.NotReadable($"To is longer than {MessageRules.MaxRecipientLength}");

        var errorCode = field("ErrorCode") is not NoError and var code ? code : null;
        var (evidence, reason) = PlivoStatus.Map(status, errorCode, IsEarlierPart(field("PartInfo")));
        // Only what went wrong has an error: a delivered message shows none.
        var hasError = evidence is Evidence.Undelivered or Evidence.FailedAtProvider or Evidence.Unknown;
        var fingerprint = EventId.Of(
            PlivoProvider.ProviderName, callback.Account, sent, id, field("PartInfo"), recipient, status, errorCode);
        var reading = CallbackReading.Of(new DeliveryEvent
        {
            Id = fingerprint,
            Source = EventSource.Callback,
            Evidence = evidence,
            Provider = PlivoProvider.ProviderName,
            Account = callback.Account,
            ProviderMessageId = sent,
            Recipient = recipient,
            Reason = StorableText.Cut(reason, MessageRules.MaxNameLength),
            ErrorCode = hasError ? StorableText.Cut(errorCode, MessageRules.MaxNameLength) : null,
            Suppression = PlivoStatus.SuppressionOf(evidence, reason, field("From")),
            ReceivedAt = callback.ReceivedAt,
        });
        // Made of all that is read, so that no other reading shares it. The sender is no part of the event, yet of what follows from it.
        return reading with { Proof = ProofOf(callback, EventId.Of($"{fingerprint}", field("From"))) };
    }

    /// <summary>
    /// Version 2's, also where version 3 has proven the request: whoever captured both could leave version 3 away. Identified by the text
    /// that was signed and not by the nonce, for nothing marks where in it the path ends and the nonce begins.
    /// </summary>
    static SingleUseProof? ProofOf(RawCallback callback, Guid statement) =>
        callback.Header(PlivoSignature.V2NonceHeader) is { } nonce
            ? new SingleUseProof(
                EventId.Of(PlivoProvider.ProviderName, string.Concat(PlivoUrl.Base(callback.Url), nonce)),
                statement,
                IsProvenOtherwise: callback.Header(PlivoSignature.V3NonceHeader) is not null)
            : null;

    /// <summary>"1 of 2" is one; "2 of 2" and what does not say which part it is are not.</summary>
    static bool IsEarlierPart(string? partInfo) =>
        partInfo?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var part, "of", var parts]
        && int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && int.TryParse(parts, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        && number < count;
}
