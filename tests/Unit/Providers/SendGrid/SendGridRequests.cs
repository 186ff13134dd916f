namespace Tracking.Unit.Providers.SendGrid;

/// <summary>What the fixtures of SendGrid hold, before it is signed.</summary>
static class SendGridRequests
{
    public const string Url = "https://hooks.example.net/webhooks/sendgrid";
    public const string Prefix = "k7Qw2Xb1TnuVh0Zr3cYd5A";

    const string Mail = $"\"email\":\"ana@example.org\",\"sg_message_id\":\"{Prefix}.recvd-5f6c9d-abcde-1-6740A1B2-2A.0\",\"sg_event_id\":\"Ym91bmNlLTAtNDIy\"";

    public static readonly (string Name, string Json)[] All =
    [
        ("processed", Of("processed", ",\"send_at\":1795229600,\"category\":\"order\",\"smtp-id\":\"<k7Qw2Xb1TnuVh0Zr3cYd5A@geopod-ismtpd-4>\"")),
        ("deferred", Of("deferred", ",\"response\":\"450 4.2.1 try again later\",\"attempt\":\"5\",\"category\":[\"order\",7]")),
        ("delivered", Of("delivered", ",\"response\":\"250 2.0.0 OK\",\"tls\":1,\"ip\":\"192.0.2.7\"") + "\r\n"),
        ("bounce", Of("bounce", ",\"type\":\"bounce\",\"status\":\"5.1.1\",\"reason\":\"550 5.1.1 unknown user\",\"bounce_classification\":\"Invalid Address\"")),
        ("bounce-for-reputation", Of("bounce", ",\"type\":\"bounce\",\"status\":\"5.7.1\",\"reason\":\"550 5.7.1 blocked\",\"bounce_classification\":\"Reputation\"")),
        ("bounce-blocked", Of("bounce", ",\"type\":\"blocked\",\"status\":\"5.7.1\",\"reason\":\"spam content\",\"bounce_classification\":\"Content\"")),
        ("bounce-expired", Of("bounce", ",\"type\":\"expired\",\"reason\":\"delivery time expired\"")),
        // Asynchronous: without the mail's id, hence an orphan, unless a custom argument names the delivery.
        ("bounce-without-id", "[{\"email\":\"ana@example.org\",\"event\":\"bounce\",\"type\":\"bounce\",\"status\":\"5.1.1\",\"timestamp\":1795229640}]"),
        ("bounce-of-a-named-delivery",
            "[{\"email\":\"ana@example.org\",\"event\":\"bounce\",\"type\":\"bounce\",\"status\":\"5.1.1\",\"timestamp\":1795229640,\"delivery_id\":\"d-7741\"}]"),
        ("dropped-bounced", Of("dropped", ",\"reason\":\"Bounced Address\"")),
        ("dropped-invalid", Of("dropped", ",\"reason\":\"Invalid\"")),
        ("dropped-unsubscribed", Of("dropped", ",\"reason\":\"Unsubscribed Address\"")),
        ("dropped-unsubscribed-of-a-group", Of("dropped", ",\"reason\":\"Unsubscribed Address\",\"asm_group_id\":12")),
        ("dropped-complained", Of("dropped", ",\"reason\":\"Spam Reporting Address\"")),
        ("dropped-as-spam", Of("dropped", ",\"reason\":\"Spam Content\"")),
        ("dropped-over-quota", Of("dropped", ",\"reason\":\"Recipient List over Package Quota\"")),
        ("open", Of("open", ",\"useragent\":\"Mozilla/5.0\",\"ip\":\"192.0.2.7\",\"sg_machine_open\":false")),
        ("open-by-machine", Of("open", ",\"useragent\":\"Mozilla/5.0\",\"ip\":\"192.0.2.7\",\"sg_machine_open\":true")),
        ("click", Of("click", ",\"useragent\":\"Mozilla/5.0\",\"ip\":\"192.0.2.7\",\"url\":\"https://shop.example/orders/7741?x=1&y=ü\",\"url_offset\":{\"index\":0}")),
        ("spamreport", Of("spamreport")),
        ("unsubscribe", Of("unsubscribe")),
        ("group-unsubscribe", Of("group_unsubscribe", ",\"asm_group_id\":12")),
        ("group-resubscribe", Of("group_resubscribe", ",\"asm_group_id\":\"12\"")),
        ("group-unsubscribe-without-group", Of("group_unsubscribe")),
        ("batch", $$$"""
            [{{{{Mail}}},"event":"processed","timestamp":"1795229630"},
             {{{{Mail}}},"event":"delivered","timestamp":1795229640,"response":"250 OK"},
             {"email":"Bo <bo@Example.org>","sg_message_id":"{{{Prefix}}}.recvd-5f6c9d-abcde-1-6740A1B2-2A.1","event":"bounce","type":"bounce","status":"5.1.1","reason":"550 5.1.1 unknown — café","timestamp":1795229641},
             {"email":"ana@example.org","event":"open","timestamp":1795229700,"sg_message_id":"{{{Prefix}}}.filterdrecv-1.0","order":{"lines":[1,2]}},
             "no event",
             {"email":"cy@example.org","email":"di@example.org","event":"delivered","timestamp":1795229640},
             {"email":["ana@example.org"],"event":"delivered","timestamp":1795229640},
             {{{{Mail}}},"event":"click","url":"https://shop.example/","timestamp":1795229701}]
            """.ReplaceLineEndings("\r\n")),
        ("empty", "[]"),
        ("without-event", $"[{{{Mail},\"timestamp\":1795229640}}]"),
        ("without-array", "\"delivered\""),
        ("unheard-of", Of("teleported", ",\"reason\":\"beamed\"")),
    ];

    /// <param name="more">Further members, behind a comma.</param>
    static string Of(string word, string more = "") => $"[{{{Mail},\"event\":\"{word}\",\"timestamp\":1795229640{more}}}]";
}
