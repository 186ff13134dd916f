namespace Tracking.Unit.Providers.Resend;

/// <summary>What the fixtures of Resend hold, before it is signed.</summary>
static class ResendRequests
{
    public const string Url = "https://hooks.example.net/webhooks/resend";
    const string Two = """["ana@example.org","Bob <bob@example.org>"]""";

    public static readonly (string Name, string Json)[] All =
    [
        ("scheduled", Of("email.scheduled")),
        ("sent", Of("email.sent")),
        ("sent-to-two", Of("email.sent", to: Two)),
        ("delayed", Of("email.delivery_delayed")),
        ("delivered", Of("email.delivered")),
        ("delivered-to-one-of-two", Of("email.delivered", to: Two)),
        ("delivered-with-blind-copy", Of("email.delivered", ""","cc":[],"bcc":["archive@shop.example"]""")),
        ("delivered-to-a-named-delivery", Of("email.delivered", ""","tags":{"delivery_id":"d-7741","category":"receipt"}""")),
        ("bounced-permanent", Of("email.bounced", Bounce("Permanent", "General", "The recipient's server said no."))),
        ("bounced-permanent-one-of-two", Of("email.bounced", Bounce("Permanent", "General", "No."), Two)),
        ("bounced-transient", Of("email.bounced", Bounce("Transient", "MailboxFull", "The inbox is full."))),
        ("bounced-undetermined", Of("email.bounced", Bounce("Undetermined", "Undetermined", ""))),
        ("bounced-suppressed", Of("email.bounced", Bounce(
            "Permanent", "OnAccountSuppressionList", "Resend has suppressed sending to this address because it is on the account-level list."))),
        ("complained", Of("email.complained")),
        ("complained-one-of-two", Of("email.complained", to: Two)),
        ("opened", Of("email.opened", ""","open":{"ipAddress":"192.0.2.7","timestamp":"2026-11-21T02:54:00.000Z","userAgent":"Mail/1.0"}""")),
        ("opened-by-one-of-two", Of("email.opened", to: Two)),
        ("clicked", Of("email.clicked",
            ""","click":{"ipAddress":"192.0.2.7","link":"https://shop.example/o/7741","timestamp":"2026-11-21T02:54:00.000Z","userAgent":"Mail/1.0"}""")),
        ("failed", Of("email.failed", ""","failed":{"reason":"reached_daily_quota"}""")),
        ("suppressed", Of("email.suppressed", ""","suppressed":{"message":"on the list after a complaint"}""")),
        ("received", """{"type":"email.received","created_at":"2026-11-21T02:54:00.000Z","data":{"email_id":"8f0c2d14-6a3b-4f3e-9d57-0f1e2d3c4b5a"}}"""),
        ("contact-updated", """{"type":"contact.updated","created_at":"2026-11-21T02:54:00.000Z","data":{"id":"c-1"}}"""),
        ("without-email-id", """{"type":"email.delivered","created_at":"2026-11-21T02:54:00.000Z","data":{"to":["ana@example.org"]}}"""),
        ("unheard-of", Of("email.teleported")),
    ];

    /// <param name="more">Further members of the data, behind a comma.</param>
    static string Of(string type, string more = "", string to = """["ana@example.org"]""") =>
        $$"""{"type":"{{type}}","created_at":"2026-11-21T02:54:00.000Z","data":{"email_id":"8f0c2d14-6a3b-4f3e-9d57-0f1e2d3c4b5a","from":"no-reply@shop.example","to":{{to}},"subject":"café ✓","created_at":"2026-11-21T02:53:58.000Z"{{more}}""" + "}}";

    static string Bounce(string type, string subType, string message) =>
        $$""","bounce":{"type":"{{type}}","subType":"{{subType}}","message":"{{message}}"}""";
}
