using System.Text.Json;
using Org.BouncyCastle.Math.EC.Rfc8032;
using Tracking.Providers.Telnyx;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays Telnyx: one event at a time, signed with Ed25519 by a key of which the ingress knows the public half.</summary>
/// <seealso href="https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks"/>
sealed class TelnyxWebhook(Proof proof) : Webhook("telnyx", proof)
{
    const string PublicKey = "Providers:Telnyx:PublicKeys:0";
    const string PrivateKey = "Simulator:Telnyx:PrivateKey";

    public static Webhook? Of(Settings settings)
    {
        if (settings[PublicKey] is null || settings[PrivateKey] is not { } encoded)
            return null;
        var key = Convert.FromBase64String(encoded);
        if (key.Length != Ed25519.SecretKeySize)
            throw new FormatException($"{PrivateKey} is not {Ed25519.SecretKeySize} bytes.");
        return new TelnyxWebhook((request, _, body, now) =>
        {
            var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            var text = TelnyxSignature.Text(timestamp, body);
            var signature = new byte[Ed25519.SignatureSize];
            Ed25519.Sign(key, 0, text, 0, text.Length, signature, 0);
            request.Headers.TryAddWithoutValidation(TelnyxSignature.Header, Convert.ToBase64String(signature));
            request.Headers.TryAddWithoutValidation(TelnyxSignature.TimestampHeader, timestamp);
        });
    }

    public static IEnumerable<KeyValuePair<string, string>> MakeUp()
    {
        var key = Convert.FromHexString(Settings.NewSecret(2 * Ed25519.SecretKeySize));
        var publicKey = new byte[Ed25519.PublicKeySize];
        Ed25519.GeneratePublicKey(key, 0, publicKey, 0);
        return [new(PublicKey, Convert.ToBase64String(publicKey)), new(PrivateKey, Convert.ToBase64String(key))];
    }

    public override string Channel => "sms";

    public override bool SharesIds => false;

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Accepted] = [new("queued", Evidence.Queued), new("sending", Evidence.Queued)],
        [Happening.Sent] = [new("sent", Evidence.Sent)],
        [Happening.Delivered] = [new("delivered", Evidence.Delivered)],
        [Happening.Expired] = [new("delivery_failed", Evidence.Undelivered, "expired", "40005")],
        [Happening.Undelivered] =
        [
            new("delivery_failed", Evidence.Undelivered, "undelivered", "40008"),
            new("delivery_failed", Evidence.Undelivered, "blocked", "40002"),
        ],
        [Happening.InvalidRecipient] = [new("sending_failed", Evidence.FailedAtProvider, "invalid_recipient", "40001")],
        [Happening.OptedOut] = [new("sending_failed", Evidence.FailedAtProvider, "opted_out", "40300")],
        [Happening.Rejected] = [new("sending_failed", Evidence.FailedAtProvider, "provider", "40011")],
        [Happening.UnheardOf] = [new("teleported", Evidence.Unknown, "teleported")],
    };

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        json.WriteStartObject("data");
        json.WriteString("record_type", "event");
        json.WriteString("event_type", fact.Said.Means is Evidence.Queued or Evidence.Sent ? "message.sent" : "message.finalized");
        json.WriteString("id", id);
        json.WriteString(
            "occurred_at", fact.StatedAt!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+00:00'", CultureInfo.InvariantCulture));
        json.WriteStartObject("payload");
        json.WriteString("id", fact.MessageId);
        json.WriteString("direction", "outbound");
        json.WriteStartArray("to");
        json.WriteStartObject();
        json.WriteString("phone_number", fact.Recipient);
        json.WriteString("status", fact.Said.Word);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("errors");
        if (fact.Said.Code is not null)
        {
            json.WriteStartObject();
            json.WriteString("code", fact.Said.Code);
            json.WriteString("title", "as the carrier said");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("tags");
        json.WriteStringValue("order");
        if (fact.DeliveryId is not null)
            json.WriteStringValue("delivery_id=" + fact.DeliveryId);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartObject("meta");
        json.WriteNumber("attempt", 1);
        json.WriteEndObject();
    }
}
