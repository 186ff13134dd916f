namespace Tracking.Unit.Providers.Brevo;

/// <summary>What the fixtures of Brevo hold.</summary>
static class BrevoRequests
{
    public const string Id = "202611210254.12345678901@smtp-relay.mailin.fr";

    public static readonly (string Name, string Json)[] All =
    [
        ("request", Event("request")),
        ("delivered", Event("delivered")),
        ("delivered-to-a-named-delivery", Event("delivered", custom: "delivery_id=d-7741")),
        ("deferred", Event("deferred", ""","reason":"450 4.2.1 try again later" """)),
        ("hard-bounce", Event("hard_bounce", ""","reason":"550 5.1.1 no such user" """)),
        ("soft-bounce", Event("soft_bounce", ""","reason":"452 4.2.2 mailbox full" """)),
        ("blocked", Event("blocked", ""","reason":"blocked : due to blacklist user" """)),
        ("invalid-email", Event("invalid_email")),
        ("error", Event("error", ""","reason":"internal" """)),
        ("spam", Event("spam")),
        ("unsubscribed", Event("unsubscribed")),
        ("unique-opened", Event("unique_opened", ""","user_agent":"Mozilla/5.0","ip":"203.0.113.9" """)),
        ("unique-proxy-open", Event("unique_proxy_open", ""","user_agent":"GoogleImageProxy" """)),
        ("click", Event("click", ""","link":"https://example.org/order/7741","ip":"203.0.113.9" """)),
        ("list-addition", """{"event":"list_addition","email":["ana@example.org"],"id":26224,"list_id":[4],"ts":1795229640}"""),
        ("inbound", """{"items":[{"Uuid":["8d79f2b1"],"MessageId":"<x@example.org>","From":{"Address":"ana@example.org"}}]}"""),
        ("without-an-id", """{"event":"delivered","email":"ana@example.org","ts_epoch":1795229640123}"""),
        ("unheard-of", Event("teleported")),
    ];

    /// <param name="more">Further members, behind a comma.</param>
    public static string Event(string name, string more = "", string custom = "ord-7741") =>
        $$$"""{"event":"{{{name}}}","email":"Ana@example.org","id":26224,"message-id":"<{{{Id}}}>","ts":1795233240,"ts_event":1795233240,"ts_epoch":1795229640123,"date":"2026-11-21 03:54:00","subject":"Your order","tags":["order"],"tag":"[\"order\"]","X-Mailin-custom":"{{{custom}}}"{{{more.TrimEnd()}}}}""";
}
