using System.Text.Json;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays Sinch's SMS API: a report for each recipient of a batch.</summary>
/// <seealso href="https://developers.sinch.com/docs/sms/api-reference/sms/tag/Delivery-reports/"/>
sealed class SinchSmsWebhook(Proof proof) : Webhook("sinch-sms", proof)
{
    const string Section = "Providers:SinchSms";

    public static Webhook? Of(Settings settings) => SharedSecretProof.Of(settings, Section) is { } proof ? new SinchSmsWebhook(proof) : null;

    public static IEnumerable<KeyValuePair<string, string>> MakeUp() => SharedSecretProof.MakeUpHeader(Section);

    public override string Path => "/webhooks/sinch/sms";

    public override string Channel => "sms";

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Accepted] = [new("Queued", Evidence.Queued)],
        [Happening.Sent] = [new("Dispatched", Evidence.Sent)],
        [Happening.Delivered] = [new("Delivered", Evidence.Delivered)],
        [Happening.Expired] = [new("Expired", Evidence.Undelivered, "expired", "406")],
        [Happening.Undelivered] = [new("Failed", Evidence.Undelivered, "undelivered", "402")],
        [Happening.Rejected] =
        [
            new("Rejected", Evidence.FailedAtProvider, "rejected", "403"),
            new("Aborted", Evidence.FailedAtProvider, "provider", "407"),
            new("Cancelled", Evidence.FailedAtProvider, "canceled", "408"),
            // An invalid number or an opt-out, and it does not say which.
            new("Deleted", Evidence.FailedAtProvider, "deleted", "404"),
        ],
        [Happening.UnheardOf] = [new("Teleported", Evidence.Unknown, "Teleported", "499")],
    };

    public override string NewMessageId(Story story) => "01" + story.NewId().ToString("N")[..24].ToUpperInvariant();

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        json.WriteString("type", "recipient_delivery_report_sms");
        json.WriteString("batch_id", fact.MessageId);
        json.WriteString("recipient", fact.Recipient.TrimStart('+'));
        json.WriteNumber("code", int.Parse(fact.Said.Code ?? "0", CultureInfo.InvariantCulture));
        json.WriteString("status", fact.Said.Word);
        json.WriteString("at", fact.StatedAt!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("client_reference", fact.DeliveryId is null ? "ord-7741" : "delivery_id=" + fact.DeliveryId);
    }
}
