using System.Text.Json;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays Infobip: reports of any messages under <c>results</c>.</summary>
/// <seealso href="https://www.infobip.com/docs/api/channels/sms/sms-messaging/logs-and-status-reports/receive-outbound-sms-message-report"/>
sealed class InfobipWebhook(Proof proof) : Webhook("infobip", proof)
{
    const string Section = "Providers:Infobip";

    public static Webhook? Of(Settings settings) => SharedSecretProof.Of(settings, Section) is { } proof ? new InfobipWebhook(proof) : null;

    public static IEnumerable<KeyValuePair<string, string>> MakeUp() => SharedSecretProof.MakeUpHeader(Section);

    public override string Channel => "sms";

    public override int MostInOne => 100;

    public override bool SharesIds => false;

    // The detail is the number of the status's group.
    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Sent] = [new("PENDING_ENROUTE", Evidence.Sent) { Detail = "1" }, new("DELIVERED_TO_OPERATOR", Evidence.Sent) { Detail = "3" }],
        [Happening.Delivered] = [new("DELIVERED_TO_HANDSET", Evidence.Delivered) { Detail = "3" }],
        // Without an error of the network's, the status's own name is the error.
        [Happening.Expired] = [new("EXPIRED_EXPIRED", Evidence.Undelivered, "expired", "EXPIRED_EXPIRED") { Detail = "4" }],
        [Happening.Undelivered] =
        [
            new("UNDELIVERABLE_NOT_DELIVERED", Evidence.Undelivered, "undelivered", "EC_ABSENT_SUBSCRIBER") { Detail = "2" },
        ],
        [Happening.InvalidRecipient] =
        [
            new("UNDELIVERABLE_NOT_DELIVERED", Evidence.Undelivered, "invalid_recipient", "EC_UNKNOWN_SUBSCRIBER") { Detail = "2" },
        ],
        [Happening.Rejected] =
        [
            new("REJECTED_NOT_ENOUGH_CREDITS", Evidence.FailedAtProvider, "rejected", "REJECTED_NOT_ENOUGH_CREDITS") { Detail = "5" },
        ],
        [Happening.UnheardOf] = [new("TELEPORTED", Evidence.Unknown, "TELEPORTED", "TELEPORTED") { Detail = "9" }],
    };

    protected override void WriteAll(Utf8JsonWriter json, IReadOnlyList<Telling> tellings, DateTimeOffset now)
    {
        json.WriteStartObject();
        json.WritePropertyName("results");
        base.WriteAll(json, tellings, now);
        json.WriteEndObject();
    }

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        var statedAt = fact.StatedAt!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);
        json.WriteString("bulkId", "2034072219640523072");
        json.WriteString("messageId", fact.MessageId);
        json.WriteString("to", fact.Recipient.TrimStart('+'));
        json.WriteString("from", "Acme");
        json.WriteString("sentAt", statedAt);
        json.WriteString("doneAt", statedAt);
        json.WriteNumber("smsCount", 1);
        json.WriteString("callbackData", fact.DeliveryId is null ? "ord-7741" : "delivery_id=" + fact.DeliveryId);
        json.WriteStartObject("status");
        json.WriteNumber("groupId", int.Parse(fact.Said.Detail!, CultureInfo.InvariantCulture));
        json.WriteNumber("id", 5);
        json.WriteString("name", fact.Said.Word);
        json.WriteString("description", "Told in many words");
        json.WriteEndObject();
        json.WriteStartObject("error");
        var error = fact.Said.Code?.StartsWith("EC_", StringComparison.Ordinal) == true ? fact.Said.Code : null;
        json.WriteNumber("id", error switch { null => 0, "EC_UNKNOWN_SUBSCRIBER" => 1, _ => 27 });
        json.WriteString("name", error ?? "NO_ERROR");
        json.WriteBoolean("permanent", error == "EC_UNKNOWN_SUBSCRIBER");
        json.WriteEndObject();
    }
}
