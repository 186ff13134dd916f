namespace Tracking.Unit.Providers.MessageBird;

/// <summary>The queries of the fixtures of MessageBird, before they are signed.</summary>
static class MessageBirdRequests
{
    public const string Url = "https://hooks.example.net/webhooks/messagebird";
    const string Id = "id=2f1e0d9c8b7a46958473625140fedcba&reference=ord-7741&recipient=31612345678";
    const string At = "&statusDatetime=2026-11-21T02%3A54%3A00%2B00%3A00";
    const string Rest = "&mccmnc=20408&ported=0&messagePartCount=1&price%5Bamount%5D=0.05&price[currency]=EUR";

    public static readonly (string Name, string Query)[] All =
    [
        ("scheduled", $"{Id}&status=scheduled{At}"),
        ("sent", $"{Id}&status=sent{At}"),
        ("buffered", $"{Id}&status=buffered&statusReason=pending+DLR{At}{Rest}"),
        ("delivered", $"{Id}&status=delivered&statusReason=successfully+delivered{At}{Rest}"),
        ("delivered-plus-not-escaped", $"{Id}&status=delivered&statusDatetime=2026-11-21T02:54:00+00:00"),
        ("delivered-to-a-named-delivery",
            $"id=2f1e0d9c8b7a46958473625140fedcba&reference=delivery_id%3Dd-7741&recipient=31612345678&status=delivered{At}"),
        ("expired", $"{Id}&status=expired&statusReason=DLR+not+received{At}"),
        ("failed", $"{Id}&status=delivery_failed&statusReason=unavailable+subscriber&statusErrorCode=27{At}"),
        ("failed-unknown-number", $"{Id}&status=delivery_failed&statusReason=unknown+subscriber&statusErrorCode=1{At}"),
        ("failed-opted-out", $"{Id}&status=delivery_failed&statusErrorCode=103{At}"),
        ("without-status", Id + At),
        ("unheard-of", $"{Id}&status=teleported{At}"),
    ];
}
