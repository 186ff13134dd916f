using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Infobip;

/// <summary>Reads a batch of reports: each one status of one message, whose id belongs to one destination.</summary>
/// <remarks>
/// A single report is read as well as a list of one: so an entry that was repaired by hand can be read again. Reports that a message was
/// seen have no status, and their form could not be confirmed: they are kept as unknown, and change nothing.
/// </remarks>
/// <seealso href="https://www.infobip.com/docs/api/channels/sms/sms-messaging/logs-and-status-reports/receive-outbound-sms-message-report"/>
static class InfobipParser
{
    const string NoError = "0";

    public static CallbackReading Parse(RawCallback callback)
    {
        if (CallbackJson.TryReadEntries(callback.Body, "results") is { } entries)
            return CallbackBatch.Read(entries, entry => ReadReport(entry, callback));
        using var document = CallbackJson.TryParseObject(callback.Body);
        return document is null
            ? CallbackReading.NotReadable("the body is not a JSON object")
            : ReadReport(document.RootElement, callback);
    }

    static CallbackReading ReadReport(JsonElement report, RawCallback callback)
    {
        if (report.TextOrNull("messageId") is not { } id)
            return CallbackReading.NotReadable("messageId is missing, or is not text");
        var status = report.ObjectOrNone("status");
        var group = status.TextOrNull("groupId") ?? status.TextOrNull("groupName");
        if (group is null)
            return ReadWithoutStatus(report, id, callback);

        var (error, errorMessage) = ErrorOf(report.ObjectOrNone("error"));
        var name = status.TextOrNull("name");
        var (evidence, reason) = InfobipStatus.Map(group, name, error);
        return (Report(report, id) with
        {
            Words = $"{group} {status.TextOrNull("id")} {name}",
            Evidence = evidence,
            Reason = reason,
            StatedAt = CallbackTime.OfText(report.TextOrNull("doneAt") ?? report.TextOrNull("sentAt")),
            // A rejection by Infobip itself has no error of the network's.
            ErrorCode = error.Name ?? error.Id ?? name,
            ErrorMessage = errorMessage ?? status.TextOrNull("description"),
        }).Read(callback);
    }

    static CallbackReading ReadWithoutStatus(JsonElement report, string id, RawCallback callback) =>
        report.TextOrNull("seenAt") is { } seenAt ? (Report(report, id) with { StatedAt = CallbackTime.OfText(seenAt) }).Read(callback)
        // A message that somebody sent to us.
        : report.MemberOrNull("receivedAt") is not null ? CallbackReading.Nothing
        : CallbackReading.NotReadable("status.groupId is missing");

    static StatusReport Report(JsonElement report, string id) => new()
    {
        Provider = InfobipProvider.ProviderName,
        Words = "seen",
        Evidence = Evidence.Unknown,
        Reason = "seen",
        MessageId = id,
        Recipient = report.TextOrNull("to"),
        DeliveryId = DeliveryReference.DeliveryIdOfText(report.TextOrNull("callbackData")),
    };

    static (InfobipError Error, string? Message) ErrorOf(JsonElement error) => error.TextOrNull("id") == NoError
        ? default
        : (new InfobipError(error.TextOrNull("id"), error.TextOrNull("name"), error.FlagOrNull("permanent")), error.TextOrNull("description"));
}
