using System.Text.Json;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays Mailjet: arrays of the events of a second.</summary>
/// <seealso href="https://dev.mailjet.com/email/guides/webhooks/"/>
sealed class MailjetWebhook(Proof proof) : Webhook("mailjet", proof)
{
    const string Section = "Providers:Mailjet";
    const string List = "4217";

    public static Webhook? Of(Settings settings) => SharedSecretProof.Of(settings, Section) is { } proof ? new MailjetWebhook(proof) : null;

    public static IEnumerable<KeyValuePair<string, string>> MakeUp() => SharedSecretProof.MakeUpCredentials(Section);

    public override int MostInOne => 100;

    public override TimeSpan? Clock => TimeSpan.FromSeconds(1);

    public override bool SharesIds => false;

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        // The recipient's server took it.
        [Happening.Delivered] = [new("sent", Evidence.Delivered)],
        [Happening.Opened] = [new("open", Evidence.Opened)],
        [Happening.Clicked] = [new("click", Evidence.Clicked)],
        [Happening.Deferred] = [new("bounce", Evidence.Deferred, Code: "greylisted") { Detail = "soft" }],
        [Happening.SoftBounce] =
        [
            new("bounce", Evidence.SoftBounce, Code: "quota exceeded") { Detail = "soft" },
            new("bounce", Evidence.SoftBounce, "blocked", "relay/access denied") { Detail = "soft" },
        ],
        [Happening.HardBounce] =
        [
            new("bounce", Evidence.HardBounce, Code: "user unknown") { Detail = "hard" },
            new("bounce", Evidence.HardBounce, Code: "invalid domain") { Detail = "hard" },
        ],
        [Happening.InvalidRecipient] = [new("blocked", Evidence.FailedAtProvider, "invalid_recipient", "typofix")],
        [Happening.Withheld] =
        [
            new("blocked", Evidence.FailedAtProvider, "suppressed", "preblocked"),
            new("blocked", Evidence.FailedAtProvider, "suppressed", "spam reporter") { Suppression = new(SuppressionReason.Complaint) },
            new("blocked", Evidence.FailedAtProvider, "suppressed", "blacklisted") { Suppression = new(SuppressionReason.OptedOut) },
        ],
        [Happening.Rejected] = [new("blocked", Evidence.FailedAtProvider, "rejected", "content blocked")],
        [Happening.Complaint] = [new("spam", Evidence.Complaint)],
        [Happening.Unsubscribed] = [new("unsub", Evidence.Unsubscribed) { Detail = "0" }],
        [Happening.LeftList] =
        [
            new("unsub", Evidence.Unsubscribed)
            {
                Detail = List,
                Suppression = new(SuppressionReason.Unsubscribed, SuppressionScope.List("mailjet", List)),
            },
        ],
        [Happening.UnheardOf] = [new("teleported", Evidence.Unknown, "teleported")],
    };

    /// <summary>A number beyond 2^53.</summary>
    public override string NewMessageId(Story story) =>
        (BitConverter.ToUInt64(story.NewId().ToByteArray()) % 900_000_000_000_000_000 + 100_000_000_000_000_000).ToString(CultureInfo.InvariantCulture);

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        json.WriteString("event", fact.Said.Word);
        json.WriteNumber("time", fact.StatedAt!.Value.ToUnixTimeSeconds());
        json.WriteNumber("MessageID", long.Parse(fact.MessageId!, CultureInfo.InvariantCulture));
        json.WriteString("email", fact.Recipient);
        json.WriteNumber("mj_campaign_id", 0);
        json.WriteNumber("mj_contact_id", 1);
        json.WriteString("CustomID", fact.DeliveryId is null ? "ord-7741" : "delivery_id=" + fact.DeliveryId);
        json.WriteString("Payload", "");
        json.WriteIfAny("error", fact.Said.Code);
        if (fact.Said.Word == "bounce")
            json.WriteBoolean("hard_bounce", fact.Said.Detail == "hard");
        if (fact.Said.Word == "unsub")
            json.WriteNumber("mj_list_id", int.Parse(fact.Said.Detail!, CultureInfo.InvariantCulture));
        json.WriteIfAny("url", fact.Link);
        json.WriteIfAny("ip", fact.IpAddress);
        json.WriteIfAny("agent", fact.UserAgent);
    }
}
