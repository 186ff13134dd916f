using System.Text.Json;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays Brevo: one event at a time.</summary>
/// <seealso href="https://developers.brevo.com/docs/transactional-webhooks"/>
sealed class BrevoWebhook(Proof proof) : Webhook("brevo", proof)
{
    const string Section = "Providers:Brevo";

    public static Webhook? Of(Settings settings) => SharedSecretProof.Of(settings, Section) is { } proof ? new BrevoWebhook(proof) : null;

    public static IEnumerable<KeyValuePair<string, string>> MakeUp() => SharedSecretProof.MakeUpHeader(Section);

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Accepted] = [new("request", Evidence.Queued)],
        [Happening.Delivered] = [new("delivered", Evidence.Delivered)],
        [Happening.Deferred] = [new("deferred", Evidence.Deferred) { Text = "421 4.4.1 try again later" }],
        [Happening.SoftBounce] = [new("soft_bounce", Evidence.SoftBounce) { Text = "452 4.2.2 mailbox full" }],
        [Happening.HardBounce] = [new("hard_bounce", Evidence.HardBounce) { Text = "550 5.1.1 unknown user" }],
        [Happening.InvalidRecipient] = [new("invalid_email", Evidence.FailedAtProvider, "invalid_recipient")],
        // It does not say why.
        [Happening.Withheld] = [new("blocked", Evidence.FailedAtProvider, "suppressed") { Suppression = new(SuppressionReason.OptedOut) }],
        [Happening.Rejected] = [new("error", Evidence.FailedAtProvider, "provider")],
        [Happening.Complaint] = [new("spam", Evidence.Complaint), new("complaint", Evidence.Complaint)],
        [Happening.Unsubscribed] = [new("unsubscribed", Evidence.Unsubscribed)],
        [Happening.Opened] = [new("unique_opened", Evidence.Opened), new("opened", Evidence.Opened)],
        [Happening.OpenedByMachine] = [new("unique_proxy_open", Evidence.Opened) { ByMachine = true }],
        [Happening.Clicked] = [new("click", Evidence.Clicked)],
        [Happening.UnheardOf] = [new("teleported", Evidence.Unknown, "teleported")],
    };

    /// <summary>What the send call returns, in brackets as a mail's header has it.</summary>
    public override string NewMessageId(Story story) => $"<202611210254.{story.NewId():N}@smtp-relay.mailin.fr>";

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        var milliseconds = fact.StatedAt!.Value.ToUnixTimeMilliseconds();
        json.WriteString("event", fact.Said.Word);
        json.WriteString("email", fact.Recipient);
        json.WriteNumber("id", 26_224); // The webhook's own.
        json.WriteString("message-id", fact.MessageId);
        // These two follow the account's time zone.
        json.WriteNumber("ts", milliseconds / 1_000 + 3_600);
        json.WriteNumber("ts_event", milliseconds / 1_000 + 3_600);
        json.WriteNumber("ts_epoch", milliseconds);
        json.WriteString("subject", "Your order");
        json.WriteIfAny("reason", fact.Said.Text);
        json.WriteString("tag", """["order"]""");
        json.WriteString("X-Mailin-custom", fact.DeliveryId is null ? "ord-7741" : $$"""{"delivery_id":"{{fact.DeliveryId}}"}""");
        json.WriteIfAny("link", fact.Link);
        json.WriteIfAny("ip", fact.IpAddress);
        json.WriteIfAny("user_agent", fact.UserAgent);
    }
}
