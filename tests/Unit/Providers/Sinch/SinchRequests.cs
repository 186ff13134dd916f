namespace Tracking.Unit.Providers.Sinch;

/// <summary>What the fixtures of both products of Sinch hold, before it is signed.</summary>
static class SinchRequests
{
    public const string Url = "https://hooks.example.net/webhooks/sinch";

    public static readonly (string Name, string Json)[] All =
    [
        ("queued-on-channel", Of("QUEUED_ON_CHANNEL")),
        ("delivered", Of("DELIVERED")),
        ("delivered-to-a-named-delivery", Of("DELIVERED", ""","metadata":"delivery_id=d-7741" """)),
        ("read", Of("READ")),
        ("switching-channel", Of("SWITCHING_CHANNEL", Reason("RECIPIENT_NOT_REACHABLE", "Not on this channel."))),
        ("failed", Of("FAILED", Reason("CHANNEL_FAILURE", "The channel failed."))),
        ("failed-invalid-identity", Of("FAILED", Reason("RECIPIENT_INVALID_CHANNEL_IDENTITY", "No such number."))),
        ("inbound", """{"app_id":"a","message":{"id":"01HX","direction":"TO_APP","contact_message":{"text_message":{"text":"STOP"}}}}"""),
        ("event-report", """{"app_id":"a","event_delivery_report":{"event_id":"01HX","status":"DELIVERED"}}"""),
        ("without-status", """{"app_id":"a","message_delivery_report":{"message_id":"01HXYZ9K3M7Q2V8B4N6T0R5W1C"}}"""),
        ("unheard-of", Of("TELEPORTED")),
    ];

    public static readonly (string Name, string Json)[] AllSms =
    [
        ("queued", OfRecipient("Queued", 400)),
        ("dispatched", OfRecipient("Dispatched", 400)),
        ("delivered", OfRecipient("Delivered", 0)),
        ("delivered-to-a-named-delivery", OfRecipient("Delivered", 0, ""","client_reference":"delivery_id=d-7741" """)),
        ("aborted", OfRecipient("Aborted", 407)),
        ("cancelled", OfRecipient("Cancelled", 408)),
        ("rejected", OfRecipient("Rejected", 402)),
        ("deleted", OfRecipient("Deleted", 401)),
        ("failed", OfRecipient("Failed", 405)),
        ("expired", OfRecipient("Expired", 406)),
        ("unknown", OfRecipient("Unknown", 404)),
        ("full", Summary(3, """{"code":0,"status":"Delivered","count":2,"recipients":["31612345678",31612345679]},{"code":405,"status":"Failed","count":1,"recipients":["31612345670"]}""")),
        ("full-one-without-number", Summary(2, """{"code":0,"status":"Delivered","count":2,"recipients":["31612345678",""]}""")),
        ("summary-of-everybody", Summary(3, """{"code":0,"status":"Delivered","count":3}""")),
        ("summary-of-some", Summary(3, """{"code":0,"status":"Delivered","count":2},{"code":405,"status":"Failed","count":1}""")),
        ("inbound", """{"type":"mo_text","id":"01FC66621XXXXX119Z8PMV1QPQ","from":"16051234567","to":"13185551234","body":"hello"}"""),
        ("without-recipient", """{"type":"recipient_delivery_report_sms","batch_id":"01FC66621XXXXX119Z8PMV1QPA","status":"Delivered","code":0}"""),
        ("unheard-of", OfRecipient("Teleported", 999)),
    ];

    /// <param name="more">Further members of the report, behind a comma.</param>
    static string Of(string status, string more = "") =>
        $$"""{"app_id":"a","accepted_time":"2026-11-21T02:53:58.1Z","event_time":"2026-11-21T02:54:00.123456789Z","project_id":"d1f2","message_delivery_report":{"message_id":"01HXYZ9K3M7Q2V8B4N6T0R5W1C","conversation_id":"c","status":"{{status}}","channel_identity":{"channel":"SMS","identity":"31612345678","app_id":""},"contact_id":"k"{{more}}""" + "}}";

    static string Reason(string code, string description) => $$""","reason":{"code":"{{code}}","description":"{{description}}","sub_code":"UNSPECIFIED_SUB_CODE"}""";

    static string OfRecipient(string status, int code, string more = "") =>
        $$"""{"type":"recipient_delivery_report_sms","batch_id":"01FC66621XXXXX119Z8PMV1QPA","recipient":"31612345678","code":{{code}},"status":"{{status}}","at":"2026-11-21T02:54:00.000Z","operator_status_at":"2026-11-21T02:53:00Z"{{more}}}""";

    static string Summary(int total, string statuses) =>
        $$"""{"type":"delivery_report_sms","batch_id":"01FC66621XXXXX119Z8PMV1QPA","total_message_count":{{total}},"statuses":[{{statuses}}],"client_reference":"delivery_id=d-7741"}""";
}
