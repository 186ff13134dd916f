using System.Text.Json;
using Tracking.Providers.Resend;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>Plays Resend: one event at a time, signed as Standard Webhooks has it, with the headers of either name.</summary>
/// <seealso href="https://resend.com/docs/webhooks/event-types"/>
sealed class ResendWebhook(Proof proof) : Webhook("resend", proof)
{
    const string Secret = "Providers:Resend:SigningSecrets:0";

    public static Webhook? Of(Settings settings) => settings[Secret] is not { } secret ? null : new ResendWebhook((request, _, body, now) =>
    {
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var id = "msg_" + Guid.CreateVersion7(now).ToString("N");
        var family = now.Microsecond % 2 == 0 ? "svix" : "webhook";
        request.Headers.TryAddWithoutValidation(family + "-id", id);
        request.Headers.TryAddWithoutValidation(family + "-timestamp", timestamp);
        // While a secret is replaced, the old one signs, too.
        request.Headers.TryAddWithoutValidation(
            family + "-signature", "v1,AAAA " + ResendSignature.Compute(id, timestamp, body, secret));
    });

    public static IEnumerable<KeyValuePair<string, string>> MakeUp() =>
        [new(Secret, "whsec_" + Convert.ToBase64String(Convert.FromHexString(Settings.NewSecret(48))))];

    public override bool SharesIds => false;

    public override IEnumerable<Scenario> Scenarios => [.. base.Scenarios, new("resend to two at once", 2, 2, ToTwoAtOnce)];

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Accepted] = [new("email.scheduled", Evidence.Queued)],
        [Happening.Sent] = [new("email.sent", Evidence.Sent)],
        [Happening.Delivered] = [new("email.delivered", Evidence.Delivered)],
        [Happening.Deferred] = [new("email.delivery_delayed", Evidence.Deferred)],
        [Happening.HardBounce] = [new("email.bounced", Evidence.HardBounce, Code: "General") { Detail = "Permanent" }],
        [Happening.ReturnedLate] = [new("email.bounced", Evidence.HardBounce, Code: "General") { Detail = "Permanent" }],
        [Happening.SoftBounce] =
        [
            new("email.bounced", Evidence.SoftBounce, Code: "MailboxFull") { Detail = "Transient" },
            new("email.bounced", Evidence.SoftBounce, Code: "Undetermined") { Detail = "Undetermined" },
        ],
        [Happening.Withheld] =
        [
            new("email.suppressed", Evidence.Undelivered, "suppressed")
            {
                Text = "The address has bounced before",
                Suppression = new(SuppressionReason.HardBounce),
            },
            new("email.suppressed", Evidence.Undelivered, "suppressed")
            {
                Text = "The recipient complained",
                Suppression = new(SuppressionReason.Complaint),
            },
        ],
        [Happening.Rejected] = [new("email.failed", Evidence.FailedAtProvider, "provider")],
        [Happening.Complaint] = [new("email.complained", Evidence.Complaint)],
        [Happening.Opened] = [new("email.opened", Evidence.Opened)],
        [Happening.Clicked] = [new("email.clicked", Evidence.Clicked)],
        [Happening.UnheardOf] = [new("email.teleported", Evidence.Unknown, "email.teleported")],
    };

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        json.WriteString("type", fact.Said.Word);
        json.WriteString("created_at", fact.StatedAt!.Value.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        json.WriteStartObject("data");
        json.WriteString("email_id", fact.MessageId);
        // That of the mail, and not of what happened.
        json.WriteString("created_at", "2026-11-21T00:00:00.000Z");
        json.WriteStartArray("to");
        json.WriteStringValue(fact.Recipient);
        if (fact.Also is not null)
            json.WriteStringValue(fact.Also);
        json.WriteEndArray();
        json.WriteStartObject("tags");
        json.WriteIfAny("delivery_id", fact.DeliveryId);
        json.WriteEndObject();
        if (fact.Said.Detail is not null)
        {
            json.WriteStartObject("bounce");
            json.WriteString("type", fact.Said.Detail);
            json.WriteIfAny("subType", fact.Said.Code);
            json.WriteString("message", "The server of the recipient refused it.");
            json.WriteEndObject();
        }

        if (fact.Said.Text is not null)
        {
            json.WriteStartObject("suppressed");
            json.WriteString("message", fact.Said.Text);
            json.WriteEndObject();
        }

        if (fact.IpAddress is not null)
        {
            json.WriteStartObject(fact.Link is null ? "open" : "click");
            json.WriteString("ipAddress", fact.IpAddress);
            json.WriteIfAny("userAgent", fact.UserAgent);
            json.WriteIfAny("link", fact.Link);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    // It does not say to which of them anything happened, so it is nobody's.
    void ToTwoAtOnce(Story story)
    {
        var mail = new Carried(
            this, NewMessageId(story), story.Mailbox("ana", "example.org"), Also: story.Mailbox("bo", "example.net"));
        foreach (var (name, domain) in (ReadOnlySpan<(string, string)>)[("ana", "example.org"), ("bo", "example.net")])
            story.Send(new Addressed(story.NewDelivery(), "email", story.WrittenMailbox(name, domain), Provider), mail.Id);
        story.Happens(mail, Happening.Sent);
        story.Happens(mail, story.One(Happening.Delivered, Happening.HardBounce, Happening.Complaint, Happening.Opened));
    }
}
