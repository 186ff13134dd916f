namespace Tracking.Unit.Providers.Mailgun;

/// <summary>What the fixtures of Mailgun hold, before it is signed: what follows the signature.</summary>
static class MailgunRequests
{
    public const string Url = "https://hooks.example.net/webhooks/mailgun";

    /// <summary>A JSON object is a body's event-data, anything else the fields of a form.</summary>
    public static readonly (string Name, string Text)[] All =
    [
        ("accepted", Of("accepted")),
        ("delivered", Of("delivered", ""","delivery-status":{"code":250,"message":"OK","attempt-no":1},"user-variables":{"delivery_id":"d-7741"}""")),
        ("failed-temporary", Of("failed", ""","severity":"temporary","reason":"generic","delivery-status":{"code":452,"message":"4.2.2 full","description":""}""")),
        ("failed-permanent", Of("failed", ""","severity":"permanent","reason":"bounce","delivery-status":{"code":550,"message":"5.1.1 no such user","description":""}""")),
        ("failed-permanent-4xx", Of("failed", ""","severity":"permanent","reason":"bounce","delivery-status":{"code":499,"message":"no MX"}""")),
        ("failed-old", Of("failed", ""","severity":"permanent","reason":"old","delivery-status":{"code":602,"message":"Too old"}""")),
        ("failed-suppress-bounce", Of("failed", ""","severity":"permanent","reason":"suppress-bounce","delivery-status":{"code":605,"message":"Not delivering to previously bounced address"}""")),
        ("failed-suppress-unsubscribe", Of("failed", ""","severity":"permanent","reason":"suppress-unsubscribe","delivery-status":{"code":606}""")),
        ("failed-suppress-complaint", Of("failed", ""","severity":"permanent","reason":"suppress-complaint","delivery-status":{"code":607}""")),
        ("rejected", """{"event":"rejected","id":"Zx8","timestamp":1795229639.41,"reject":{"reason":"Sandbox subdomains are for test purposes only","description":""},"message":{"headers":{"to":"Ana <ana@example.org>","message-id":"20261121025400.1.ABCD@mg.shop.example"}}}"""),
        ("opened", Of("opened", ""","ip":"192.0.2.7","client-info":{"client-type":"browser","user-agent":"Mozilla/5.0","bot":""}""")),
        ("opened-by-machine", Of("opened", ""","ip":"192.0.2.8","client-info":{"client-name":"unknown","user-agent":"Mozilla/5.0","bot":"apple"}""")),
        ("clicked", Of("clicked", ""","ip":"192.0.2.7","url":"https://shop.example/o/7741","client-info":{"user-agent":"Mozilla/5.0"}""")),
        ("unsubscribed", Of("unsubscribed")),
        ("complained", Of("complained")),
        ("stored", """{"event":"stored","id":"Zx8","timestamp":1795229639.41,"recipient":"in@mg.shop.example"}"""),
        ("without-message-id", """{"event":"delivered","id":"Zx8","timestamp":1795229639.41,"recipient":"ana@example.org"}"""),
        ("unheard-of", Of("teleported")),
        ("form-delivered", Form("delivered", "&Message-Id=%3C20261121025400.1.ABCD%40mg.shop.example%3E&token=of-the-sender&event=of-the-sender")),
        ("form-bounced", Form("bounced", "&Message-Id=%3C20261121025400.1.ABCD%40mg.shop.example%3E&code=550&error=5.1.1+no+such+user")),
        ("form-dropped", Form("dropped", "&Message-Id=%3C20261121025400.1.ABCD%40mg.shop.example%3E&reason=old&code=602&description=Too+old")),
        ("form-dropped-complaint", Form("dropped", "&Message-Id=%3C20261121025400.1.ABCD%40mg.shop.example%3E&reason=hardfail&code=607")),
        ("form-clicked", Form("clicked", "&message-id=20261121025400.1.ABCD%40mg.shop.example&url=https%3A%2F%2Fshop.example%2F&ip=192.0.2.7&user-agent=Mozilla")),
        ("form-without-event", "recipient=ana%40example.org&domain=mg.shop.example"),
        ("form-inbound", "sender=ana%40example.org&recipient=in%40mg.shop.example&subject=hello"),
    ];

    /// <param name="more">Further members, behind a comma.</param>
    static string Of(string word, string more = "") =>
        $$$"""{"event":"{{{word}}}","id":"Zx8","timestamp":1795229639.41,"recipient":"ana@example.org","message":{"headers":{"to":"Ana <ana@example.org>","message-id":"20261121025400.1.ABCD@mg.shop.example"}},"tags":[]{{{more}}}}""";

    static string Form(string word, string more) => $"event={word}&recipient=ana%40example.org&domain=mg.shop.example{more}";
}
