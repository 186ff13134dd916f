namespace Tracking.Unit.Providers.Twilio;

/// <summary>What the fixtures of Twilio hold, before it is signed.</summary>
static class TwilioRequests
{
    const string Url = "https://hooks.example.net/webhooks/twilio/status";
    const string Sid = "MessageSid=SM5b0f6a1e2d3c4b5a69788796a5b4c3d2";
    const string Rest =
        "&SmsSid=SM5b0f6a1e2d3c4b5a69788796a5b4c3d2&AccountSid=AC0f3e2d1c0b9a8f7e6d5c4b3a29181706&ApiVersion=2010-04-01" +
        "&From=%2B15005550006&To=%2B31612345678";

    // Of one message, a status comes from one sender: those that differ in it have an id of their own.
    public static readonly (string Name, string Url, string Body)[] All =
    [
        ("accepted", Url, $"{Sid}&MessageStatus=accepted{Rest}"),
        ("queued", Url, $"{Sid}&MessageStatus=queued{Rest}"),
        ("sending", Url, $"{Sid}&MessageStatus=sending{Rest}"),
        ("sent", Url, $"{Sid}&MessageStatus=sent&SmsStatus=sent{Rest}"),
        ("delivered", Url, $"{Sid}&MessageStatus=delivered&SmsStatus=delivered&RawDlrDoneDate=2611210254{Rest}"),
        ("partially-delivered", Url, $"{Sid}&MessageStatus=partially_delivered{Rest}"),
        ("undelivered-landline", Url, $"{Sid}&MessageStatus=undelivered&ErrorCode=30006{Rest}"),
        ("undelivered-unreachable", Url, $"{Sid}&MessageStatus=undelivered&ErrorCode=30003{Rest}"),
        ("undelivered-filtered", Url, $"{Sid}&MessageStatus=undelivered&ErrorCode=30007{Rest}"),
        ("failed-opted-out", Url, $"{Sid}&MessageStatus=failed&ErrorCode=21610&ErrorMessage=Attempt+to+send+to+unsubscribed+recipient{Rest}"),
        ("failed-expired", Url, $"{Sid}&MessageStatus=failed&ErrorCode=30036{Rest}"),
        ("failed", Url, $"{Sid}&MessageStatus=failed{Rest}"),
        ("canceled", Url, $"{Sid}&MessageStatus=canceled{Rest}"),
        ("read", Url, $"{Sid}&MessageStatus=read&EventType=READ&ChannelPrefix=whatsapp&From=whatsapp%3A%2B15005550006&To=whatsapp%3A%2B31612345678"),
        ("read-receipt-still-delivered", Url, $"{Sid}&MessageStatus=delivered&EventType=READ&To=whatsapp%3A%2B31612345678"),
        ("read-in-json", Url, """{"MessageSid":"SM5b0f6a1e2d3c4b5a69788796a5b4c3d2","MessageStatus":"read","To":"whatsapp:+31612345678"}"""),
        ("whatsapp-failed-with-odd-text", "https://hooks.example.net:8443/webhooks/twilio/status?tenant=acme&ref=o%2F42",
            $"{Sid}&MessageStatus=failed&ErrorCode=63024&ChannelStatusMessage=+r%C3%A9f+caf%C3%A9++&ErrorMessage=&Tag=b&Tag=a&Tag=a&messageid=x&To=whatsapp%3A%2B31612345678"),
        ("failed-opted-out-of-a-service", Url, $"{Sid[..^2]}00&MessageStatus=failed&ErrorCode=21610&MessagingServiceSid=MG9752274e9e519418a7406176694466fa{Rest}"),
        ("undelivered-from-a-short-code", Url, $"{Sid[..^2]}01&MessageStatus=undelivered&ErrorCode=30006&From=54321&To=%2B31612345678"),
        ("whatsapp-opted-out", Url, $"{Sid}&MessageStatus=failed&ErrorCode=63014&ChannelPrefix=whatsapp&From=whatsapp%3A%2B15005550006&To=whatsapp%3A%2B31612345678"),
        ("whatsapp-undelivered-marketing", Url,
            $"{Sid}&MessageStatus=undelivered&ErrorCode=63049&ChannelPrefix=whatsapp&ChannelInstallSid=XE7d1c&From=whatsapp%3A%2B15005550006&To=whatsapp%3A%2B31612345678"),
        ("rcs-delivered", Url, $"{Sid}&MessageStatus=delivered&ChannelPrefix=rcs&From=rcs%3Aacme_agent&To=rcs%3A%2B31612345678"),
        ("rcs-opted-out", Url, $"{Sid[..^2]}02&MessageStatus=failed&ErrorCode=21610&ChannelPrefix=rcs&From=rcs%3Aacme_agent&To=rcs%3A%2B31612345678"),
        ("rcs-unconfirmed", Url, $"{Sid}&MessageStatus=undelivered&ErrorCode=30046&ChannelPrefix=rcs&From=rcs%3Aacme_agent&To=rcs%3A%2B31612345678"),
        ("older-names-only", Url, "SmsSid=SM5b0f6a1e2d3c4b5a69788796a5b4c3d2&SmsStatus=delivered&To=%2B31612345678"),
        ("inbound", Url, $"{Sid}&SmsStatus=received&Body=STOP&OptOutType=STOP{Rest}"),
        ("without-status", Url, $"{Sid}{Rest}"),
        ("unheard-of", Url, $"{Sid}&MessageStatus=teleported{Rest}"),
    ];
}
