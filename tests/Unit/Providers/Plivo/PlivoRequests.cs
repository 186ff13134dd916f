namespace Tracking.Unit.Providers.Plivo;

/// <summary>What the fixtures of Plivo hold, before it is signed.</summary>
static class PlivoRequests
{
    public const string Id = "5b0c2f3a-7f1d-4a2e-9b8c-0a1b2c3d4e5f";
    const string Url = "https://hooks.example.net/webhooks/plivo/status";
    const string PartId = "8e1d5a60-2c47-4f0e-a9b3-6d5c4b3a2918";
    const string Numbers = "From=14155550100&To=31612345678";
    const string Rest = "&Units=1&TotalRate=0.0065&TotalAmount=0.00650&MCC=204&MNC=08";

    public static readonly (string Name, string Method, string Version, string Url, string Parameters)[] All =
    [
        ("queued", "POST", "V3", Url, $"{Numbers}&MessageUUID={Id}&Status=queued{Rest}"),
        ("sent", "POST", "V2", Url, $"{Numbers}&MessageUUID={Id}&Status=sent{Rest}"),
        ("delivered", "POST", "V3", Url, $"{Numbers}&MessageUUID={Id}&Status=delivered{Rest}&ErrorCode=000"),
        ("delivered-v2", "POST", "V2", Url, $"{Numbers}&MessageUUID={Id}&Status=delivered{Rest}&ErrorCode=000"),
        ("delivered-get", "GET", "V3", Url, $"{Numbers}&MessageUUID={Id}&Status=delivered{Rest}&ErrorCode=000"),
        ("delivered-get-v2", "GET", "V2", Url, $"{Numbers}&MessageUUID={Id}&Status=delivered{Rest}&ErrorCode=000"),
        ("delivered-with-query", "POST", "V3", "https://hooks.example.net:8443/webhooks/plivo/status?tenant=acme&ref=o%2F42",
            $"{Numbers}&MessageUUID={Id}&Status=delivered&Text=+r%C3%A9f+&Tag=b&Tag=a&Tag=a&Empty="),
        ("undelivered", "POST", "V3", Url, $"{Numbers}&MessageUUID={Id}&Status=undelivered&ErrorCode=80{Rest}"),
        ("undelivered-unknown-number", "POST", "V2", Url, $"{Numbers}&MessageUUID={Id}&Status=undelivered&ErrorCode=50{Rest}"),
        ("undelivered-filtered", "POST", "V3", Url, $"{Numbers}&MessageUUID={Id}&Status=undelivered&ErrorCode=30{Rest}"),
        ("failed", "POST", "V3", Url, $"{Numbers}&MessageUUID={Id}&Status=failed&ErrorCode=10{Rest}"),
        ("failed-opted-out", "POST", "V3", Url, $"{Numbers}&MessageUUID={Id}&Status=failed&ErrorCode=200{Rest}"),
        ("rejected", "POST", "V3", Url, $"{Numbers}&MessageUUID={Id}&Status=rejected{Rest}"),
        ("read", "POST", "V3", Url, $"{Numbers}&MessageUUID={Id}&Status=read&ConversationID=c-1"),
        ("first-part", "POST", "V3", Url, $"{Numbers}&MessageUUID={Id}&ParentMessageUUID={Id}&PartInfo=1+of+2&Status=delivered{Rest}"),
        ("last-part", "POST", "V3", Url, $"{Numbers}&MessageUUID={PartId}&ParentMessageUUID={Id}&PartInfo=2+of+2&Status=delivered{Rest}"),
        ("last-part-undelivered", "POST", "V3", Url,
            $"{Numbers}&MessageUUID={PartId}&ParentMessageUUID={Id}&PartInfo=2+of+2&Status=undelivered&ErrorCode=20{Rest}"),
        ("without-status", "POST", "V3", Url, $"{Numbers}&MessageUUID={Id}&Text=STOP&Type=sms"),
        ("unheard-of", "POST", "V3", Url, $"{Numbers}&MessageUUID={Id}&Status=teleported&ErrorCode=7{Rest}"),
    ];
}
