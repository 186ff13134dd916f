namespace Tracking.Unit.Providers.Bird;

/// <summary>What the fixtures of Bird hold, before it is signed.</summary>
static class BirdRequests
{
    public const string Url = "https://hooks.example.net/webhooks/bird?tenant=acme";

    public static readonly (string Name, string Json)[] All =
    [
        ("accepted", Of("accepted")),
        ("sent", Of("sent")),
        ("delivered", Of("delivered", ""","lastStatusAt":"2026-11-21T02:54:00.123Z","receiver":{"contacts":[{"identifierValue":"+31612345678"}]}""")),
        ("delivered-to-a-named-delivery", Of("delivered", ""","reference":"delivery_id=d-7741","direction":1""")),
        ("read", Of("read", name: "whatsapp.outbound")),
        ("rejected", Of("rejected")),
        ("sending-failed", Of("sending_failed")),
        ("delivery-failed", Of("delivery_failed", ""","reason":"received_network_error","failure":{"code":15001,"source":{"code":"34"}}""")),
        ("inbound", Of("delivered", name: "sms.inbound")),
        ("without-status", """{"service":"channels","event":"sms.outbound","payload":{"id":"6a2b8f6e-3c51-4f0a-9a5d-1f1d5c0a7e33"}}"""),
        ("unheard-of", Of("teleported")),
    ];

    /// <param name="more">Further members of the payload, behind a comma.</param>
    static string Of(string status, string more = "", string name = "sms.outbound") =>
        $$"""{"service":"channels","event":"{{name}}","payload":{"id":"6a2b8f6e-3c51-4f0a-9a5d-1f1d5c0a7e33","status":"{{status}}"{{more}}""" + "}}";
}
