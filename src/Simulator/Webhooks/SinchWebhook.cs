using System.Text.Json;
using Tracking.Providers.Sinch;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays Sinch's Conversation API: one report at a time, signed with a nonce and a time.</summary>
/// <seealso href="https://developers.sinch.com/docs/conversation/callbacks"/>
sealed class SinchWebhook(Proof proof) : Webhook("sinch", proof)
{
    const string Secret = "Providers:Sinch:WebhookSecrets:0";

    public static Webhook? Of(Settings settings) => settings[Secret] is not { } secret ? null : new SinchWebhook((request, _, body, now) =>
    {
        var (nonce, timestamp) = (Guid.CreateVersion7(now).ToString("N"), now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation(SinchSignature.Header, SinchSignature.Compute(body, nonce, timestamp, secret));
        request.Headers.TryAddWithoutValidation(SinchSignature.NonceHeader, nonce);
        request.Headers.TryAddWithoutValidation(SinchSignature.TimestampHeader, timestamp);
        request.Headers.TryAddWithoutValidation(SinchSignature.AlgorithmHeader, SinchSignature.Algorithm);
    });

    public static IEnumerable<KeyValuePair<string, string>> MakeUp() => [new(Secret, Settings.NewSecret())];

    public override string Channel => "rcs";

    // A contact need not be an address.
    public override bool TellsRecipient => false;

    public override bool SharesIds => false;

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Sent] = [new("QUEUED_ON_CHANNEL", Evidence.Sent), new("SWITCHING_CHANNEL", Evidence.Sent)],
        [Happening.Delivered] = [new("DELIVERED", Evidence.Delivered)],
        [Happening.Read] = [new("READ", Evidence.Read)],
        [Happening.Expired] = [new("FAILED", Evidence.FailedAtProvider, "expired", "MESSAGE_EXPIRED")],
        [Happening.InvalidRecipient] =
        [
            new("FAILED", Evidence.FailedAtProvider, "invalid_recipient", "RECIPIENT_INVALID_CHANNEL_IDENTITY"),
        ],
        [Happening.Rejected] =
        [
            new("FAILED", Evidence.FailedAtProvider, "blocked", "DELIVERY_REJECTED_DUE_TO_POLICY"),
            new("FAILED", Evidence.FailedAtProvider, "provider", "INTERNAL_ERROR"),
        ],
        [Happening.UnheardOf] = [new("TELEPORTED", Evidence.Unknown, "TELEPORTED")],
    };

    public override string NewMessageId(Story story) => "01" + story.NewId().ToString("N")[..24].ToUpperInvariant();

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        json.WriteString("project_id", "d1f2");
        json.WriteString("event_time", fact.StatedAt!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("message_metadata", fact.DeliveryId is null ? "ord-7741" : $$"""{"delivery_id":"{{fact.DeliveryId}}"}""");
        json.WriteStartObject("message_delivery_report");
        json.WriteString("message_id", fact.MessageId);
        json.WriteString("status", fact.Said.Word);
        json.WriteString("contact_id", "01EXA07N79THJ20WSN6AS30TMW");
        if (fact.Said.Code is not null)
        {
            json.WriteStartObject("reason");
            json.WriteString("code", fact.Said.Code);
            json.WriteString("description", "as the channel said");
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
