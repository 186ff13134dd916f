using System.Text.Json;
using Tracking.Providers.Vonage;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays Vonage's Messages API: one status at a time, with a token over the body.</summary>
/// <seealso href="https://developer.vonage.com/en/messages/concepts/messages-status-callbacks"/>
sealed class VonageWebhook(Proof proof) : Webhook("vonage", proof)
{
    const string Secret = "Providers:Vonage:SignatureSecrets:0";

    public static Webhook? Of(Settings settings)
    {
        if (settings[Secret] is not { } secret)
            return null;
        var apiKey = settings["Providers:Vonage:ApiKey"] ?? "a1b2c3d4";
        return new VonageWebhook((request, _, body, now) => request.Headers.TryAddWithoutValidation(
            VonageToken.Header, VonageToken.Create(body, Guid.CreateVersion7(now).ToString(), now, apiKey, secret)));
    }

    public static IEnumerable<KeyValuePair<string, string>> MakeUp() => [new(Secret, Settings.NewSecret())];

    public override string Channel => "sms";

    public override bool SharesIds => false;

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Sent] = [new("submitted", Evidence.Sent)],
        [Happening.Delivered] = [new("delivered", Evidence.Delivered)],
        [Happening.Read] = [new("read", Evidence.Read)],
        // An outage or a carrier's doing, and no verdict on the number.
        [Happening.Undelivered] = [new("undeliverable", Evidence.FailedAtProvider, "provider", "1340")],
        [Happening.Rejected] = [new("rejected", Evidence.FailedAtProvider, "rejected", "1120")],
        [Happening.UnheardOf] = [new("teleported", Evidence.Unknown, "teleported")],
    };

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        json.WriteString("message_uuid", fact.MessageId);
        json.WriteString("to", fact.Recipient.TrimStart('+'));
        json.WriteString("from", "447700900000");
        json.WriteString("timestamp", fact.StatedAt!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteString("status", fact.Said.Word);
        json.WriteString("channel", Channel);
        json.WriteString("client_ref", fact.DeliveryId is null ? "ord-7741" : "delivery_id=" + fact.DeliveryId);
        if (fact.Said.Code is null)
            return;
        json.WriteStartObject("error");
        json.WriteString("type", "https://developer.vonage.com/api-errors/messages#" + fact.Said.Code);
        json.WriteString("title", fact.Said.Code);
        json.WriteString("detail", "as the carrier said");
        json.WriteEndObject();
    }
}
