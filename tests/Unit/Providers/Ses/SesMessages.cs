namespace Tracking.Unit.Providers.Ses;

/// <summary>What the fixtures of SES hold, before it is signed.</summary>
static class SesMessages
{
    const string At = "2026-11-21T02:54:01.000Z";

    /// <summary>Of the mails.</summary>
    public static readonly string[] Ids =
    [
        "0102019a7c1e4b2f-9d33aa10-bb20-4c30-8d40-5e60f7081920-000000", "0102019a7c1e4b2f-9d33aa10-bb20-4c30-8d40-5e60f7081920-000001",
        "0102019a7c1e4b2f-9d33aa10-bb20-4c30-8d40-5e60f7081920-000002",
    ];

    const string ToOne = """
        "mail":{"timestamp":"2026-11-21T02:53:58.120Z","messageId":"0102019a7c1e4b2f-9d33aa10-bb20-4c30-8d40-5e60f7081920-000000",
          "source":"no-reply@shop.example","sendingAccountId":"111122223333","destination":["ana@example.org"],
          "headersTruncated":false,"headers":[{"name":"Message-ID","value":"<ord-7741@shop.example>"}],
          "commonHeaders":{"from":["no-reply@shop.example"],"to":["ana@example.org"],"subject":"Your order \u2014 caf\u00e9"},
          "tags":{"ses:configuration-set":["main"],"tenant":["acme"]}}
        """;

    const string ToTwo = """
        "mail":{"timestamp":"2026-11-21T02:53:58.120Z","messageId":"0102019a7c1e4b2f-9d33aa10-bb20-4c30-8d40-5e60f7081920-000001",
          "source":"no-reply@shop.example","destination":["ana@example.org","Bo <Bo@Example.org>"]}
        """;

    const string Tagged = """
        "mail":{"timestamp":"2026-11-21T02:53:58.120Z","messageId":"0102019a7c1e4b2f-9d33aa10-bb20-4c30-8d40-5e60f7081920-000002",
          "destination":["ana@example.org"],"tags":{"delivery_id":["ord-7741:email"]}}
        """;

