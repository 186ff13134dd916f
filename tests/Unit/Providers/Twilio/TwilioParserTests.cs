using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Twilio;
using Xunit;

namespace Tracking.Unit.Providers.Twilio;

public sealed class TwilioParserTests
{
    const string Sid = "SM5b0f6a1e2d3c4b5a69788796a5b4c3d2";
    const string JsonUrl = "https://h.example/webhooks/twilio/status?bodySHA256=00";

    [Theory]
    [InlineData("accepted", null, Evidence.Queued, null)]
    [InlineData("scheduled", null, Evidence.Queued, null)]
    [InlineData("queued", null, Evidence.Queued, null)]
    [InlineData("sending", null, Evidence.Sent, null)]
    [InlineData("sent", null, Evidence.Sent, null)]
    [InlineData("partially_delivered", null, Evidence.Sent, "partially_delivered")]
    [InlineData("delivered", null, Evidence.Delivered, null)]
    [InlineData("read", null, Evidence.Read, null)]
    [InlineData("canceled", null, Evidence.FailedAtProvider, "canceled")]
    [InlineData("undelivered", null, Evidence.Undelivered, "undelivered")]
    [InlineData("undelivered", "30003", Evidence.Undelivered, "undelivered")]
    [InlineData("undelivered", "30004", Evidence.Undelivered, "blocked")]
    [InlineData("undelivered", "30005", Evidence.Undelivered, "invalid_recipient")]
    [InlineData("undelivered", "30006", Evidence.Undelivered, "invalid_recipient")]
    [InlineData("undelivered", "30007", Evidence.Undelivered, "blocked")]
    [InlineData("undelivered", "30008", Evidence.Undelivered, "undelivered")]
    [InlineData("undelivered", "21610", Evidence.Undelivered, "opted_out")]
    [InlineData("failed", "21610", Evidence.FailedAtProvider, "opted_out")]
    [InlineData("failed", "30630", Evidence.FailedAtProvider, "opted_out")]
    [InlineData("failed", "63014", Evidence.FailedAtProvider, "opted_out")]
    [InlineData("failed", "21211", Evidence.FailedAtProvider, "invalid_recipient")]
    [InlineData("failed", "21614", Evidence.FailedAtProvider, "invalid_recipient")]
    [InlineData("failed", "21635", Evidence.FailedAtProvider, "invalid_recipient")]
    [InlineData("undelivered", "63032", Evidence.Undelivered, "blocked")]
    [InlineData("undelivered", "63033", Evidence.Undelivered, "blocked")]
    [InlineData("undelivered", "63049", Evidence.Undelivered, "blocked")]
    [InlineData("failed", "63016", Evidence.FailedAtProvider, "provider")]
    [InlineData("failed", "63003", Evidence.FailedAtProvider, "invalid_recipient")]
    [InlineData("failed", "63024", Evidence.FailedAtProvider, "invalid_recipient")]
    [InlineData("failed", "30036", Evidence.FailedAtProvider, "expired")]
    [InlineData("failed", "30034", Evidence.FailedAtProvider, "provider")]
    [InlineData("failed", null, Evidence.FailedAtProvider, "provider")]
    [InlineData("teleported", "7", Evidence.Unknown, "teleported")]
    [InlineData("Delivered", null, Evidence.Unknown, "Delivered")]
    public void The_status_word_gives_the_evidence_and_the_error_code_the_reason(
        string status, string? code, Evidence evidence, string? reason)
    {
        var e = Single($"MessageSid={Sid}&MessageStatus={status}&ErrorCode={code}&To=%2B31612345678");

        Assert.Equal((evidence, reason, code), (e.Evidence, e.Reason, e.ErrorCode));
        Assert.Equal(("twilio", Sid, "31612345678"), (e.Provider, e.ProviderMessageId, e.Recipient));
        Assert.Null(e.StatedAt);
        Assert.Null(e.DeliveryId);
    }

