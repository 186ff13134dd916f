using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Tracking.Providers.SendGrid;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays SendGrid: arrays of events of any mails, signed with a key of which the ingress knows the public half.</summary>
/// <seealso href="https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event"/>
sealed class SendGridWebhook(Proof proof) : Webhook("sendgrid", proof)
{
    const string PublicKey = "Providers:SendGrid:PublicKeys:0";
    const string PrivateKey = "Simulator:SendGrid:PrivateKey";
    const string Group = "12";

    public static Webhook? Of(Settings settings)
    {
        if (settings[PublicKey] is null || settings[PrivateKey] is not { } encoded)
            return null;
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(Convert.FromBase64String(encoded), out _);
        var signing = new Lock();
        return new SendGridWebhook((request, _, body, now) =>
        {
            var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
            // A key is for one thread at a time.
            lock (signing)
                request.Headers.TryAddWithoutValidation(SendGridSignature.Header, SendGridSignature.Sign(timestamp, body, key));
            request.Headers.TryAddWithoutValidation(SendGridSignature.TimestampHeader, timestamp);
        });
    }

    public static IEnumerable<KeyValuePair<string, string>> MakeUp()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return
        [
            new(PublicKey, Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())),
            new(PrivateKey, Convert.ToBase64String(key.ExportPkcs8PrivateKey())),
        ];
    }

    public override int MostInOne => 200;

    public override TimeSpan? Clock => TimeSpan.FromSeconds(1);

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Accepted] = [new("processed", Evidence.Queued)],
        [Happening.Deferred] = [new("deferred", Evidence.Deferred) { Text = "421 4.7.0 try again later" }],
        [Happening.Delivered] = [new("delivered", Evidence.Delivered) { Text = "250 2.0.0 OK" }],
        [Happening.Opened] = [new("open", Evidence.Opened)],
        [Happening.OpenedByMachine] = [new("open", Evidence.Opened) { ByMachine = true }],
        [Happening.Clicked] = [new("click", Evidence.Clicked)],
        [Happening.SoftBounce] =
        [
            new("bounce", Evidence.SoftBounce, Code: "5.7.1") { Detail = "blocked", Text = "550 5.7.1 listed" },
            new("bounce", Evidence.SoftBounce, Code: "4.2.2") { Detail = "blocked", Text = "452 4.2.2 over quota" },
        ],
        [Happening.HardBounce] = [new("bounce", Evidence.HardBounce, Code: "5.1.1") { Detail = "bounce", Text = "550 5.1.1 unknown user" }],
        [Happening.ReturnedLate] =
        [
            new("bounce", Evidence.HardBounce, Code: "5.1.1") { Detail = "bounce", Text = "550 5.1.1 no such user", NamesNoMessage = true },
        ],
        [Happening.Withheld] =
        [
            new("dropped", Evidence.FailedAtProvider, "suppressed")
            {
                Text = "Bounced Address",
                Suppression = new(SuppressionReason.HardBounce),
            },
            new("dropped", Evidence.FailedAtProvider, "suppressed")
            {
                Text = "Spam Reporting Address",
                Suppression = new(SuppressionReason.Complaint),
            },
        ],
        [Happening.OptedOut] =
        [
            new("dropped", Evidence.FailedAtProvider, "opted_out") { Text = "Unsubscribed Address" },
            // It does not tell whether its recipient left the group or everything.
            new("dropped", Evidence.FailedAtProvider, "opted_out")
            {
                Detail = Group,
                Text = "Unsubscribed Address",
                Suppression = new(SuppressionReason.OptedOut, SuppressionScope.List("sendgrid", Group)),
            },
        ],
        [Happening.InvalidRecipient] = [new("dropped", Evidence.FailedAtProvider, "invalid_recipient") { Text = "Invalid" }],
        [Happening.Rejected] = [new("dropped", Evidence.FailedAtProvider, "rejected") { Text = "Invalid SMTPAPI header" }],
        [Happening.Complaint] = [new("spamreport", Evidence.Complaint)],
        [Happening.Unsubscribed] = [new("unsubscribe", Evidence.Unsubscribed)],
        [Happening.LeftList] =
        [
            new("group_unsubscribe", Evidence.Unsubscribed)
            {
                Detail = Group,
                Suppression = new(SuppressionReason.Unsubscribed, SuppressionScope.List("sendgrid", Group)),
            },
        ],
        [Happening.CameBackToList] =
        [
            new("group_resubscribe", Evidence.Unknown, "group_resubscribe")
            {
                Detail = Group,
                Suppression = Suppression.Lift(SuppressionScope.List("sendgrid", Group)),
            },
        ],
        [Happening.UnheardOf] = [new("teleported", Evidence.Unknown, "teleported")],
    };

    /// <summary>Its alphabet has no dot: what stands before the first one in an event's id.</summary>
    public override string NewMessageId(Story story) => Base64Url.EncodeToString(story.NewId().ToByteArray());

    // The line end is signed, too.
    protected override byte[] Body(IReadOnlyList<Telling> tellings, DateTimeOffset now) => [.. base.Body(tellings, now), .. "\r\n"u8];

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        json.WriteString("email", fact.Recipient);
        json.WriteNumber("timestamp", fact.StatedAt!.Value.ToUnixTimeSeconds());
        json.WriteString("event", fact.Said.Word);
        json.WriteString("sg_event_id", id);
        if (fact.MessageId is not null)
            json.WriteString("sg_message_id", fact.MessageId + ".recvd-5f6c9d-abcde-1-6740A1B2-2A.0");
        json.WriteStartArray("category");
        json.WriteStringValue("order");
        json.WriteEndArray();
        json.WriteIfAny("delivery_id", fact.DeliveryId);
        if (fact.Said.Detail == Group)
            json.WriteNumber("asm_group_id", int.Parse(Group, CultureInfo.InvariantCulture));
        else
            json.WriteIfAny("type", fact.Said.Detail);
        json.WriteIfAny("status", fact.Said.Code);
        json.WriteIfAny(fact.Said.Word is "delivered" or "deferred" ? "response" : "reason", fact.Said.Text);
        json.WriteIfAny("url", fact.Link);
        json.WriteIfAny("ip", fact.IpAddress);
        json.WriteIfAny("useragent", fact.UserAgent);
        if (fact.Said.Word == "open")
            json.WriteBoolean("sg_machine_open", fact.Said.ByMachine);
    }
}