    public static readonly (string Name, string Message)[] All =
    [
        ("send", Event("Send", ToOne, "send", "")),
        ("send-to-several", Event("Send", ToTwo, "send", "")),
        ("delivery", Event("Delivery", ToOne, "delivery", $"""
            "timestamp":"{At}","processingTimeMillis":2880,"recipients":["ana@example.org"],"smtpResponse":"250 ok","reportingMTA":"a8-50.smtp-out.amazonses.com"
            """)),
        ("delivery-to-several", Event("Delivery", ToTwo, "delivery", $"""
            "timestamp":"{At}","recipients":["ana@example.org","bo@example.org"]
            """)),
        ("delivery-as-notification", Event("Delivery", ToOne, "delivery", $"""
            "timestamp":"{At}","recipients":["ana@example.org"],"remoteMtaIp":"192.0.2.25"
            """).Replace("eventType", "notificationType", StringComparison.Ordinal)),
        ("delivery-tagged", Event("Delivery", Tagged, "delivery", $"""
            "timestamp":"{At}","recipients":["ana@example.org"]
            """)),
        ("delivery-dated-otherwise", Event("Delivery", ToOne, "delivery", """
            "timestamp":"2026-11-21T02:54:01 +0000","recipients":["Ana <ANA@example.org>"]
            """)),
        ("delay", Event("DeliveryDelay", ToOne, "deliveryDelay", $"""
            "timestamp":"{At}","delayType":"MailboxFull","expirationTime":"2026-11-21T16:54:01.000Z","delayedRecipients":[{Ana("4.2.2", "smtp; 452 4.2.2 over quota")}]
            """)),
        ("bounce-permanent", Event("Bounce", ToOne, "bounce", Bounce("Permanent", "NoEmail", Ana("5.1.1", "smtp; 550 5.1.1 no such user")))),
        ("bounce-transient", Event("Bounce", ToOne, "bounce", Bounce("Transient", "MailboxFull", Ana("4.2.2", "smtp; 552 mailbox full")))),
        ("bounce-undetermined", Event("Bounce", ToOne, "bounce", Bounce("Undetermined", "Undetermined", Ana("5.0.0", "")))),
        ("bounce-suppressed", Event("Bounce", ToOne, "bounce", Bounce("Permanent", "OnAccountSuppressionList", Ana("5.1.1", "Amazon SES did not send the message")))),
        ("bounce-unsubscribed", Event("Bounce", ToOne, "bounce", Bounce("Permanent", "UnsubscribedRecipient", Ana("5.1.1", "")))),
        ("bounce-of-two", Event("Bounce", ToTwo, "bounce", Bounce("Permanent", "General", Ana("5.1.1", "a") + "," + Bo))),
        ("bounce-with-a-bad-entry", Event("Bounce", ToTwo, "bounce", Bounce("Permanent", "General", Ana("5.1.1", "a") + ",7"))),
        ("complaint", Event("Complaint", ToOne, "complaint", Complaint("abuse", Ana("", "")))),
        ("complaint-of-a-domain", Event("Complaint", ToTwo, "complaint", Complaint("abuse", Ana("", "") + "," + Bo))),
        ("complaint-not-spam", Event("Complaint", ToOne, "complaint", Complaint("not-spam", Ana("", "")))),
        ("complaint-suppressed", Event("Complaint", ToOne, "complaint", $"""
            "timestamp":"{At}","complaintSubType":"OnAccountSuppressionList","complainedRecipients":[{Ana("", "")}]
            """)),
        ("reject", Event("Reject", ToOne, "reject", "\"reason\":\"Bad content\"")),
        ("rendering-failure", Event("Rendering Failure", ToOne, "failure", """
            "templateName":"order","errorMessage":"Attribute 'name' is not present in the rendering data."
            """)),
        ("open", Event("Open", ToOne, "open", Engagement)),
        ("open-of-several", Event("Open", ToTwo, "open", Engagement)),
        ("click", Event("Click", ToOne, "click", Engagement + """
            ,"link":"https://shop.example/orders/7741?a=b","linkTags":null
            """)),
        ("click-of-several", Event("Click", ToTwo, "click", Engagement + ",\"link\":\"https://shop.example/\"")),
        ("subscription-left", Event("Subscription", ToOne, "subscription", $$"""
            "contactList":"shop","timestamp":"{{At}}","source":"UnsubscribeHeader",
            "newTopicPreferences":{"unsubscribeAll":true,"topicSubscriptionStatus":[{"topicName":"offers","subscriptionStatus":"OptOut"}]},
            "oldTopicPreferences":{"unsubscribeAll":false,"topicSubscriptionStatus":[{"topicName":"offers","subscriptionStatus":"OptIn"}]}
            """)),
        ("subscription-joined", Event("Subscription", ToOne, "subscription", $$"""
            "timestamp":"{{At}}","newTopicPreferences":{"unsubscribeAll":false,"topicSubscriptionStatus":[{"topicName":"offers","subscriptionStatus":"OptIn"}]}
            """)),
        ("set-up-notice", "Successfully validated SNS topic for Amazon SES event publishing."),
        ("inbound-mail", """{"notificationType":"Received","mail":{"messageId":"x"},"receipt":{}}"""),
        ("other-text", "Hello"),
        ("unheard-of", Event("Teleported", ToOne, "teleported", $"\"timestamp\":\"{At}\"")),
    ];

    const string Engagement = $"\"timestamp\":\"{At}\",\"ipAddress\":\"192.0.2.1\",\"userAgent\":\"Mozilla/5.0\"";

    const string Bo = """{"emailAddress":"bo@example.org"}""";

    static string Event(string type, string mail, string detail, string members) =>
        "{\"eventType\":\"" + type + "\"," + mail + ",\"" + detail + "\":{" + members + "}}";

    static string Bounce(string type, string subType, string recipients) => $"""
        "bounceType":"{type}","bounceSubType":"{subType}","timestamp":"{At}","feedbackId":"0102019a7c1e5f00-8a770b1c-000000","bouncedRecipients":[{recipients}]
        """;

    static string Complaint(string feedbackType, string recipients) => $"""
        "timestamp":"{At}","feedbackId":"0102019a7c1e5f00-8a770b1c-000001","complaintFeedbackType":"{feedbackType}","complainedRecipients":[{recipients}]
        """;

    static string Ana(string status, string diagnostic) =>
        $$"""{"emailAddress":"ana@example.org","action":"failed","status":"{{status}}","diagnosticCode":"{{diagnostic}}"}""";
}
