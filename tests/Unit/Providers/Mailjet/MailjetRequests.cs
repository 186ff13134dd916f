namespace Tracking.Unit.Providers.Mailjet;

/// <summary>What the fixtures of Mailjet hold.</summary>
static class MailjetRequests
{
    public const string Id = "13792286917004336";

    public static readonly (string Name, string Json)[] All =
    [
        ("sent", Event("sent", ""","mj_message_id":"13792286917004336","smtp_reply":"sent (250 2.0.0 OK)" """)),
        ("sent-to-a-named-delivery", Event("sent", ""","smtp_reply":"sent" """, customId: "delivery_id=d-7741")),
        ("sent-to-a-delivery-named-in-the-payload", Event("sent", "", payload: """{\"delivery_id\":\"d-7741\"}""")),
        ("open", Event("open", ""","ip":"203.0.113.9","geo":"NL","agent":"Mozilla/5.0" """)),
        ("click", Event("click", ""","url":"https://example.org/order/7741","ip":"203.0.113.9","geo":"NL","agent":"Mozilla/5.0" """)),
        ("bounce-hard", Bounce("true", "user unknown", blocked: "true")),
        ("bounce-soft", Bounce("false", "quota exceeded")),
        ("bounce-greylisted", Bounce("false", "greylisted")),
        ("bounce-content-blocked", Bounce("true", "content blocked")),
        ("blocked-preblocked", Blocked("preblocked")),
        ("blocked-blacklisted", Blocked("blacklisted")),
        ("blocked-spam-reporter", Blocked("spam reporter")),
        ("blocked-misspelt", Blocked("typofix")),
        ("blocked-sender", Blocked("sender blocked")),
        ("spam", Event("spam", ""","source":"JMRPP" """)),
        ("unsubscribed-from-a-list", Event("unsub", ""","mj_list_id":42,"ip":"203.0.113.9","geo":"NL","agent":"Mozilla/5.0" """)),
        ("unsubscribed-from-all", Event("unsub", ""","mj_list_id":0""")),
        ("group", $"[{Event("sent")},{Bounce("false", "quota exceeded")},7,{Event("open", ""","ip":"203.0.113.9" """)}]"),
        ("without-an-id", """{"event":"sent","time":1795229640,"MessageID":0,"email":"ana@example.org"}"""),
        ("unheard-of", $"[{Event("teleported")}]"),
    ];

    public static string Bounce(string isHard, string error, string blocked = "false") =>
        Event("bounce", $""","blocked":{blocked},"hard_bounce":{isHard},"error_related_to":"recipient","error":"{error}","comment":"what the server said" """);

    public static string Blocked(string error) => Event("blocked", $""","error_related_to":"recipient","error":"{error}" """);

    /// <param name="more">Further members, behind a comma.</param>
    public static string Event(string name, string more = "", string customId = "ord-7741", string payload = "") =>
        $$$"""{"event":"{{{name}}}","time":1795229640,"MessageID":{{{Id}}},"Message_GUID":"1ab23cd4-e567-8901-2345-6789f0ab1c2d","email":"Ana@example.org","mj_campaign_id":0,"mj_contact_id":1,"customcampaign":"","CustomID":"{{{customId}}}","Payload":"{{{payload}}}"{{{more.TrimEnd()}}}}""";
}
