using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Postmark;

/// <summary>
/// Reads a webhook: one record, of the kind that <c>RecordType</c> says. A message to several has one id for all, so the address tells them
/// apart. A bounce's own <c>ID</c>, a number beyond 2^53, is not read: what a record says identifies it.
/// </summary>
static class PostmarkParser
{
    public static CallbackReading Parse(RawCallback callback)
    {
        using var document = CallbackJson.TryParseObject(callback.Body);
        if (document is null)
            return CallbackReading.NotReadable("the body is not a JSON object");
        var root = document.RootElement;
        if (root.TextOrNull("RecordType") is not { } recordType)
            return IsInbound(root) ? CallbackReading.Nothing : CallbackReading.NotReadable("RecordType is missing, or is not text");
        return recordType switch
        {
            "Inbound" => CallbackReading.Nothing,
            "Bounce" or "SpamComplaint" => ReadBounce(root, recordType, callback),
            "SubscriptionChange" => ReadSubscriptionChange(root, callback),
            _ => ReadRecord(root, recordType, callback),
        };
    }

    static CallbackReading ReadRecord(JsonElement root, string recordType, RawCallback callback)
    {
        var (evidence, reason) = PostmarkStatus.OfRecord(recordType);
        return ReadMessage(callback, Report(root, recordType, evidence, reason) with
        {
            Url = evidence == Evidence.Clicked ? root.TextOrNull("OriginalLink") : null,
            By = evidence.IsEngagement() ? (root.ObjectOrNone("Geo").TextOrNull("IP"), root.TextOrNull("UserAgent")) : default,
        });
    }

    static CallbackReading ReadBounce(JsonElement root, string recordType, RawCallback callback)
    {
        if ((root.TextOrNull("Type") ?? (recordType == "SpamComplaint" ? recordType : null)) is not { } type)
            return CallbackReading.NotReadable("Type is missing, or is not text");
        if (PostmarkStatus.IsAutomaticReply(type))
            return CallbackReading.Nothing;
        // What SpamComplaint calls itself within is of no account.
        var (evidence, reason) = PostmarkStatus.OfBounce(recordType == "SpamComplaint" ? recordType : type);
        return ReadMessage(callback, Report(root, $"{recordType} {type}", evidence, reason) with
        {
            ErrorCode = type,
            ErrorMessage = root.TextOrNull("Details") ?? root.TextOrNull("Description"),
            Suppression = evidence == Evidence.Unsubscribed ? OfStream(root, SuppressionReason.Unsubscribed) : null,
        });
    }

    /// <summary>
    /// An address came onto, or left, the list of those that Postmark sends no more to. Each stream has a list of its own. A dead mailbox is
    /// dead to every sender, and who complained is left in peace; but who unsubscribed left that stream, and still wants his receipts.
    /// </summary>
    /// <remarks>Postmark names no message where the list was changed by hand, as it always is where an address leaves it.</remarks>
    static CallbackReading ReadSubscriptionChange(JsonElement root, RawCallback callback)
    {
        if (root.FlagOrNull("SuppressSending") is not { } isSuppressed)
            return CallbackReading.NotReadable("SuppressSending is missing, or is neither true nor false");
        if (isSuppressed)
        {
            var given = root.TextOrNull("SuppressionReason");
            var (evidence, reason) = PostmarkStatus.OfSuppression(given);
            return (Report(root, $"SubscriptionChange {given}", evidence, reason) with
            {
                Suppression = evidence == Evidence.Unsubscribed ? OfStream(root, SuppressionReason.Unsubscribed) : null,
            }).Read(callback);
        }

        // Postmark does not say for what reason the address was on the list, hence not under which of our scopes it is.
        var lifted = Report(root, "SubscriptionChange", Evidence.Unknown, "reactivated");
        CallbackReading[] readings =
        [
            (lifted with { Suppression = Suppression.Lift() }).Read(callback),
            .. OfStream(root, null) is { } ofStream ? new[] { (lifted with { Suppression = ofStream }).Read(callback) } : [],
        ];
        return readings[0].Unreadable.Count > 0 ? readings[0] : CallbackReading.Of([.. readings.SelectMany(r => r.Events)]);
    }

    static CallbackReading ReadMessage(RawCallback callback, StatusReport report) =>
        report.MessageId is null && report.DeliveryId is null
            ? CallbackReading.NotReadable("MessageID is missing, or is not text")
            : report.Read(callback);

    static StatusReport Report(JsonElement root, string words, Evidence evidence, string? reason) => new()
    {
        Provider = PostmarkProvider.ProviderName,
        Words = words,
        Evidence = evidence,
        Reason = reason,
        MessageId = root.TextOrNull("MessageID"),
        // The name depends on the record.
        Recipient = root.TextOrNull("Email") ?? root.TextOrNull("Recipient"),
        DeliveryId = DeliveryReference.DeliveryIdOf(root.ObjectOrNone("Metadata")),
        StatedAt = CallbackTime.OfText(
            root.TextOrNull("BouncedAt") ?? root.TextOrNull("DeliveredAt") ?? root.TextOrNull("ReceivedAt") ?? root.TextOrNull("ChangedAt")),
    };

    /// <summary>The stream's own list, or null where it is not named.</summary>
    static Suppression? OfStream(JsonElement root, string? reason) =>
        StorableText.Cut(root.TextOrNull("MessageStream"), MessageRules.MaxNameLength) is { } stream
            ? new Suppression(reason, SuppressionScope.List(PostmarkProvider.ProviderName, stream))
            : null;

    // Received mail, as it comes where its webhook was set to this URL.
    static bool IsInbound(JsonElement root) => root.MemberOrNull("FromFull") is not null;
}