    const string Number = "From=%2B15005550006", Service = "MessagingServiceSid=MG9752274e9e519418a7406176694466fa", ShortCode = "From=54321";

    [Theory]
    [InlineData("21610", Number, "opted_out sender:15005550006")]
    [InlineData("21610", Number + "&" + Service, "opted_out sender:MG9752274e9e519418a7406176694466fa")]
    [InlineData("21610", "From=whatsapp%3A%2B15005550006", "opted_out sender:15005550006")]
    [InlineData("21610", "From=rcs%3Aacme_agent", "opted_out sender:rcs:acme_agent")]
    [InlineData("21610", "From=ACME", "opted_out sender:ACME")]
    [InlineData("21610", "", "opted_out sender:twilio")]
    [InlineData("30630", Number, "opted_out sender:15005550006")]
    [InlineData("63014", Number, "opted_out all")]
    [InlineData("63032", Number, "opted_out marketing")]
    [InlineData("63033", Number, "opted_out marketing")]
    [InlineData("63049", Number, "opted_out marketing")]
    [InlineData("30005", Number, "invalid_recipient all")]
    [InlineData("30005", ShortCode, "invalid_recipient all")]
    [InlineData("30006", Number, "invalid_recipient all")]
    [InlineData("30006", ShortCode, null)]
    [InlineData("21211", Number, "invalid_recipient all")]
    [InlineData("21614", Number, "invalid_recipient all")]
    [InlineData("21635", Number, "invalid_recipient all")]
    [InlineData("63003", Number, "invalid_recipient all")]
    [InlineData("63024", Number, "invalid_recipient all")]
    [InlineData("30001", Number, null)]
    [InlineData("30002", Number, null)]
    [InlineData("30003", Number, null)]
    [InlineData("30004", Number, null)]
    [InlineData("30007", Number, null)]
    [InlineData("30008", Number, null)]
    [InlineData("30017", Number, null)]
    [InlineData("30022", Number, null)]
    [InlineData("30023", Number, null)]
    [InlineData("30027", Number, null)]
    [InlineData("30032", Number, null)]
    [InlineData("30033", Number, null)]
    [InlineData("30034", Number, null)]
    [InlineData("30035", Number, null)]
    [InlineData("30036", Number, null)]
    [InlineData("30037", Number, null)]
    [InlineData("30038", Number, null)]
    [InlineData("30040", Number, null)]
    [InlineData("30041", Number, null)]
    [InlineData("30042", Number, null)]
    [InlineData("30046", Number, null)]
    [InlineData("63012", Number, null)]
    [InlineData("63016", Number, null)]
    [InlineData("63018", Number, null)]
    [InlineData("99999", Number, null)]
    [InlineData("", Number, null)]
    public void A_code_suppresses_whom_it_is_about_and_no_further(string code, string sender, string? suppression)
    {
        foreach (var status in new[] { "undelivered", "failed" })
        {
            var e = Single($"MessageSid={Sid}&MessageStatus={status}&ErrorCode={code}&To=%2B31612345678&{sender}");
            Assert.Equal(suppression, ExpectedEvent.Of(e).Suppression);
        }

        foreach (var status in new[] { "delivered", "sent", "read", "canceled", "opted_out", "invalid_recipient" })
            Assert.Null(Single($"MessageSid={Sid}&MessageStatus={status}&ErrorCode={code}&To=%2B31612345678&{sender}").Suppression);
    }

    [Fact]
    public void A_sender_that_is_none_is_none() => Assert.Equal(
        "sender:twilio", Single($"MessageSid={Sid}&MessageStatus=failed&ErrorCode=21610&From={new string('a', 10_000)}").Suppression?.Scope);

    [Theory]
    [InlineData("whatsapp%3A%2B31612345678")]
    [InlineData("rcs%3A%2B31612345678")]
    [InlineData("%2B31612345678")]
    [InlineData("31612345678")]
    public void A_number_is_the_same_on_every_channel(string to) =>
        Assert.Equal("31612345678", Single($"MessageSid={Sid}&MessageStatus=sent&To={to}").Recipient);

