namespace Tracking.Unit.Providers.SparkPost;

/// <summary>What the fixtures of SparkPost hold.</summary>
static class SparkPostRequests
{
    public const string Id = "65832150921904138";

    public static readonly (string Name, string Json)[] All =
    [
        ("injection", Batch(Event("injection"))),
        ("delivery", Batch(Event("delivery"))),
        ("delivery-of-a-named-delivery", Batch(Event("delivery", ""","rcpt_meta":{"delivery_id":"d-7741","ref":"ord-7741"}"""))),
        ("delay", Batch(Event("delay", ""","bounce_class":"21","error_code":"454","raw_reason":"454 4.4.4 [internal] no MX or A for domain" """))),
        ("bounce-invalid-recipient", Batch(Bounce("10"))),
        ("bounce-mailbox-full", Batch(Bounce("22"))),
        ("bounce-spam-block", Batch(Bounce("51"))),
        ("bounce-unsubscribe", Batch(Bounce("90"))),
        ("bounce-automatic-reply", Batch(Bounce("60"))),
        ("out-of-band-no-recipient", Batch(Bounce("30", "out_of_band"))),
        ("out-of-band-transient", Batch(Bounce("70", "out_of_band"))),
        ("policy-rejection", Batch(Bounce("25", "policy_rejection"))),
        ("generation-failure", Batch(Event("generation_failure", ""","raw_reason":"Error while rendering part html" """, "gen_event"))),
        ("spam-complaint", Batch(Event("spam_complaint", ""","fbtype":"abuse" """))),
        ("link-unsubscribe", Batch(Event("link_unsubscribe", "", "unsubscribe_event"))),
        ("opens", Batch(Engagement("initial_open"), Engagement("open"))),
        ("click", Batch(Engagement("click", ""","target_link_url":"https://example.org/order/7741" """))),
        ("ping", """[{"msys":{}}]"""),
        ("inbound", """[{"msys":{"relay_message":{"rcpt_to":"x@inbound.example","msg_from":"ana@example.org","content":{"subject":"Re: order"}}}}]"""),
        ("mixed", Batch(Event("delivery"), """{"msys":{"relay_event":{"type":"relay_delivery"}}}""", Event("teleported"), """{"msys":[]}""", Event("open", "", "track_event"))),
        ("without-an-id", """[{"msys":{"message_event":{"type":"delivery","rcpt_to":"ana@example.org","timestamp":"1795229640"}}}]"""),
        ("unheard-of", Batch(Event("teleported"))),
    ];

    public static string Batch(params string[] events) => $"[{string.Join(',', events)}]";

    public static string Bounce(string bounceClass, string type = "bounce") =>
        Event(type, $""","bounce_class":"{bounceClass}","error_code":"550","raw_reason":"550 5.1.1 no such user","reason":"550 5.1.1 no such user" """);

    public static string Engagement(string type, string more = "", string time = "1795229700") =>
        Event(type, $""","ip_address":"203.0.113.9","user_agent":"Mozilla/5.0"{more}""", "track_event", time);

    /// <param name="more">Further members, behind a comma.</param>
    public static string Event(string type, string more = "", string eventClass = "message_event", string time = "1795229640") =>
        $$"""{"msys":{"{{eventClass}}":{"type":"{{type}}","event_id":"92356927693813856","message_id":"000443ee14578172be22","transmission_id":"{{Id}}","rcpt_to":"ana@example.org","raw_rcpt_to":"Ana@example.org","timestamp":"{{time}}"{{more.TrimEnd()}}"""
        + "}}}";
}
