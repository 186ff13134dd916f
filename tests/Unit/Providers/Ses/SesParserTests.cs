using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;
using Tracking.Providers.Ses;
using Xunit;

namespace Tracking.Unit.Providers.Ses;

public sealed class SesParserTests
{
    const string Id = "0102019a7c1e4b2f-9d33aa10-bb20-4c30-8d40-5e60f7081920-000000";
    const string At = "2026-11-21T02:54:01.000Z";
    static readonly DateTimeOffset StatedAt = new(2026, 11, 21, 2, 54, 1, TimeSpan.Zero);
    static readonly DateTimeOffset PublishedAt = new(2026, 11, 21, 2, 54, 0, 123, TimeSpan.Zero);

    static readonly string ToOne = Mail("ana@example.org");
    static readonly string ToTwo = Mail("ana@example.org", "Bo <Bo@Example.org>");

    [Theory]
    [InlineData("Permanent", "General", Evidence.HardBounce, "hard_bounce")]
    [InlineData("Permanent", "NoEmail", Evidence.HardBounce, "hard_bounce")]
    [InlineData("Permanent", "SomethingNew", Evidence.HardBounce, "hard_bounce")]
    [InlineData("Permanent", "Suppressed", Evidence.Undelivered, "suppressed")]
    [InlineData("Permanent", "OnAccountSuppressionList", Evidence.Undelivered, "suppressed")]
    [InlineData("Permanent", "OnTenantSuppressionList", Evidence.Undelivered, "suppressed")]
    [InlineData("Permanent", "EmailValidationSuppressed", Evidence.Undelivered, "suppressed")]
    [InlineData("Permanent", "UnsubscribedRecipient", Evidence.Undelivered, "opted_out")]
    [InlineData("Transient", "General", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("Transient", "MailboxFull", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("Transient", "MessageTooLarge", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("Transient", "ContentRejected", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("Transient", "AttachmentRejected", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("Transient", "CustomTimeoutExceeded", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("Undetermined", "Undetermined", Evidence.SoftBounce, "soft_bounce")]
    [InlineData("Sideways", "General", Evidence.Unknown, "Bounce Sideways")]
    public void A_bounce_is_decided_by_its_type_unless_nothing_was_tried(
        string type, string subType, Evidence evidence, string reason)
    {
        var e = Single($$$"""
            {"eventType":"Bounce",{{{ToOne}}},"bounce":{"bounceType":"{{{type}}}","bounceSubType":"{{{subType}}}","timestamp":"{{{At}}}",
             "bouncedRecipients":[{"emailAddress":"ana@example.org","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 no such user"}]}}
            """);

        Assert.Equal((evidence, reason), (e.Evidence, e.Reason));
        Assert.Equal(("ses", Id, "ana@example.org"), (e.Provider, e.ProviderMessageId, e.Recipient));
        Assert.Equal(("5.1.1", "smtp; 550 5.1.1 no such user"), (e.ErrorCode, e.ErrorMessage));
        Assert.Equal(StatedAt, e.StatedAt);
        Assert.False(e.Ambiguous);
    }

    [Fact]
    public void Each_recipient_that_is_listed_has_an_event_of_its_own()
    {
        var reading = Read($$$"""
            {"eventType":"Delivery",{{{ToTwo}}},"delivery":{"timestamp":"{{{At}}}","recipients":["ana@example.org","Bo <BO@example.org>","bo@example.org"]}}
            """);

        Assert.Equal(["ana@example.org", "bo@example.org"], reading.Events.Select(e => e.Recipient));
        Assert.All(reading.Events, e => Assert.Equal((Evidence.Delivered, false, null), (e.Evidence, e.Ambiguous, e.ErrorCode)));
        Assert.Equal(2, reading.Events.DistinctBy(e => e.Id).Count());
    }

    [Fact]
    public void A_delay_is_deferred()
    {
        var e = Single($$$"""
            {"eventType":"DeliveryDelay",{{{ToOne}}},"deliveryDelay":{"timestamp":"{{{At}}}","delayType":"MailboxFull","expirationTime":"2026-11-21T16:54:01.000Z",
             "delayedRecipients":[{"emailAddress":"ana@example.org","status":"4.2.2"}]}}
            """);

        Assert.Equal((Evidence.Deferred, "deferred"), (e.Evidence, e.Reason));
        Assert.Equal(("4.2.2", "MailboxFull"), (e.ErrorCode, e.ErrorMessage));
    }

    [Theory]
    [InlineData("Send", "send", "{}", Evidence.Sent, null, null)]
    [InlineData("Reject", "reject", """{"reason":"Bad content"}""", Evidence.FailedAtProvider, "rejected", "Bad content")]
    [InlineData(
        "Rendering Failure", "failure", """{"templateName":"t","errorMessage":"Attribute 'x' is missing"}""",
        Evidence.FailedAtProvider, "rendering", "Attribute 'x' is missing")]
    public void What_happens_to_the_mail_as_a_whole_is_about_every_recipient(
        string type, string detail, string json, Evidence evidence, string? reason, string? message)
    {
        var one = Single($$$"""{"eventType":"{{{type}}}",{{{ToOne}}},"{{{detail}}}":{{{json}}}}""");
        var two = Single($$$"""{"eventType":"{{{type}}}",{{{ToTwo}}},"{{{detail}}}":{{{json}}}}""");

        Assert.Equal((evidence, reason, message), (one.Evidence, one.Reason, one.ErrorMessage));
        Assert.Equal(("ana@example.org", PublishedAt), (one.Recipient, one.StatedAt));
        Assert.Null(two.Recipient);
        Assert.False(two.Ambiguous);
    }

    [Theory]
    [InlineData("Open", "open", Evidence.Opened)]
    [InlineData("Click", "click", Evidence.Clicked)]
    public void An_open_or_click_of_a_mail_to_several_is_nobodys(string type, string detail, Evidence evidence)
    {
        var json = $$$""" "{{{detail}}}":{"timestamp":"{{{At}}}","ipAddress":"192.0.2.1","userAgent":"Mail","link":"https://shop.example/a"} """;

        var one = Single($$$"""{"eventType":"{{{type}}}",{{{ToOne}}},{{{json}}}}""");
        var two = Single($$$"""{"eventType":"{{{type}}}",{{{ToTwo}}},{{{json}}}}""");

        Assert.Equal((evidence, "ana@example.org", false), (one.Evidence, one.Recipient, one.Ambiguous));
        Assert.Equal((evidence, null, true), (two.Evidence, two.Recipient, two.Ambiguous));
        Assert.Equal(type == "Click" ? "https://shop.example/a" : null, one.Url);
    }

    [Theory]
    [InlineData("192.0.2.2", "Mail", "https://shop.example/a")]
    [InlineData("192.0.2.1", "Other", "https://shop.example/a")]
    [InlineData("192.0.2.1", "Mail", "https://shop.example/b")]
    public void Another_device_or_another_link_is_another_click(string ip, string agent, string link) =>
        Assert.NotEqual(Click("192.0.2.1", "Mail", "https://shop.example/a").Id, Click(ip, agent, link).Id);

    [Fact]
    public void A_click_that_is_told_twice_is_one() =>
        Assert.Equal(Click("192.0.2.1", "Mail", "https://a").Id, Click("192.0.2.1", "Mail", "https://a").Id);

    [Theory]
    [InlineData("abuse", null, Evidence.Complaint, "complaint")]
    [InlineData("auth-failure", null, Evidence.Complaint, "complaint")]
    [InlineData(null, null, Evidence.Complaint, "complaint")]
    [InlineData("not-spam", null, Evidence.Unknown, "not_spam")]
    [InlineData(null, "OnAccountSuppressionList", Evidence.Undelivered, "suppressed")]
    public void A_complaint_is_one_only_where_somebody_complained(
        string? feedback, string? subType, Evidence evidence, string reason)
    {
        var e = Single(Complaint(ToOne, feedback, subType, "ana@example.org"));

        Assert.Equal((evidence, reason, feedback), (e.Evidence, e.Reason, e.ErrorCode));
        Assert.Equal(("ana@example.org", false), (e.Recipient, e.Ambiguous));
    }

    [Fact]
    public void A_complaint_that_lists_several_is_a_candidate_for_each()
    {
        var reading = Read(Complaint(ToTwo, "abuse", null, "ana@example.org", "bo@example.org"));

        Assert.Equal(["ana@example.org", "bo@example.org"], reading.Events.Select(e => e.Recipient));
        Assert.All(reading.Events, e => Assert.Equal((Evidence.Complaint, true), (e.Evidence, e.Ambiguous)));
    }

    [Fact]
    public void A_complaint_that_lists_one_of_several_is_about_that_one() =>
        Assert.False(Single(Complaint(ToTwo, "abuse", null, "bo@example.org")).Ambiguous);

    [Theory]
    [InlineData("""{"unsubscribeAll":true}""", "{}", Evidence.Unsubscribed)]
    [InlineData("""{"unsubscribeAll":false,"topicSubscriptionStatus":[{"topicName":"a","subscriptionStatus":"OptOut"}]}""",
        """{"unsubscribeAll":false,"topicSubscriptionStatus":[{"topicName":"a","subscriptionStatus":"OptIn"}]}""", Evidence.Unsubscribed)]
    [InlineData("""{"topicSubscriptionStatus":[{"topicName":"a","subscriptionStatus":"OptOut"}]}""", "null", Evidence.Unsubscribed)]
    [InlineData("""{"topicSubscriptionStatus":[{"topicName":"a","subscriptionStatus":"OptOut"},{"topicName":"b","subscriptionStatus":"OptIn"}]}""",
        """{"topicSubscriptionStatus":[{"topicName":"a","subscriptionStatus":"OptOut"},{"topicName":"b","subscriptionStatus":"OptOut"}]}""", Evidence.Unknown)]
    [InlineData("""{"unsubscribeAll":false}""", """{"unsubscribeAll":true}""", Evidence.Unknown)]
    [InlineData("""["unsubscribeAll"]""", "1", Evidence.Unknown)]
    public void A_recipient_unsubscribes_by_leaving_all_or_a_topic(string now, string before, Evidence evidence)
    {
        var e = Single($$$"""
            {"eventType":"Subscription",{{{ToOne}}},"subscription":{"contactList":"shop","timestamp":"{{{At}}}","source":"UnsubscribeHeader",
             "newTopicPreferences":{{{now}}},"oldTopicPreferences":{{{before}}}}}
            """);

        Assert.Equal((evidence, "ana@example.org"), (e.Evidence, e.Recipient));
    }

    [Fact]
    public void Both_feeds_tell_one_fact_under_one_id()
    {
        const string Detail = $$$"""
            "bounce":{"bounceType":"Permanent","bounceSubType":"General","timestamp":"{{{At}}}","feedbackId":"FEEDBACK",
             "bouncedRecipients":[{"emailAddress":"ana@example.org","status":"5.1.1"}]}
            """;

        var published = Single($$$"""{"eventType":"Bounce",{{{ToOne}}},{{{Detail}}}}""");
        var notified = Single(
            $$$"""{"notificationType":"Bounce",{{{ToOne}}},{{{Detail.Replace("FEEDBACK", "other", StringComparison.Ordinal)}}}}""",
            e => e with { MessageId = "another publish", Timestamp = "2026-11-21T02:54:09.000Z" }, account: "acme");

        Assert.Equal(published.Id, notified.Id);
    }

    [Theory]
    [InlineData("""{"delivery_id":["ord-7741:email"],"ses:configuration-set":["main"]}""", "ord-7741:email")]
    [InlineData("""{"delivery_id":["ord 7741"]}""", null)]
    [InlineData("""{"delivery_id":["a","b"]}""", null)]
    [InlineData("""{"delivery_id":"a"}""", null)]
    [InlineData("""{"delivery_id":[1]}""", null)]
    [InlineData("""["delivery_id"]""", null)]
    [InlineData("null", null)]
    public void The_tag_delivery_id_names_the_delivery(string tags, string? deliveryId)
    {
        var e = Single($$$"""{"eventType":"Send","mail":{"messageId":"{{{Id}}}","destination":["ana@example.org"],"tags":{{{tags}}}},"send":{}}""");

        Assert.Equal(deliveryId, e.DeliveryId);
        Assert.False(e.Claims);
    }

    [Theory]
    [InlineData("2018-10-08T14:05:45 +0000", "2018-10-08T14:05:45Z")]
    [InlineData("2026-11-21T02:54:01.000Z", "2026-11-21T02:54:01Z")]
    [InlineData("2026-11-21T04:54:01.5+02:00", "2026-11-21T02:54:01.5Z")]
    [InlineData("2026-11-21T02:54:01", "2026-11-21T02:54:01Z")]
    [InlineData("12:00", "2026-11-21T02:54:00.123Z")]
    [InlineData("", "2026-11-21T02:54:00.123Z")]
    [InlineData("soon", "2026-11-21T02:54:00.123Z")]
    public void A_time_in_another_shape_is_read_and_none_is_that_of_the_publish(string timestamp, string expected)
    {
        var e = Single($$$"""{"eventType":"Delivery",{{{ToOne}}},"delivery":{"timestamp":"{{{timestamp}}}","recipients":["ana@example.org"]}}""");

        Assert.Equal(DateTimeOffset.Parse(expected, null), e.StatedAt);
    }

    [Fact]
    public void A_rewritten_address_of_a_mail_to_one_is_that_ones() =>
        Assert.Equal("ana@example.org", Single(Complaint(ToOne, "abuse", null, "ana=example.org@relay.example")).Recipient);

    [Theory]
    [InlineData("Teleported")]
    [InlineData("delivery")]
    public void An_unheard_of_event_is_kept_as_unknown(string type)
    {
        var e = Single($$$"""{"eventType":"{{{type}}}",{{{ToTwo}}}}""");

        Assert.Equal((Evidence.Unknown, type, PublishedAt), (e.Evidence, e.Reason, e.StatedAt));
    }

    [Theory]
    [InlineData("Successfully validated SNS topic for Amazon SES event publishing.")]
    [InlineData("""{"notificationType":"Received","mail":{"messageId":"x"}}""")]
    [InlineData("""{"notificationType":"AmazonSnsSubscriptionSucceeded","message":"You have successfully subscribed"}""")]
    public void What_is_not_about_our_mail_is_nothing(string message)
    {
        var reading = Read(message);

        Assert.Empty(reading.Events);
        Assert.Empty(reading.Unreadable);
    }

    public static TheoryData<string> Unreadable() => new(
        "",
        "hello",
        "[]",
        "{}",
        $$$"""{{{{ToOne}}}}""",
        """{"eventType":"Send"}""",
        """{"eventType":"Send","mail":[]}""",
        """{"eventType":"Send","mail":{}}""",
        """{"eventType":"Send","mail":{"messageId":7}}""",
        """{"eventType":"Send","mail":{"messageId":"a\u0000"}}""",
        """{"eventType":"Send","mail":{"messageId":"a\ud83d"}}""",
        """{"eventType":"Send","mail":{"\ud83d":"a"}}""",
        """{"eventType":"Send","mail":{"messageId":" "}}""",
        $$$"""{"eventType":"Send","mail":{"messageId":"{{{new string('a', 256)}}}"}}""",
        $$$"""{"eventType":["Send"],{{{ToOne}}}}""",
        $$$"""{"eventType":"Send","eventType":"Open",{{{ToOne}}}}""",
        $$$"""{"eventType":"Bounce",{{{ToOne}}}}""",
        $$$"""{"eventType":"Bounce",{{{ToOne}}},"bounce":{"bounceType":"Permanent"}}""",
        $$$"""{"eventType":"Bounce",{{{ToOne}}},"bounce":{"bounceType":"Permanent","bouncedRecipients":[]}}""",
        $$$"""{"eventType":"Bounce",{{{ToOne}}},"bounce":{"bounceType":"Permanent","bouncedRecipients":[[],1,null,{}]}}""",
        $$$"""{"eventType":"Delivery",{{{ToOne}}},"delivery":{"recipients":"ana@example.org"}}""",
        $$$"""{"eventType":"Open",{{{ToOne}}}}""",
        string.Concat(Enumerable.Repeat("[", 10_000)),
        $$$"""{"eventType":"Send",{{{ToOne}}},"send":{{{string.Concat(Enumerable.Repeat("[", 100))}}}{{{string.Concat(Enumerable.Repeat("]", 100))}}}}""");

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void A_message_without_what_we_need_is_reported_once_and_throws_nothing(string message)
    {
        var reading = Read(message);

        Assert.Empty(reading.Events);
        Assert.Single(reading.Unreadable);
    }

    [Fact]
    public void One_bad_entry_of_a_list_takes_none_of_the_others_along()
    {
        var reading = Read($$$"""{"eventType":"Delivery",{{{ToTwo}}},"delivery":{"timestamp":"{{{At}}}","recipients":["ana@example.org",7]}}""");

        Assert.Equal("ana@example.org", Assert.Single(reading.Events).Recipient);
        Assert.Single(reading.Unreadable);
    }

    [Fact]
    public void An_overlong_error_is_cut()
    {
        var e = Single($$$"""
            {"eventType":"Bounce",{{{ToOne}}},"bounce":{"bounceType":"Permanent","timestamp":"{{{At}}}",
             "bouncedRecipients":[{"emailAddress":"ana@example.org","diagnosticCode":"{{{new string('x', 10_000)}}}"}]}}
            """);

        Assert.Equal(MessageRules.MaxErrorLength, e.ErrorMessage!.Length);
    }

    static string Mail(params string[] destinations) =>
        $$$""" "mail":{"timestamp":"2026-11-21T02:53:58.120Z","messageId":"{{{Id}}}","source":"no-reply@shop.example","destination":["{{{string.Join("\",\"", destinations)}}}"]} """;

    static string Complaint(string mail, string? feedback, string? subType, params string[] recipients) => $$$"""
        {"eventType":"Complaint",{{{mail}}},"complaint":{"timestamp":"{{{At}}}","feedbackId":"f",
         "complaintFeedbackType":{{{Json(feedback)}}},"complaintSubType":{{{Json(subType)}}},
         "complainedRecipients":[{{{List(recipients)}}}]}}
        """;

    static string List(string[] recipients) => string.Join(',', recipients.Select(r => $$$"""{"emailAddress":"{{{r}}}"}"""));

    static string Json(string? text) => text is null ? "null" : $"\"{text}\"";

    static DeliveryEvent Click(string ip, string agent, string link) => Single(
        $$$"""{"eventType":"Click",{{{ToOne}}},"click":{"timestamp":"{{{At}}}","ipAddress":"{{{ip}}}","userAgent":"{{{agent}}}","link":"{{{link}}}"}}""");

    static DeliveryEvent Single(
        string message, Func<SnsEnvelope, SnsEnvelope>? alter = null, string? account = null) =>
        Read(message, alter, account).Single();

    static CallbackReading Read(string message, Func<SnsEnvelope, SnsEnvelope>? alter = null, string? account = null)
    {
        var envelope = SnsSigner.Notification(message);
        return SesParser.Parse(new RawCallback
        {
            CallbackId = Guid.Empty,
            Provider = "ses",
            Account = account,
            ReceivedAt = Requests.Now,
            Method = "POST",
            Url = "https://h.example/webhooks/ses",
            Headers = new Dictionary<string, string>(),
            Body = SnsSigner.Text(alter is null ? envelope : alter(envelope)),
        });
    }
}
