using System.Text.Json;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays Postmark: one record at a time, and for a bounce a second one that says the address is now on its list.</summary>
/// <seealso href="https://postmarkapp.com/developer/webhooks/webhooks-overview"/>
sealed class PostmarkWebhook(Proof proof) : Webhook("postmark", proof)
{
    const string Section = "Providers:Postmark";
    const string Stream = "outbound";

    public static Webhook? Of(Settings settings) => SharedSecretProof.Of(settings, Section) is { } proof ? new PostmarkWebhook(proof) : null;

    public static IEnumerable<KeyValuePair<string, string>> MakeUp() => SharedSecretProof.MakeUpCredentials(Section);

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Delivered] = [new("Delivery", Evidence.Delivered)],
        [Happening.Opened] = [new("Open", Evidence.Opened)],
        [Happening.Clicked] = [new("Click", Evidence.Clicked)],
        [Happening.Deferred] = [Bounce("Transient", Evidence.Deferred)],
        [Happening.SoftBounce] = [Bounce("SoftBounce", Evidence.SoftBounce), Bounce("SpamNotification", Evidence.SoftBounce, "blocked")],
        [Happening.HardBounce] = [Bounce("HardBounce", Evidence.HardBounce)],
        [Happening.Listed] = [new("SubscriptionChange", Evidence.HardBounce) { Detail = "HardBounce" }],
        [Happening.InvalidRecipient] = [Bounce("BadEmailAddress", Evidence.FailedAtProvider, "invalid_recipient")],
        [Happening.Withheld] = [Bounce("ManuallyDeactivated", Evidence.FailedAtProvider, "suppressed")],
        [Happening.Rejected] =
        [
            Bounce("SMTPApiError", Evidence.FailedAtProvider, "rejected"),
            Bounce("TemplateRenderingFailed", Evidence.FailedAtProvider, "rendering"),
        ],
        [Happening.Complaint] = [new("SpamComplaint", Evidence.Complaint, Code: "SpamComplaint") { Detail = "SpamComplaint" }],
        // Its list is that of the stream alone.
        [Happening.LeftList] =
        [
            new("SubscriptionChange", Evidence.Unsubscribed)
            {
                Detail = "ManualSuppression",
                Suppression = new(SuppressionReason.Unsubscribed, SuppressionScope.List("postmark", Stream)),
            },
        ],
        [Happening.UnheardOf] = [new("Teleport", Evidence.Unknown, "Teleport")],
    };

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        var word = fact.Said.Word;
        json.WriteString("RecordType", word);
        // Beyond 2^53.
        if (word is "Bounce" or "SpamComplaint")
            json.WriteNumber("ID", 4_323_372_036_854_775_807);
        json.WriteString("MessageID", fact.MessageId);
        json.WriteString(word is "Bounce" or "SpamComplaint" ? "Email" : "Recipient", fact.Recipient);
        json.WriteString("MessageStream", Stream);
        json.WriteStartObject("Metadata");
        json.WriteString("ref", "ord-7741");
        json.WriteIfAny("delivery_id", fact.DeliveryId);
        json.WriteEndObject();
        var timeName = word switch
        {
            "Bounce" or "SpamComplaint" => "BouncedAt",
            "Open" or "Click" => "ReceivedAt",
            "SubscriptionChange" => "ChangedAt",
            _ => "DeliveredAt",
        };
        json.WriteString(timeName, fact.StatedAt!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        if (word == "SubscriptionChange")
        {
            json.WriteBoolean("SuppressSending", true);
            json.WriteString("SuppressionReason", fact.Said.Detail);
            json.WriteString("Origin", "Recipient");
        }
        else if (fact.Said.Detail is not null)
        {
            json.WriteString("Type", fact.Said.Detail);
            json.WriteBoolean("Inactive", fact.Said.Means == Evidence.HardBounce);
            json.WriteString("Details", "smtp;550 5.1.1 as the server said");
        }

        json.WriteIfAny("OriginalLink", fact.Link);
        json.WriteIfAny("UserAgent", fact.UserAgent);
        if (fact.IpAddress is not null)
        {
            json.WriteStartObject("Geo");
            json.WriteString("IP", fact.IpAddress);
            json.WriteEndObject();
        }
    }

    static Saying Bounce(string type, Evidence means, string? reason = null) => new("Bounce", means, reason, type) { Detail = type };
}
