using System.Globalization;
using System.Text.Json;
using Tracking.Contracts;

namespace Tracking.Providers.Sinch;

/// <summary>Reads a delivery report of a batch, whose id all its recipients share: that of one recipient, or the summary of all.</summary>
/// <seealso href="https://developers.sinch.com/docs/sms/api-reference/sms/tag/Delivery-reports/"/>
static class SinchSmsParser
{
    public static CallbackReading Parse(RawCallback callback)
    {
        using var document = CallbackJson.TryParseObject(callback.Body);
        if (document is null)
            return CallbackReading.NotReadable("the body is not a JSON object");
        var root = document.RootElement;
        if (root.TextOrNull("type") is not { } type)
            return CallbackReading.NotReadable("type is missing, or is not text");
        if (!SinchSmsStatus.IsReport(type))
            return CallbackReading.Nothing;
        if (root.TextOrNull("batch_id") is null)
            return CallbackReading.NotReadable("batch_id is missing, or is not text");
        return type.StartsWith("recipient_", StringComparison.Ordinal) ? ReadRecipient(root, callback) : ReadSummary(root, callback);
    }

    static CallbackReading ReadRecipient(JsonElement root, RawCallback callback)
    {
        if (root.TextOrNull("status") is not { } status)
            return CallbackReading.NotReadable("status is missing, or is not text");
        if (root.TextOrNull("recipient") is not { } recipient)
            return CallbackReading.NotReadable("recipient is missing, or is not text");
        var at = root.TextOrNull("at");
        var statedAt = CallbackTime.OfText(at);
        return (Report(root, status, root.TextOrNull("code"), isOfOne: true) with
        {
            Words = $"{status} {(statedAt is null ? at : null)}",
            Recipient = recipient,
            StatedAt = statedAt,
        }).Read(callback);
    }

    /// <summary>
    /// Where a status lists its recipients, each of them has it. Where it only counts them, it is that of the batch if it is everybody's;
    /// otherwise it is somebody's, and nobody can tell whose: each delivery of the batch shows it, and it counts for none.
    /// </summary>
    static CallbackReading ReadSummary(JsonElement root, RawCallback callback)
    {
        if (root.MemberOrNull("statuses") is not { ValueKind: JsonValueKind.Array } statuses)
            return CallbackReading.NotReadable("statuses is missing");
        var total = CountOf(root, "total_message_count");
        var readings = statuses.EnumerateArray().SelectMany(entry => ReadEntry(entry, total, root, callback)).ToArray();
        return new CallbackReading(
            [.. readings.SelectMany(reading => reading.Events)], [.. readings.SelectMany(reading => reading.Unreadable)]);
    }

    static IEnumerable<CallbackReading> ReadEntry(JsonElement entry, int? total, JsonElement root, RawCallback callback)
    {
        if (entry.TextOrNull("status") is not { } status)
            return [CallbackReading.NotReadable("an entry of statuses has no status")];
        var report = Report(root, status, entry.TextOrNull("code"), isOfOne: total == 1);
        if (entry.MemberOrNull("recipients") is { ValueKind: JsonValueKind.Array } recipients && recipients.GetArrayLength() > 0)
        {
            return recipients.EnumerateArray().Select(item =>
                item.TryGetText(out var number, orNumber: true) && !string.IsNullOrWhiteSpace(number)
                    ? (report with { Recipient = number }).Read(callback)
                    : CallbackReading.NotReadable("an entry of recipients is no number"));
        }

        var count = CountOf(entry, "count");
        return
        [
            (report with
            {
                // How many there are is all that tells one such summary from the next.
                Words = $"{status} {count}/{total}",
                Ambiguous = total is null || count != total,
            }).Read(callback),
        ];
    }

    /// <param name="isOfOne">Whether it is of a single message: only then does the batch's reference name its delivery.</param>
    static StatusReport Report(JsonElement root, string status, string? code, bool isOfOne)
    {
        var (evidence, reason) = SinchSmsStatus.Map(status);
        return new StatusReport
        {
            Provider = SinchSmsProvider.ProviderName,
            Words = status,
            Evidence = evidence,
            Reason = reason,
            MessageId = root.TextOrNull("batch_id"),
            DeliveryId = isOfOne ? DeliveryReference.DeliveryIdOf(root.TextOrNull("client_reference")) : null,
            ErrorCode = code,
        };
    }

    static int? CountOf(JsonElement parent, string name) =>
        int.TryParse(parent.TextOrNull(name), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;
}
