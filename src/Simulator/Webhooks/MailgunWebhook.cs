using System.Text;
using System.Text.Json;
using Tracking.Providers.Mailgun;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Webhooks;

/// <summary>
/// Plays Mailgun: one event at a time, whose signature is in the body and covers nothing of it. Its token is that of the statement, also when
/// it is made again.
/// </summary>
/// <seealso href="https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhooks"/>
sealed class MailgunWebhook(string signingKey) : Webhook("mailgun", ProvesItself)
{
    const string SigningKey = "Providers:Mailgun:SigningKeys:0";

    static readonly Proof ProvesItself = (_, _, _, _) => { };

    public static Webhook? Of(Settings settings) => settings[SigningKey] is { } key ? new MailgunWebhook(key) : null;

    public static IEnumerable<KeyValuePair<string, string>> MakeUp() => [new(SigningKey, Settings.NewSecret())];

    // Its variables are not signed.
    public override bool NamesDeliveries => false;

    protected override IReadOnlyDictionary<Happening, Saying[]> Words { get; } = new Dictionary<Happening, Saying[]>
    {
        [Happening.Accepted] = [new("accepted", Evidence.Queued)],
        [Happening.Delivered] = [new("delivered", Evidence.Delivered) { Text = "OK" }],
        [Happening.Deferred] = [Failed("temporary", "generic", Evidence.Deferred, "421")],
        [Happening.HardBounce] = [Failed("permanent", "bounce", Evidence.HardBounce, "550")],
        [Happening.ReturnedLate] = [Failed("permanent", "bounce", Evidence.HardBounce, "550")],
        [Happening.SoftBounce] = [Failed("permanent", "generic", Evidence.SoftBounce, "550"), Failed("permanent", "old", Evidence.SoftBounce, "602")],
        [Happening.Withheld] =
        [
            Withheld("suppress-bounce", "605", SuppressionReason.HardBounce),
            Withheld("suppress-complaint", "607", SuppressionReason.Complaint),
            Withheld("suppress-unsubscribe", "606", SuppressionReason.Unsubscribed),
        ],
        [Happening.Rejected] = [new("rejected", Evidence.FailedAtProvider, "rejected")],
        [Happening.Opened] = [new("opened", Evidence.Opened)],
        [Happening.OpenedByMachine] = [new("opened", Evidence.Opened) { ByMachine = true }],
        [Happening.Clicked] = [new("clicked", Evidence.Clicked)],
        [Happening.Unsubscribed] = [new("unsubscribed", Evidence.Unsubscribed)],
        [Happening.Complaint] = [new("complained", Evidence.Complaint)],
        [Happening.UnheardOf] = [new("teleported", Evidence.Unknown, "teleported")],
    };

    /// <summary>What the send call returns, in brackets as a mail's header has it; webhooks tell it without.</summary>
    public override string NewMessageId(Story story) => $"<20261121025400.1.{story.NewId():N}@mg.shop.example>";

    protected override void WriteAll(Utf8JsonWriter json, IReadOnlyList<Telling> tellings, DateTimeOffset now)
    {
        var (fact, id) = tellings[0];
        var timestamp = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var token = Convert.ToHexStringLower(Encoding.ASCII.GetBytes(id))[..50];
        json.WriteStartObject();
        json.WriteStartObject("signature");
        json.WriteString("timestamp", timestamp);
        json.WriteString("token", token);
        json.WriteString("signature", MailgunSignature.Compute(timestamp, token, signingKey));
        json.WriteEndObject();
        json.WriteStartObject("event-data");
        Write(json, fact, id);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    protected override void Write(Utf8JsonWriter json, WebhookFact fact, string id)
    {
        json.WriteString("event", fact.Said.Word);
        json.WriteString("id", id);
        json.WriteNumber("timestamp", fact.StatedAt!.Value.ToUnixTimeMilliseconds() / 1_000m);
        json.WriteString("recipient", fact.Recipient);
        json.WriteStartObject("message");
        json.WriteStartObject("headers");
        json.WriteString("message-id", fact.MessageId!.Trim('<', '>'));
        json.WriteEndObject();
        json.WriteEndObject();
        if (fact.Said.Detail?.Split(' ') is [var severity, var reason])
        {
            json.WriteString("severity", severity);
            json.WriteString("reason", reason);
        }

        if (fact.Said.Code is not null)
        {
            json.WriteStartObject("delivery-status");
            json.WriteNumber("code", int.Parse(fact.Said.Code, CultureInfo.InvariantCulture));
            json.WriteString("message", "as the server said");
            json.WriteEndObject();
        }

        json.WriteIfAny("url", fact.Link);
        json.WriteIfAny("ip", fact.IpAddress);
        json.WriteStartObject("client-info");
        json.WriteIfAny("user-agent", fact.UserAgent);
        json.WriteIfAny("bot", fact.Said.ByMachine ? "apple" : null);
        json.WriteEndObject();
    }

    static Saying Failed(string severity, string reason, Evidence means, string code) =>
        new("failed", means, Code: code) { Detail = $"{severity} {reason}" };

    static Saying Withheld(string reason, string code, string suppressed) => new("failed", Evidence.Undelivered, "suppressed", code)
    {
        Detail = "permanent " + reason,
        Suppression = new(suppressed),
    };
}
