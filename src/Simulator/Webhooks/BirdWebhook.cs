using System.Text.Json;
using Tracking.Providers.Bird;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays Bird: one status at a time, signed with its time and URL.</summary>
/// <seealso href="https://docs.bird.com/api/notifications-api/api-reference/webhooks"/>
sealed class BirdWebhook(Proof proof) : Webhook("bird", proof)
{
    const string SigningKey = "Providers:Bird:SigningKeys:0";

    public static Webhook? Of(Settings settings) => settings[SigningKey] is not { } key ? null : new BirdWebhook((request, url, body, now) =>
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        request.Headers.TryAddWithoutValidation(BirdSignature.TimestampHeader, timestamp);
        request.Headers.TryAddWithoutValidation(BirdSignature.Header, BirdSignature.Compute(timestamp, url, body, key));
    });

    public static IEnumerable<KeyValuePair<string, string>> MakeUp() => [new(SigningKey, Settings.NewSecret())];

    public override string Channel => "whatsapp";

    // An id belongs to one receiver, whom Bird may name otherwise than by an address.
    public override bool TellsRecipient => false;

    public override bool SharesIds => false;

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Accepted] = [new("accepted", Evidence.Queued), new("processing", Evidence.Queued)],
        [Happening.Sent] = [new("sent", Evidence.Sent)],
        [Happening.Delivered] = [new("delivered", Evidence.Delivered)],
        [Happening.Read] = [new("read", Evidence.Read)],
        [Happening.Undelivered] = [new("delivery_failed", Evidence.Undelivered, "undelivered", "25001") { Text = "The handset is off." }],
        [Happening.Rejected] =
        [
            new("rejected", Evidence.FailedAtProvider, "rejected", "11001") { Text = "Not allowed." },
            new("sending_failed", Evidence.FailedAtProvider, "provider"),
        ],
        [Happening.UnheardOf] = [new("teleported", Evidence.Unknown, "teleported")],
    };

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        json.WriteString("service", "channels");
        json.WriteString("event", "whatsapp.outbound");
        json.WriteStartObject("payload");
        json.WriteString("id", fact.MessageId);
        json.WriteString("channelId", "5f1c0f5e-2c39-4a7e-8d7c-0f6b1b7f9a21");
        json.WriteString("reference", fact.DeliveryId is null ? "ord-7741" : "delivery_id=" + fact.DeliveryId);
        json.WriteString("status", fact.Said.Word);
        if (fact.Said.Code is not null)
        {
            json.WriteStartObject("failure");
            json.WriteNumber("code", int.Parse(fact.Said.Code, CultureInfo.InvariantCulture));
            json.WriteIfAny("description", fact.Said.Text);
            json.WriteEndObject();
        }

        json.WriteString("lastStatusAt", fact.StatedAt!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
