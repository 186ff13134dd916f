using System.Text.Json;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays SparkPost: arrays of events of any mails, each in an envelope of its class.</summary>
/// <seealso href="https://support.sparkpost.com/docs/tech-resources/webhook-data-streams"/>
sealed class SparkPostWebhook(Proof proof) : Webhook("sparkpost", proof)
{
    const string Section = "Providers:SparkPost";

    public static Webhook? Of(Settings settings) => SharedSecretProof.Of(settings, Section) is { } proof ? new SparkPostWebhook(proof) : null;

    public static IEnumerable<KeyValuePair<string, string>> MakeUp() => SharedSecretProof.MakeUpCredentials(Section);

    public override int MostInOne => 350;

    public override TimeSpan? Clock => TimeSpan.FromSeconds(1);

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Accepted] = [new("injection", Evidence.Queued)],
        [Happening.Delivered] = [new("delivery", Evidence.Delivered)],
        [Happening.Deferred] = [new("delay", Evidence.Deferred, Code: "421") { Detail = "21", Text = "421 4.4.1 try again later" }],
        [Happening.SoftBounce] =
        [
            new("bounce", Evidence.SoftBounce, Code: "452") { Detail = "22", Text = "452 4.2.2 mailbox full" },
            new("bounce", Evidence.SoftBounce, "blocked", "550") { Detail = "51", Text = "550 5.7.1 listed" },
        ],
        [Happening.HardBounce] = [new("bounce", Evidence.HardBounce, Code: "550") { Detail = "10", Text = "550 5.1.1 unknown user" }],
        [Happening.ReturnedLate] = [new("out_of_band", Evidence.HardBounce, Code: "550") { Detail = "10", Text = "550 5.1.1 unknown user" }],
        [Happening.Rejected] = [new("policy_rejection", Evidence.FailedAtProvider, "rejected", "550"), new("generation_failure", Evidence.FailedAtProvider, "provider")],
        [Happening.Complaint] = [new("spam_complaint", Evidence.Complaint)],
        [Happening.Unsubscribed] = [new("list_unsubscribe", Evidence.Unsubscribed), new("link_unsubscribe", Evidence.Unsubscribed)],
        [Happening.Opened] = [new("open", Evidence.Opened)],
        [Happening.Clicked] = [new("click", Evidence.Clicked)],
        [Happening.UnheardOf] = [new("teleportation", Evidence.Unknown, "teleportation")],
    };

    public override string NewMessageId(Story story) =>
        (BitConverter.ToUInt64(story.NewId().ToByteArray()) % 90_000_000_000_000_000 + 10_000_000_000_000_000).ToString(CultureInfo.InvariantCulture);

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        json.WriteStartObject("msys");
        json.WriteStartObject(ClassOf(fact.Said.Word));
        json.WriteString("type", fact.Said.Word);
        json.WriteString("event_id", id);
        // Known to nobody when the mail is sent.
        json.WriteString("message_id", "000443ee14578172be22");
        json.WriteString("transmission_id", fact.MessageId);
        json.WriteString("rcpt_to", fact.Recipient);
        json.WriteString("raw_rcpt_to", fact.Recipient.ToUpperInvariant());
        json.WriteString("timestamp", fact.StatedAt!.Value.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        json.WriteStartObject("rcpt_meta");
        json.WriteIfAny("delivery_id", fact.DeliveryId);
        json.WriteEndObject();
        json.WriteIfAny("bounce_class", fact.Said.Detail);
        json.WriteIfAny("error_code", fact.Said.Code);
        json.WriteIfAny("raw_reason", fact.Said.Text);
        json.WriteIfAny("target_link_url", fact.Link);
        json.WriteIfAny("ip_address", fact.IpAddress);
        json.WriteIfAny("user_agent", fact.UserAgent);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    static string ClassOf(string word) => word switch
    {
        "open" or "click" => "track_event",
        "generation_failure" => "gen_event",
        "list_unsubscribe" or "link_unsubscribe" => "unsubscribe_event",
        _ => "message_event",
    };
}