    [Theory]
    [InlineData("undelivered")]
    [InlineData("failed")]
    [InlineData("sent")]
    public void What_RCS_cannot_confirm_has_not_failed(string status)
    {
        var e = Single($"MessageSid={Sid}&MessageStatus={status}&ErrorCode=30046");

        Assert.Equal((Evidence.Sent, "unconfirmed"), (e.Evidence, e.Reason));
        Assert.Equal(Evidence.Delivered, Single($"MessageSid={Sid}&MessageStatus=delivered&ErrorCode=30046").Evidence);
    }

    [Fact]
    public void A_read_receipt_is_read_though_its_status_still_says_delivered() =>
        Assert.Equal(Evidence.Read, Single($"MessageSid={Sid}&MessageStatus=delivered&EventType=READ").Evidence);

    [Fact]
    public void The_older_names_are_read_only_where_the_newer_are_missing()
    {
        Assert.Equal(Evidence.Sent, Single($"SmsSid={Sid}&SmsStatus=sent").Evidence);
        Assert.Equal(Evidence.Delivered, Single($"SmsSid=SMother&SmsStatus=sent&MessageSid={Sid}&MessageStatus=delivered").Evidence);
        Assert.Equal(Sid, Single($"SmsSid=SMother&SmsStatus=sent&MessageSid={Sid}&MessageStatus=delivered").ProviderMessageId);
    }

    [Theory]
    [InlineData("receiving")]
    [InlineData("received")]
    public void A_message_to_us_is_no_status_of_ours(string status)
    {
        var reading = Read($"MessageSid={Sid}&SmsStatus={status}&Body=STOP");

        Assert.Empty(reading.Events);
        Assert.Empty(reading.Unreadable);
    }

    [Fact]
    public void A_delivered_message_shows_no_error()
    {
        var e = Single($"MessageSid={Sid}&MessageStatus=delivered&ErrorCode=30006&ErrorMessage=old");

        Assert.Null(e.ErrorCode);
        Assert.Null(e.ErrorMessage);
    }

    [Theory]
    [InlineData("ErrorMessage=Landline&ChannelStatusMessage=other", "Landline")]
    [InlineData("ErrorMessage=&ChannelStatusMessage=caf%C3%A9", "café")]
    [InlineData("ErrorMessage=+", null)]
    public void An_error_is_told_in_twilios_words(string fields, string? message) =>
        Assert.Equal(message, Single($"MessageSid={Sid}&MessageStatus=failed&ErrorCode=63024&{fields}").ErrorMessage);

    [Fact]
    public void An_overlong_error_is_cut_between_characters()
    {
        var text = new string('x', MessageRules.MaxErrorLength - 1) + "\U0001F600";

        var message = Single($"MessageSid={Sid}&MessageStatus=failed&ErrorMessage={Uri.EscapeDataString(text)}").ErrorMessage;

        Assert.Equal(text[..(MessageRules.MaxErrorLength - 1)], message);
    }

    [Fact]
    public void A_repetition_has_the_same_id_and_another_fact_has_another()
    {
        const string Fields = $"MessageSid={Sid}&To=%2B31612345678&";
        var first = Single(Fields + "MessageStatus=undelivered&ErrorCode=30006");

        Assert.Equal(first.Id, Single("RawDlrDoneDate=2611210254&ErrorCode=30006&MessageStatus=undelivered&" + Fields).Id);
        Assert.NotEqual(first.Id, Single(Fields + "MessageStatus=undelivered&ErrorCode=30003").Id);
        Assert.NotEqual(first.Id, Single(Fields + "MessageStatus=failed&ErrorCode=30006").Id);
        Assert.NotEqual(first.Id, Single(Fields + "MessageStatus=undelivered&ErrorCode=30006&EventType=X").Id);
        Assert.NotEqual(first.Id, Single(Fields + "MessageStatus=undelivered&ErrorCode=30006", account: "acme").Id);
        Assert.NotEqual(first.Id, Single($"MessageSid={Sid}&MessageStatus=undelivered&ErrorCode=30006").Id);
    }

