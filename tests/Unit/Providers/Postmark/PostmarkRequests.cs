namespace Tracking.Unit.Providers.Postmark;

/// <summary>What the fixtures of Postmark hold.</summary>
static class PostmarkRequests
{
    public const string Id = "883953f4-6105-42a2-a16a-77a8eac79483";

    public static readonly (string Name, string Json)[] All =
    [
        ("delivery", Record("Delivery", "DeliveredAt", ""","Details":"smtp;250 2.0.0 OK" """)),
        ("delivery-of-a-named-delivery", Record("Delivery", "DeliveredAt", ""","Metadata":{"delivery_id":"d-7741","ref":"ord-7741"}""")),
        ("open", Record("Open", "ReceivedAt", ""","FirstOpen":true,"UserAgent":"Mozilla/5.0","Geo":{"IP":"203.0.113.9"}""")),
        ("click", Record("Click", "ReceivedAt", ""","OriginalLink":"https://example.org/order/7741","UserAgent":"Mozilla/5.0","Geo":{"IP":"203.0.113.9"}""")),
        ("bounce-hard", Bounce("HardBounce", "The server was unable to deliver your message (unknown user).", "smtp;550 5.1.1 user unknown")),
        ("bounce-bad-address", Bounce("BadEmailAddress", "The address is not a valid email address.")),
        ("bounce-soft", Bounce("SoftBounce", "Unable to temporarily deliver message.", "smtp;452 mailbox full")),
        ("bounce-transient", Bounce("Transient", "The server could not temporarily deliver your message.")),
        ("bounce-blocked", Bounce("Blocked", "Blocked by the receiving server.")),
        ("bounce-deactivated", Bounce("ManuallyDeactivated", "The email was manually deactivated.")),
        ("bounce-template", Bounce("TemplateRenderingFailed", "An error occurred while attempting to render your template.")),
        ("bounce-unsubscribe", Bounce("Unsubscribe", "Unsubscribe or remove request.")),
        ("bounce-automatic-reply", Bounce("AutoResponder", "Automatic email responder.")),
        ("spam-complaint", Bounce("SpamComplaint", "The subscriber explicitly marked this message as spam.", record: "SpamComplaint")),
        ("suppressed-after-a-hard-bounce", Change($"\"{Id}\"", "true", "\"HardBounce\"", "Recipient")),
        ("suppressed-after-a-complaint", Change($"\"{Id}\"", "true", "\"SpamComplaint\"", "Recipient")),
        ("unsubscribed", Change($"\"{Id}\"", "true", "\"ManualSuppression\"", "Recipient")),
        ("suppressed-by-hand", Change("null", "true", "\"ManualSuppression\"", "Customer")),
        ("reactivated", Change("null", "false", "null", "Customer")),
        ("inbound", """{"FromName":"Ana","FromFull":{"Email":"ana@example.org"},"To":"x@inbound.example","MessageID":"73e6d360-66eb-11e1-8e72-a8904824019b"}"""),
        ("without-a-message-id", """{"RecordType":"Delivery","Recipient":"ana@example.org","DeliveredAt":"2026-11-21T02:54:00Z"}"""),
        ("unheard-of", Bounce("Teleported", "Was beamed elsewhere.")),
    ];

    /// <param name="more">Further members, behind a comma.</param>
    static string Record(string type, string time, string more) =>
        $$$"""{"RecordType":"{{{type}}}","ServerID":23,"MessageStream":"outbound","MessageID":"{{{Id}}}","Recipient":"Ana@example.org","{{{time}}}":"2026-11-21T02:54:00.1234567Z","Tag":"order"{{{more.TrimEnd()}}}}""";

    public static string Bounce(string type, string description, string details = "", string record = "Bounce") =>
        $$"""{"RecordType":"{{record}}","ID":4323372036854775807,"Type":"{{type}}","TypeCode":1,"MessageID":"{{Id}}","Email":"ana@example.org","BouncedAt":"2026-11-20T21:54:00-05:00","Inactive":true,"CanActivate":true,"Tag":"order","Metadata":{"ref":"ord-7741"},"MessageStream":"outbound","Description":"{{description}}","Details":"{{details}}"}""";

    public static string Change(string id, string suppressSending, string reason, string origin) =>
        $$$"""{"RecordType":"SubscriptionChange","MessageID":{{{id}}},"ServerID":23,"MessageStream":"outbound","ChangedAt":"2026-11-21T02:54:01.5Z","Recipient":"ana@example.org","Origin":"{{{origin}}}","SuppressSending":{{{suppressSending}}},"SuppressionReason":{{{reason}}},"Tag":null,"Metadata":{}}""";
}
