namespace Tracking.Unit.Providers.Vonage;

/// <summary>What the fixtures of both products of Vonage hold, before it is signed.</summary>
static class VonageRequests
{
    public const string ApiKey = "a1b2c3d4";
    public const string Url = "https://hooks.example.net/webhooks/vonage";
    public const string SmsUrl = "https://hooks.example.net/webhooks/vonage/sms";

    public static readonly (string Name, string Json)[] All =
    [
        ("submitted", Of("submitted")),
        ("delivered", Of("delivered", ""","usage":{"price":"0.0333","currency":"EUR"},"client_ref":"ord-7741" """)),
        ("delivered-to-a-named-delivery", Of("delivered", ""","client_ref":"delivery_id=d-7741" """)),
        ("read", Of("read").Replace("\"sms\"", "\"whatsapp\"", StringComparison.Ordinal)),
        ("rejected", Of("rejected", ""","error":{"type":"https://developer.vonage.com/api-errors/messages#1020","title":"1020","detail":"Invalid params"}""")),
        ("undeliverable", Of("undeliverable", ""","error":{"type":"https://developer.vonage.com/api-errors/messages#1260","title":1260,"detail":"Destination unreachable"}""")),
        ("first-version", """{"message_uuid":"3a9d1c0e-7b52-4f6e-8c1d-2e5f7a9b0c13","to":{"type":"sms","number":"447700900123"},"timestamp":"2026-11-21T02:54:00.000Z","status":"delivered"}"""),
        ("without-status", """{"message_uuid":"3a9d1c0e-7b52-4f6e-8c1d-2e5f7a9b0c13","to":"447700900123"}"""),
        ("unheard-of", Of("teleported")),
    ];

    /// <summary>How it is sent: GET, FORM or JSON.</summary>
    public static readonly (string Name, string Way, (string Name, string Value)[] Parameters)[] AllSms =
    [
        ("accepted", "GET", Receipt("accepted")),
        ("buffered", "FORM", Receipt("buffered", "1")),
        ("delivered", "GET", Receipt("delivered")),
        ("delivered-form", "FORM", Receipt("delivered")),
        ("delivered-json", "JSON", Receipt("delivered")),
        ("delivered-to-a-named-delivery", "JSON", [.. Receipt("delivered"), ("client-ref", "delivery_id=d-7741")]),
        ("expired", "GET", Receipt("expired", "7")),
        ("failed", "GET", Receipt("failed", "5")),
        ("failed-absent-for-good", "FORM", Receipt("failed", "3")),
        ("failed-opted-out", "JSON", Receipt("failed", "9")),
        ("failed-filtered", "GET", Receipt("failed", "6")),
        ("rejected", "GET", Receipt("rejected", "99")),
        ("unknown", "GET", Receipt("unknown")),
        ("separators", "FORM", [.. Receipt("delivered"), ("client-ref", "a&b=c d+é%")]),
        ("without-status", "GET", [.. Receipt("x").Where(p => p.Name != "status")]),
        ("unheard-of", "GET", Receipt("teleported")),
    ];

    static (string Name, string Value)[] Receipt(string status, string code = "0") =>
    [
        ("msisdn", "447700900123"), ("to", "Acme"), ("network-code", "23410"), ("messageId", "0C0000012AB34CD5"), ("price", "0.03330000"),
        ("status", status), ("scts", "2611210254"), ("err-code", code), ("api-key", ApiKey), ("message-timestamp", "2026-11-21 02:54:00"),
    ];

    /// <param name="more">Further members, behind a comma.</param>
    static string Of(string status, string more = "") =>
        $$"""{"message_uuid":"3a9d1c0e-7b52-4f6e-8c1d-2e5f7a9b0c13","to":"447700900123","from":"447700900000","timestamp":"2026-11-21T02:54:00.000Z","status":"{{status}}","channel":"sms"{{more}}}""";
}