    [Fact]
    public void Json_is_read_where_the_signed_url_holds_its_digest()
    {
        var e = Single($$$"""{"MessageSid":"{{{Sid}}}","MessageStatus":"failed","ErrorCode":30006,"To":null,"X":{"y":[1]}}""", JsonUrl);

        Assert.Equal((Evidence.FailedAtProvider, "30006"), (e.Evidence, e.ErrorCode));
        Assert.Null(e.Recipient);
    }

    public static TheoryData<string> UnreadableForms() => new(
        "",
        "&&&=&",
        "MessageStatus=delivered",
        $"MessageSid={Sid}",
        "MessageSid=&MessageStatus=delivered",
        $"MessageSid={Sid}&MessageStatus=",
        $"MessageSid=SM{new string('0', 254)}&MessageStatus=delivered",
        $"MessageSid={new string('0', 10_000)}&MessageStatus=delivered",
        $"MessageSid={Sid}&MessageStatus=delivered&To=%2B{new string('a', 2_000)}",
        $"MessageSid={Sid}%00&MessageStatus=delivered",
        $"MessageSid={Sid}&MessageStatus=delivered&To=%00",
        $"MessageSid={Sid}&MessageStatus=delivered&MessageStatus=failed",
        $"MessageSid={Sid}&MessageSid=SM1&MessageStatus=delivered",
        $"MessageSid[]={Sid}&MessageStatus[]=delivered",
        "{\"MessageSid\":\"SM1\",\"MessageStatus\":\"delivered\"}");

    [Theory]
    [MemberData(nameof(UnreadableForms))]
    public void A_form_without_what_we_need_is_reported_and_throws_nothing(string body) => IsUnreadable(Read(body));

    public static TheoryData<string> UnreadableJson() => new(
        "",
        "null",
        "[]",
        "\"delivered\"",
        "{",
        $$"""{"MessageSid":"{{Sid}}","MessageStatus":"delivered"}x""",
        $$"""{"MessageSid":["{{Sid}}"],"MessageStatus":"delivered"}""",
        $$$"""{"MessageSid":{"a":"{{{Sid}}}"},"MessageStatus":"delivered"}""",
        $$"""{"MessageSid":"{{Sid}}","MessageStatus":true}""",
        $$"""{"MessageSid":"{{Sid}}","MessageStatus":"delivered","MessageStatus":"failed"}""",
        $$"""{"MessageSid":"{{Sid}}\u0000","MessageStatus":"delivered"}""",
        $$"""{"MessageSid":"{{Sid}}\ud83d","MessageStatus":"delivered"}""",
        $$"""{"\ud83d":1,"\ud83d":2,"MessageSid":"{{Sid}}"}""",
        string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000));

    [Theory]
    [MemberData(nameof(UnreadableJson))]
    public void Json_without_what_we_need_is_reported_and_throws_nothing(string body) => IsUnreadable(Read(body, JsonUrl));

    static void IsUnreadable(CallbackReading reading)
    {
        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    static DeliveryEvent Single(string body, string url = "https://h.example/webhooks/twilio/status", string? account = null) =>
        Read(body, url, account).Single();

    static CallbackReading Read(string body, string url = "https://h.example/webhooks/twilio/status", string? account = null) =>
        TwilioParser.Parse(new RawCallback
        {
            CallbackId = Guid.Empty,
            Provider = "twilio",
            Account = account,
            ReceivedAt = Requests.Now,
            Method = "POST",
            Url = url,
            Headers = new Dictionary<string, string>(),
            Body = body,
        });
}
