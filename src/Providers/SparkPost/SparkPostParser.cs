using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.SparkPost;

/// <summary>
/// Reads a batch of events, each about one message at one recipient. The send call returned the transmission's id, which all its recipients
/// share; the message's own id nobody knew then. Nor is <c>event_id</c> read: what an event says identifies it.
/// </summary>
/// <remarks>A single event is read as well as a list of one: so an entry that was repaired by hand can be read again.</remarks>
/// <seealso href="https://support.sparkpost.com/docs/tech-resources/webhook-data-streams"/>
static class SparkPostParser
{
    public static CallbackReading Parse(RawCallback callback)
    {
        if (CallbackJson.TryReadEntries(callback.Body) is { } entries)
            return CallbackBatch.Read(entries, entry => ReadEntry(entry, callback));
        using var document = CallbackJson.TryParseObject(callback.Body);
        return document is null
            ? CallbackReading.NotReadable("the body is neither a JSON array nor an object")
            : ReadEntry(document.RootElement, callback);
    }

    static CallbackReading ReadEntry(JsonElement entry, RawCallback callback)
    {
        if (entry.MemberOrNull("msys") is not { ValueKind: JsonValueKind.Object } msys)
            return CallbackReading.NotReadable("msys is missing");
        // Without any event, it is a ping.
        var readings = msys.EnumerateObject()
            .Select(member => SparkPostStatus.IsForeign(member.Name) ? CallbackReading.Nothing : ReadEvent(member.Value, callback))
            .ToArray();
        return new CallbackReading([.. readings.SelectMany(r => r.Events)], [.. readings.SelectMany(r => r.Unreadable).Take(1)]);
    }

    static CallbackReading ReadEvent(JsonElement e, RawCallback callback)
    {
        if (e.TextOrNull("type") is not { } type)
            return CallbackReading.NotReadable("type is missing, or is not text");
        var bounceClass = e.TextOrNull("bounce_class");
        if (SparkPostStatus.IsNoBounce(type, bounceClass))
            return CallbackReading.Nothing;
        // What came in by SMTP may lack the former.
        var id = e.TextOrNull("transmission_id") ?? e.TextOrNull("message_id");
        var deliveryId = DeliveryReference.DeliveryIdOf(e.ObjectOrNone("rcpt_meta"));
        if (id is null && deliveryId is null)
            return CallbackReading.NotReadable("transmission_id is missing, or is not text");

        var (evidence, reason) = SparkPostStatus.Map(type, bounceClass);
        return new StatusReport
        {
            Provider = SparkPostProvider.ProviderName,
            Words = SparkPostStatus.WordsOf(type, bounceClass),
            Evidence = evidence,
            Reason = reason,
            MessageId = id,
            Recipient = e.TextOrNull("rcpt_to") ?? e.TextOrNull("raw_rcpt_to"),
            DeliveryId = deliveryId,
            StatedAt = CallbackTime.OfSeconds(e.TextOrNull("timestamp")),
            ErrorCode = e.TextOrNull("error_code"),
            ErrorMessage = e.TextOrNull("raw_reason") ?? e.TextOrNull("reason"),
            Url = evidence == Evidence.Clicked ? e.TextOrNull("target_link_url") : null,
            By = evidence.IsEngagement() ? (e.TextOrNull("ip_address"), e.TextOrNull("user_agent")) : default,
        }.Read(callback);
    }
}
