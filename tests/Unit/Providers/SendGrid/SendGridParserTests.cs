using System.Text.Json;
using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.SendGrid;
using Xunit;

namespace Tracking.Unit.Providers.SendGrid;

public sealed class SendGridParserTests
{
    const string Mail = """ "email":"ana@example.org","sg_message_id":"k7Qw2Xb1TnuVh0Zr3cYd5A.recvd-5f6c9d-abcde-1-6740A1B2-2A.0","timestamp":1795229640""";
    const string Hard = "hard_bounce all";

    [Theory]
    [InlineData("processed", "", Evidence.Queued, null, null)]
    [InlineData("deferred", "", Evidence.Deferred, "deferred", null)]
    [InlineData("delivered", "", Evidence.Delivered, null, null)]
    [InlineData("open", "", Evidence.Opened, null, null)]
    [InlineData("click", "", Evidence.Clicked, null, null)]
    [InlineData("spamreport", "", Evidence.Complaint, "complaint", "complaint all")]
    [InlineData("unsubscribe", "", Evidence.Unsubscribed, null, "unsubscribed all")]
    [InlineData("unsubscribe", ""","asm_group_id":12""", Evidence.Unsubscribed, null, "unsubscribed all")]
    [InlineData("group_unsubscribe", ""","asm_group_id":12""", Evidence.Unsubscribed, null, "unsubscribed list:sendgrid:12")]
    [InlineData("group_unsubscribe", ""","asm_group_id":"12" """, Evidence.Unsubscribed, null, "unsubscribed list:sendgrid:12")]
    [InlineData("group_resubscribe", ""","asm_group_id":12""", Evidence.Unknown, "group_resubscribe", "lift list:sendgrid:12")]
    [InlineData("bounce", ""","type":"bounce","status":"5.1.1" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","type":"bounce","status":"5.2.2" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","type":"bounce" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","status":"5.0.0" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"Invalid Address" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"Mailbox Unavailable" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"Unclassified" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"Reputation","status":"5.7.1" """, Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"content" """, Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"Technical" """, Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"Frequency or Volume Too High" """, Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"Technical","status":"5.1.1" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"Technical","status":"5.1.2" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"Technical","status":"5.1.3" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"Technical","status":"5.1.10" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"Technical","status":"5.2.1" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","type":"bounce","bounce_classification":"Technical","status":"5.4.1" """, Evidence.HardBounce, "hard_bounce", Hard)]
    [InlineData("bounce", ""","type":"blocked","status":"5.1.1" """, Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("bounce", ""","type":"blocked","bounce_classification":"Reputation" """, Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("bounce", ""","type":"expired" """, Evidence.Undelivered, "expired", null)]
    [InlineData("bounce", ""","type":"exploded" """, Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("dropped", ""","reason":"Bounced Address" """, Evidence.FailedAtProvider, "suppressed", Hard)]
    [InlineData("dropped", ""","reason":"bounced address" """, Evidence.FailedAtProvider, "suppressed", Hard)]
    [InlineData("dropped", ""","reason":"Invalid" """, Evidence.FailedAtProvider, "invalid_recipient", "invalid_recipient all")]
    [InlineData("dropped", ""","reason":"Unsubscribed Address" """, Evidence.FailedAtProvider, "opted_out", "opted_out all")]
    [InlineData("dropped", ""","reason":"Unsubscribed Address","asm_group_id":12""", Evidence.FailedAtProvider, "opted_out", "opted_out list:sendgrid:12")]
    [InlineData("dropped", ""","reason":"Spam Reporting Address" """, Evidence.FailedAtProvider, "suppressed", "complaint all")]
    [InlineData("dropped", ""","reason":"Spam Content" """, Evidence.FailedAtProvider, "blocked", null)]
    [InlineData("dropped", ""","reason":"Invalid SMTPAPI header" """, Evidence.FailedAtProvider, "rejected", null)]
    [InlineData("dropped", ""","reason":"Recipient List over Package Quota" """, Evidence.FailedAtProvider, "rejected", null)]
    [InlineData("dropped", ""","reason":"for a new reason" """, Evidence.FailedAtProvider, "rejected", null)]
    [InlineData("dropped", "", Evidence.FailedAtProvider, "rejected", null)]
    [InlineData("teleported", "", Evidence.Unknown, "teleported", null)]
    [InlineData("Delivered", "", Evidence.Unknown, "Delivered", null)]
    [InlineData("account_status_change", "", Evidence.Unknown, "account_status_change", null)]
    public void The_word_gives_the_evidence_and_what_is_beside_it_the_rest(
        string word, string more, Evidence evidence, string? reason, string? suppression)
    {
        var e = Single(Event(word, more));

        Assert.Equal((evidence, reason, suppression), (e.Evidence, e.Reason, ExpectedEvent.Of(e).Suppression));
        Assert.Equal(("sendgrid", "k7Qw2Xb1TnuVh0Zr3cYd5A", "ana@example.org"), (e.Provider, e.ProviderMessageId, e.Recipient));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795229640), e.StatedAt);
        Assert.Null(e.DeliveryId);
    }

    [Fact]
    public void What_went_wrong_is_told_in_the_words_of_the_server_or_of_SendGrid()
    {
        static (string?, string?) Error(string word, string more) => Single(Event(word, more)) is var e ? (e.ErrorCode, e.ErrorMessage) : default;

        Assert.Equal(("5.1.1", "550 unknown"), Error("bounce", ""","type":"bounce","status":"5.1.1","reason":"550 unknown" """));
        Assert.Equal((null, "450 later"), Error("deferred", ""","response":"450 later","attempt":3"""));
        Assert.Equal((null, "Invalid"), Error("dropped", ""","reason":"Invalid" """));
        Assert.Equal((null, null), Error("delivered", ""","response":"250 OK","status":"2.0.0" """));
        Assert.Equal((null, null), Error("bounce", ""","type":"bounce","status":{},"reason":["x"] """));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("\"true\"", true)]
    [InlineData("\"True\"", true)]
    [InlineData("false", false)]
    [InlineData("\"no\"", false)]
    [InlineData("null", false)]
    [InlineData("[]", false)]
    public void An_open_by_a_machine_is_no_humans(string value, bool byMachine)
    {
        var e = Single(Event("open", $",\"sg_machine_open\":{value}"));

        Assert.Equal((Evidence.Opened, byMachine), (e.Evidence, e.ByMachine));
        Assert.False(Single(Event("click", $",\"sg_machine_open\":{value}")).ByMachine);
    }

    [Fact]
    public void A_click_says_what_was_clicked() =>
        Assert.Equal("https://shop.example/?a=ü", Single(Event("click", ""","url":"https://shop.example/?a=ü","url_offset":{"index":0}""")).Url);

    [Fact]
    public void The_mails_id_ends_at_the_first_dot()
    {
        Assert.Equal("14c5d75ce93", Single("""{"event":"open","email":"a@b.c","sg_message_id":"14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0"}""").ProviderMessageId);
        Assert.Equal("a_b-C", Single("""{"event":"open","email":"a@b.c","sg_message_id":"a_b-C"}""").ProviderMessageId);
        Assert.Equal("7", Single("""{"event":"open","email":"a@b.c","sg_message_id":7}""").ProviderMessageId);
        Assert.Null(Single("""{"event":"open","email":"a@b.c","sg_message_id":".x"}""").ProviderMessageId);
    }

    [Fact]
    public void A_bounce_without_the_mails_id_is_an_orphan_with_its_recipient()
    {
        var e = Single("""{"event":"bounce","type":"bounce","status":"5.1.1","email":"Ana <Ana@Example.org>","timestamp":1795229640,"smtp-id":"<x@y>"}""");

        Assert.Equal((null, null, "ana@example.org", Evidence.HardBounce), (e.ProviderMessageId, e.DeliveryId, e.Recipient, e.Evidence));
    }

    [Theory]
    [InlineData("\"d-7741\"", "d-7741")]
    [InlineData("7741", "7741")]
    [InlineData("\"d 7741\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("[\"d-7741\"]", null)]
    [InlineData("\"d\\u0000\"", null)]
    public void A_custom_argument_names_the_delivery_of_whatever_event(string value, string? deliveryId)
    {
        foreach (var word in new[] { "processed", "bounce", "click", "teleported" })
            Assert.Equal(deliveryId, Single(Event(word, $",\"delivery_id\":{value}")).DeliveryId);
        Assert.Equal(deliveryId, Single($$"""{"event":"bounce","email":"ana@example.org","delivery_id":{{value}}}""").DeliveryId);
    }

    [Theory]
    [InlineData("1795229640", 1795229640)]
    [InlineData("\"1795229640\"", 1795229640)]
    [InlineData("1513299569", 1513299569)]
    [InlineData("0", null)]
    [InlineData("1249948800", null)]
    [InlineData("1795316401", null)] // More than a day ahead.
    [InlineData("9999999999999", null)]
    [InlineData("-1", null)]
    [InlineData("1795229640.5", null)]
    [InlineData("\"2026-11-21T02:54:00Z\"", null)]
    [InlineData("true", null)]
    public void A_time_that_cannot_be_is_no_time(string value, int? seconds) =>
        Assert.Equal(
            seconds is { } known ? DateTimeOffset.FromUnixTimeSeconds(known) : null,
            Single($$"""{"event":"delivered","email":"ana@example.org","timestamp":{{value}}}""").StatedAt);

    [Fact]
    public void An_events_id_is_made_of_what_it_says_and_not_of_SendGrids_own()
    {
        var first = Single(Event("click", ""","url":"https://a.example","ip":"192.0.2.7","useragent":"x","sg_event_id":"one" """));

        Assert.Equal(first.Id, Single(Event("click", ""","sg_event_id":"two","useragent":"x","ip":"192.0.2.7","url":"https://a.example" """)).Id);
        Assert.Equal(
            Single("""{"event":"open","email":"ana@example.org","sg_message_id":"a.b.0","timestamp":1795229640}""").Id,
            Single("""{"timestamp":"1795229640","sg_message_id":"a.c.1","event":"open","email":"ANA@example.org"}""").Id);
        string[] others =
        [
            ""","url":"https://b.example","ip":"192.0.2.7","useragent":"x" """,
            ""","url":"https://a.example","ip":"192.0.2.8","useragent":"x" """,
            ""","url":"https://a.example","ip":"192.0.2.7","useragent":"y" """,
            ""","url":"https://a.example","ip":"192.0.2.7","useragent":"x","delivery_id":"d" """,
        ];
        Assert.All(others, other => Assert.NotEqual(first.Id, Single(Event("click", other)).Id));
        Assert.NotEqual(Single(Event("open", "")).Id, Single(Event("open", ""","sg_machine_open":true""")).Id);
        Assert.NotEqual(Single(Event("dropped", ""","reason":"Invalid" """)).Id, Single(Event("dropped", ""","reason":"Bounced Address" """)).Id);
        Assert.NotEqual(
            Single(Event("group_unsubscribe", ""","asm_group_id":1""")).Id, Single(Event("group_unsubscribe", ""","asm_group_id":2""")).Id);
        Assert.NotEqual(Single(Event("bounce", ""","type":"bounce" """)).Id, Single(Event("bounce", ""","type":"blocked" """)).Id);
    }

    [Fact]
    public void In_a_batch_each_event_stands_alone()
    {
        var good = Event("delivered", "");
        string[] broken =
        [
            "null", "7", "\"delivered\"", "[]", "{}", "{\"event\":\"delivered\"}", "{\"email\":\"a@b.c\"}", "{\"event\":7,\"email\":{}}",
            $"{{{Mail},\"event\":\"delivered\",\"event\":\"bounce\"}}",
            $"{{{Mail},\"event\":\"group_unsubscribe\"}}",
            $"{{{Mail},\"event\":\"group_resubscribe\",\"asm_group_id\":[12]}}",
            $"{{{Mail},\"event\":\"group_unsubscribe\",\"asm_group_id\":\"{new string('1', 10_000)}\"}}",
            "{\"event\":\"delivered\",\"email\":\"a@b.c\",\"sg_message_id\":{\"a\":1}}",
            "{\"event\":\"delivered\",\"email\":\"a@b.c\",\"sg_message_id\":\"x\\ud83d\"}",
            $"{{\"event\":\"delivered\",\"email\":\"a@b.c\",\"sg_message_id\":\"{new string('x', 10_000)}.0\"}}",
            $"{{\"event\":\"delivered\",\"email\":\"{new string('x', 10_000)}@b.c\"}}",
            "{\"event\":\"delivered\",\"email\":\"a\\u0000@b.c\"}",
            "{\"\\ud83d\":1,\"event\":\"delivered\",\"email\":\"a@b.c\"}",
            "{\"event\":\"delivered\",\"email\":\"a@b.c\",\"x\":" + string.Concat(Enumerable.Repeat("{\"a\":", 5_000)) + "1" + new string('}', 5_000) + "}",
        ];

        foreach (var part in broken)
        {
            var reading = Read($"[{good},\r\n {part} ,{good}]");

            Assert.Equal(2, reading.Events.Count);
            Assert.Equal(part, Assert.Single(reading.Unreadable).Body);
        }

        var all = Read($"[{good},{string.Join(',', broken)},{good}]");
        Assert.Equal(2, all.Events.Count);
        Assert.Equal(broken, all.Unreadable.Select(part => part.Body));
    }

    [Fact]
    public void What_the_custom_arguments_hold_harms_no_event()
    {
        var reading = Read("[{" + Mail + ""","event":"delivered","category":[[1],{"a":null}],"pool":{"name":"x","id":1},"tls":"yes","a":{"b":{"c":["\u0000","\ud83d"]}},"attempt":[]}]""");

        Assert.Equal(Evidence.Delivered, Assert.Single(reading.Events).Evidence);
        Assert.Empty(reading.Unreadable);
    }

    [Fact]
    public void An_event_that_comes_back_from_the_dead_letters_is_read_alone()
    {
        var alone = Event("delivered", "");

        Assert.Equal(Single(alone), Assert.Single(Read(alone).Events));
        Assert.Equal(Single(alone), Assert.Single(Read("\uFEFF [" + alone + "]\r\n").Events));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("null")]
    [InlineData("\"[]\"")]
    [InlineData("[")]
    [InlineData("[{]")]
    [InlineData("[]x")]
    [InlineData("[] []")]
    [InlineData("[1,]")]
    [InlineData("{}")]
    [InlineData("{\"event\":\"delivered\"}")]
    [InlineData("event=delivered&email=a%40b.c")]
    public void What_is_no_batch_is_reported_and_nothing_throws(string body)
    {
        var reading = Read(body);

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    [Fact]
    public void An_empty_batch_says_nothing()
    {
        var reading = Read("[]");

        Assert.Empty(reading.Events);
        Assert.Empty(reading.Unreadable);
    }

    [Fact]
    public void A_batch_of_the_largest_size_is_read()
    {
        var events = Enumerable.Range(0, 5_000).Select(i => $$"""{"email":"a{{i}}@example.org","event":"delivered","sg_message_id":"k7Qw2Xb1TnuVh0Zr3cYd5A.recvd-5f6c9d-abcde-1-6740A1B2-2A.0","timestamp":1795229640,"response":"250 2.0.0 OK"}""");

        var reading = Read($"[{string.Join(",\n", events)}]");

        Assert.Equal(5_000, reading.Events.DistinctBy(e => e.Id).Count());
    }

    static string Event(string word, string more) => $"{{{Mail},\"event\":{JsonSerializer.Serialize(word)}{more}}}";

    static DeliveryEvent Single(string e) => Read($"[{e}]").Single();

    static CallbackReading Read(string body) => SendGridParser.Parse(new RawCallback
    {
        CallbackId = Guid.Empty,
        Provider = "sendgrid",
        ReceivedAt = Requests.Now,
        Method = "POST",
        Url = SendGridRequests.Url,
        Headers = new Dictionary<string, string>(),
        Body = body,
    });
}
