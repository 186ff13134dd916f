using Org.BouncyCastle.Math.EC.Rfc8032;
using Tracking.Providers.Telnyx;

namespace Tracking.Unit.Providers.Telnyx;

/// <summary>What the fixtures of Telnyx hold, before it is signed.</summary>
static class TelnyxRequests
{
    public const string Url = "https://hooks.example.net/webhooks/telnyx";

    /// <summary>Of the key that the fixtures' settings have the other half of.</summary>
    public static readonly byte[] PrivateKey = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static readonly (string Name, string Json)[] All =
    [
        ("queued", Of("message.sent", To("queued"))),
        ("sent", Of("message.sent", To("sent"))),
        ("delivered", Of("message.finalized", To("delivered"))),
        ("delivered-to-a-named-delivery", Of("message.finalized", To("delivered"), """,  "tags":["greetings","delivery_id=d-7741"]""")),
        ("delivery-failed", Of("message.finalized", To("delivery_failed"), Error("40008", "Undeliverable"))),
        ("delivery-failed-not-routable", Of("message.finalized", To("delivery_failed"), Error("40001", "Not routable"))),
        ("delivery-failed-filtered", Of("message.finalized", To("delivery_failed"), Error("40002", "Blocked as spam - temporary"))),
        ("sending-failed", Of("message.finalized", To("sending_failed"), Error("40011", "Too many requests"))),
        ("sending-failed-opted-out", Of("message.finalized", To("sending_failed"), Error("40300", "Blocked due to STOP message"))),
        ("delivery-unconfirmed", Of("message.finalized", To("delivery_unconfirmed"))),
        ("group", Of("message.finalized", To("delivered") + "," + To("delivery_failed", "+14155550124") + "," + To("sent", "+14155550125"), Error("40001", "Not routable"))),
        ("group-two-failed", Of("message.finalized", To("delivery_failed") + "," + To("delivery_failed", "+14155550124"), Error("40001", "Not routable"))),
        ("group-one-without-number", Of("message.finalized", To("delivered") + """,{"status":"delivered"}""")),
        ("received", """{"data":{"event_type":"message.received","payload":{"id":"40385f64-5717-4562-b3fc-2c963f66afa6","direction":"inbound","to":[]}}}"""),
        ("call-hangup", """{"data":{"event_type":"call.hangup","payload":{"call_leg_id":"x"}}}"""),
        ("without-recipients", """{"data":{"event_type":"message.finalized","payload":{"id":"40385f64-5717-4562-b3fc-2c963f66afa6","to":[]}}}"""),
        ("unheard-of", Of("message.finalized", To("teleported"), Error("49999", "?"))),
    ];

    public static string Sign(string timestamp, byte[] body)
    {
        var text = TelnyxSignature.Text(timestamp, body);
        var signature = new byte[Ed25519.SignatureSize];
        Ed25519.Sign(PrivateKey, 0, text, 0, text.Length, signature, 0);
        return Convert.ToBase64String(signature);
    }

    static string To(string status, string number = "+14155550123") =>
        $$"""{"phone_number":"{{number}}","status":"{{status}}","carrier":"X","line_type":"Wireless"}""";

    static string Error(string code, string title) => $$""","errors":[{"code":"{{code}}","title":"{{title}}","detail":"{{title}}"}]""";

    /// <param name="more">Further members of the payload, behind a comma.</param>
    static string Of(string type, string to, string more = "") =>
        $$"""{"data":{"record_type":"event","event_type":"{{type}}","id":"b301ed3f-1490-491f-995f-6e64e69674d4","occurred_at":"2026-11-21T02:54:00.148+00:00","payload":{"id":"40385f64-5717-4562-b3fc-2c963f66afa6","direction":"outbound","from":{"phone_number":"+13125550001"},"to":[{{to}}],"text":"café | pipe"{{more}}""" + """}},"meta":{"attempt":1}}""";
}
