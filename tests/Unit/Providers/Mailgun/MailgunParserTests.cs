using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Mailgun;
using Xunit;

namespace Tracking.Unit.Providers.Mailgun;

public sealed class MailgunParserTests
{
    const string Id = "20261121025400.1.ABCD@mg.shop.example";

    [Theory]
    [InlineData("accepted", null, null, null, Evidence.Queued, null, null)]
    [InlineData("delivered", null, null, "250", Evidence.Delivered, null, null)]
    [InlineData("failed", "temporary", "generic", "452", Evidence.Deferred, "deferred", null)]
    [InlineData("failed", "temporary", "bounce", "550", Evidence.Deferred, "deferred", null)]
    [InlineData("failed", "permanent", "bounce", "550", Evidence.HardBounce, "hard_bounce", "hard_bounce")]
    [InlineData("failed", "permanent", "bounce", null, Evidence.HardBounce, "hard_bounce", "hard_bounce")]
    [InlineData("failed", "permanent", "bounce", "421", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("failed", "permanent", "generic", "550", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("failed", "permanent", "old", "602", Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("failed", "permanent", null, null, Evidence.SoftBounce, "soft_bounce", null)]
    [InlineData("failed", "permanent", "suppress-bounce", "605", Evidence.Undelivered, "suppressed", "hard_bounce")]
    [InlineData("failed", "permanent", "suppress-unsubscribe", "606", Evidence.Undelivered, "suppressed", "unsubscribed")]
    [InlineData("failed", "permanent", "suppress-complaint", "607", Evidence.Undelivered, "suppressed", "complaint")]
    [InlineData("failed", "permanent", "suppress-whim", "608", Evidence.Undelivered, "suppressed", null)]
    [InlineData("failed", "permanent", "bounce", "605", Evidence.Undelivered, "suppressed", "hard_bounce")]
    [InlineData("failed", "permanent", "hardfail", "607", Evidence.Undelivered, "suppressed", "complaint")]
    [InlineData("failed", "sideways", "bounce", "550", Evidence.Unknown, "failed sideways", null)]
    [InlineData("rejected", null, null, null, Evidence.FailedAtProvider, "rejected", null)]
    [InlineData("opened", null, null, null, Evidence.Opened, null, null)]
    [InlineData("clicked", null, null, null, Evidence.Clicked, null, null)]
    [InlineData("unsubscribed", null, null, null, Evidence.Unsubscribed, null, "unsubscribed")]
    [InlineData("complained", null, null, null, Evidence.Complaint, "complaint", "complaint")]
    [InlineData("teleported", null, null, null, Evidence.Unknown, "teleported", null)]
    public void The_word_gives_the_evidence_and_severity_reason_and_code_refine_it(
        string word, string? severity, string? reason, string? code, Evidence evidence, string? ours, string? suppression)
    {
        var e = Single(word, $$$""","severity":{{{Text(severity)}}},"reason":{{{Text(reason)}}},"delivery-status":{"code":{{{code ?? "null"}}},"message":"m"}""");

        Assert.Equal((evidence, ours, suppression), (e.Evidence, e.Reason, e.Suppression?.Reason));
        Assert.Equal(("mailgun", Id, "ana@example.org"), (e.Provider, e.ProviderMessageId, e.Recipient));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1795229639_410), e.StatedAt);
        Assert.Null(e.DeliveryId);

        static string Text(string? text) => text is null ? "null" : $"\"{text}\"";
    }

    [Theory]
    [InlineData("delivered", "", Evidence.Delivered)]
    [InlineData("bounced", "&code=550", Evidence.HardBounce)]
    [InlineData("bounced", "", Evidence.HardBounce)]
    [InlineData("bounced", "&code=4.4.7", Evidence.SoftBounce)]
    [InlineData("dropped", "&reason=hardfail&code=550", Evidence.SoftBounce)]
    [InlineData("dropped", "&reason=old", Evidence.SoftBounce)]
    [InlineData("dropped", "&reason=hardfail&code=605", Evidence.Undelivered)]
    [InlineData("complained", "", Evidence.Complaint)]
    [InlineData("teleported", "", Evidence.Unknown)]
    public void A_form_of_an_older_account_says_the_same_in_other_words(string word, string more, Evidence evidence)
    {
        var reading = Form($"event={word}&recipient=Ana+%3Cana%40example.org%3E&Message-Id=%3C{Id}%3E&timestamp=1795229640&token=t{more}");

        var e = Assert.Single(reading.Events);
        Assert.Equal((evidence, Id, "ana@example.org"), (e.Evidence, e.ProviderMessageId, e.Recipient));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795229640), e.StatedAt);
    }

    [Fact]
    public void A_variable_of_the_sender_that_has_a_fields_name_does_not_stand_in_for_it()
    {
        var e = Assert.Single(Form(
            $"event=delivered&recipient=ana%40example.org&message-id={Id}&event=failed&recipient=bob%40example.org&message-id=x").Events);

        Assert.Equal((Evidence.Delivered, "ana@example.org", Id), (e.Evidence, e.Recipient, e.ProviderMessageId));
    }

    [Fact]
    public void The_id_is_without_angle_brackets_however_it_is_written()
    {
        Assert.Equal(Id, Assert.Single(Json(Data("delivered", id: $"<{Id}>")).Events).ProviderMessageId);
        Assert.Equal(Id, Assert.Single(Json(Data("delivered", id: $" {Id} ")).Events).ProviderMessageId);
    }

    [Theory]
    [InlineData("Ana <ANA@example.org>", "ana@example.org")]
    [InlineData("ana@example.org, bob@example.org", null)]
    public void A_rejected_mail_names_its_recipient_in_its_header(string to, string? recipient)
    {
        var e = Assert.Single(Json(
            $$$"""{"event":"rejected","reject":{"reason":"spam"},"message":{"headers":{"to":"{{{to}}}","message-id":"{{{Id}}}"} } }""").Events);

        Assert.Equal((recipient, "spam"), (e.Recipient, e.ErrorMessage));
    }

    [Theory]
    [InlineData("\"\"", false)]
    [InlineData("null", false)]
    [InlineData("\"apple\"", true)]
    [InlineData("\"generic\"", true)]
    public void An_open_by_a_program_counts_apart(string bot, bool byMachine) =>
        Assert.Equal(byMachine, Single("opened", $$$""","client-info":{"bot":{{{bot}}}}""").ByMachine);

    [Fact]
    public void A_token_is_good_for_one_statement_whatever_the_form()
    {
        var genuine = Json(Data("delivered")).Proof;
        var lie = Json(Data("failed", ""","severity":"permanent","reason":"bounce" """)).Proof;
        var other = Json(Data("delivered"), token: "u").Proof;
        var message = Json(Data("failed", ""","severity":"permanent","delivery-status":{"message":"a"}""")).Proof;
        var otherMessage = Json(Data("failed", ""","severity":"permanent","delivery-status":{"message":"b"}""")).Proof;

        Assert.NotNull(genuine);
        Assert.False(genuine.IsProvenOtherwise);
        Assert.Equal(genuine, Json(Data("delivered", ""","tags":["x"]""")).Proof);
        Assert.Equal(genuine.Id, lie!.Id);
        Assert.NotEqual(genuine.Statement, lie.Statement);
        Assert.NotEqual(genuine.Id, other!.Id);
        Assert.NotEqual(message!.Statement, otherMessage!.Statement);
        // The border between timestamp and token is not signed, and may be moved.
        Assert.Equal(genuine.Id, Json(Data("delivered"), timestamp: "179522964", token: "0t").Proof!.Id);
        Assert.Equal(genuine.Id, Form($"event=delivered&message-id={Id}&timestamp=1795229640&token=t").Proof!.Id);
    }

    [Fact]
    public void What_says_nothing_uses_its_token_all_the_same()
    {
        var nothing = Json("""{"event":"stored"}""");

        Assert.Empty(nothing.Events);
        Assert.Empty(nothing.Unreadable);
        Assert.Equal(Json(Data("delivered")).Proof!.Id, nothing.Proof!.Id);
        Assert.NotEqual(Json(Data("delivered")).Proof!.Statement, nothing.Proof.Statement);
    }

    [Fact]
    public void What_cannot_be_read_does_not_so_that_it_can_be_repaired() => Assert.Null(Json("""{"event":"delivered"}""").Proof);

    [Fact]
    public void Opens_are_told_apart_by_time_address_and_program()
    {
        var first = Single("opened", ""","ip":"192.0.2.7","client-info":{"user-agent":"a"}""");

        Assert.Equal(first.Id, Single("opened", ""","client-info":{"user-agent":"a"},"ip":"192.0.2.7","id":"another" """).Id);
        Assert.NotEqual(first.Id, Single("opened", ""","ip":"192.0.2.8","client-info":{"user-agent":"a"}""").Id);
        Assert.NotEqual(first.Id, Single("opened", ""","ip":"192.0.2.7","client-info":{"user-agent":"b"}""").Id);
    }

    public static TheoryData<string> Unreadable() => new(
        "", "[]", "{", "{}",
        """{"event-data":[]}""",
        """{"event-data":{}}""",
        """{"event-data":{"event":["x"]}}""",
        """{"event-data":{"event":"delivered"}}""",
        """{"event-data":{"event":"delivered","message":{"headers":{"message-id":"<>"}}}}""",
        """{"event-data":{"event":"delivered","message":{"headers":{"message-id":["x"]}}}}""",
        """{"event-data":{"event":"delivered","message":{"headers":{"message-id":"x\u0000"}}}}""",
        $$$$"""{"event-data":{"event":"delivered","message":{"headers":{"message-id":"{{{{new string('x', 10_000)}}}}"} } } }""",
        $$$$"""{"event-data":{"event":"delivered","recipient":"{{{{new string('x', 10_000)}}}}","message":{"headers":{"message-id":"x"} } } }""");

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Without_what_we_need_it_is_reported_and_nothing_throws(string body)
    {
        var reading = Read(body, "application/json");

        Assert.Empty(reading.Events);
        Assert.Null(Assert.Single(reading.Unreadable).Body);
    }

    static string Data(string word, string more = "", string id = Id) =>
        $$$"""{"event":"{{{word}}}","timestamp":1795229639.41,"recipient":"ana@example.org","message":{"headers":{"message-id":"{{{id}}}"}}{{{more}}}}""";

    static DeliveryEvent Single(string word, string more)
    {
        var reading = Json(Data(word, more));
        Assert.Empty(reading.Unreadable);
        return Assert.Single(reading.Events);
    }

    static CallbackReading Json(string data, string timestamp = "1795229640", string token = "t") => Read(
        $$$"""{"signature":{"timestamp":"{{{timestamp}}}","token":"{{{token}}}","signature":"s"},"event-data":{{{data}}}}""", "application/json");

    static CallbackReading Form(string body) => Read(body, "application/x-www-form-urlencoded");

    static CallbackReading Read(string body, string contentType) => MailgunParser.Parse(new RawCallback
    {
        CallbackId = Guid.Empty,
        Provider = "mailgun",
        ReceivedAt = Requests.Now,
        Method = "POST",
        ContentType = contentType,
        Url = "https://h.example/webhooks/mailgun",
        Headers = new Dictionary<string, string>(),
        Body = body,
    });
}
