using System.Globalization;
using Tracking.Contracts;
using Xunit;

namespace Tracking.Unit.Contracts;

public sealed class MessageRulesTests
{
    static readonly DateTimeOffset Now = Messages.Sent.OccurredAt;

    /// <summary>Where a text of a message is set, how long it may be, and whether it must be there.</summary>
    sealed record Text(string Member, int MaxLength, bool Required, Func<string?, string?> Check);

    static readonly Text[] Texts =
    [
        new("notificationId", 256, false, value => Check(Messages.Sent with { NotificationId = value })),
        new("tenantId", 256, false, value => Check(Messages.Sent with { TenantId = value })),
        new("channel", 256, true, value => Check(Messages.Sent with { Channel = value! })),
        new("notificationType", 256, true, value => Check(Messages.Sent with { NotificationType = value! })),
        new("category", 256, false, value => Check(Messages.Sent with { Category = value })),
        new("templateId", 256, false, value => Check(Messages.Sent with { TemplateId = value })),
        new("notifiable.type", 256, true, value => Check(Messages.Sent with { Notifiable = new() { Type = value!, Id = "1" } })),
        new("notifiable.id", 256, true, value => Check(Messages.Sent with { Notifiable = new() { Type = "User", Id = value! } })),
        new("recipient", 1_024, false, value => Check(Messages.Sent with { Recipient = value })),
        new("provider", 64, false, value => Check(Messages.Sent with { Provider = value, ProviderMessageId = null })),
        new("providerMessageId", 255, false, value => Check(Messages.Sent with { ProviderMessageId = value })),
        new("error.code", 256, false, value => Check(new NotificationError { Code = value })),
        new("error.message", 8_192, false, value => Check(new NotificationError { Message = value })),
        new("provider", 64, true, value => MessageRules.Check(Messages.Assigned with { Provider = value! }, Now)),
        new("providerMessageId", 255, true,
            value => MessageRules.Check(Messages.Assigned with { ProviderMessageId = value! }, Now)),
        new("recipient", 1_024, false, value => MessageRules.Check(Messages.Assigned with { Recipient = value }, Now)),
        new("tenantId", 256, false, value => MessageRules.Check(Messages.Unsubscribe with { TenantId = value }, Now)),
        new("channel", 256, true, value => MessageRules.Check(Messages.Unsubscribe with { Channel = value! }, Now)),
        new("recipient", 1_024, true, value => MessageRules.Check(Messages.Unsubscribe with { Recipient = value! }, Now)),
        new("provider", 64, true, value => MessageRules.Check(Messages.Refused with { Provider = value! }, Now)),
        new("account", 256, false, value => MessageRules.Check(Messages.Refused with { Account = value }, Now)),
        new("ipAddress", 256, false, value => MessageRules.Check(Messages.Unsubscribe with { IpAddress = value }, Now)),
    ];

    [Fact]
    public void The_messages_recorded_break_no_rule()
    {
        Assert.Null(MessageRules.Check(Messages.Queued, Now));
        Assert.Null(MessageRules.Check(Messages.Sent, Now));
        Assert.Null(MessageRules.Check(Messages.Failed, Now));
        Assert.Null(MessageRules.Check(Messages.Failed with { Error = null }, Now));
        Assert.Null(MessageRules.Check(Messages.Assigned, Now));
        Assert.Null(MessageRules.Check(Messages.Receipt, Now));
        Assert.Null(MessageRules.Check(Messages.Unsubscribe, Now));
        Assert.Null(MessageRules.Check(Messages.Refused, Now));
    }

    [Fact]
    public void A_recipient_has_a_limit_of_bytes_too_for_it_is_part_of_keys() =>
        Assert.All(Texts.Where(text => text.Member == "recipient"), text =>
        {
            Assert.Null(text.Check(new string('\u6f22', 341)));
            Assert.Equal("recipient must be at most 1024 bytes in UTF-8", text.Check(new string('\u6f22', 342)));
        });

    [Fact]
    public void A_text_may_be_as_long_as_its_limit_and_no_longer() =>
        Assert.All(Texts, text =>
        {
            Assert.Null(text.Check(new string('x', text.MaxLength)));
            Assert.Equal(
                $"{text.Member} must be at most {text.MaxLength} characters",
                text.Check(new string('x', text.MaxLength + 1)));
        });

    [Fact]
    public void A_required_text_must_be_there_and_an_optional_one_need_not() =>
        Assert.All(Texts, text =>
            Assert.All(
                new[] { null, "", " \t" },
                blank => Assert.Equal(text.Required ? $"{text.Member} is required" : null, text.Check(blank))));

    [Fact]
    public void No_text_holds_what_cannot_be_stored() =>
        Assert.All(Texts, text =>
        {
            Assert.Equal($"{text.Member} must not contain a NUL character", text.Check("a\0b"));
            Assert.Equal($"{text.Member} must be well-formed Unicode", text.Check("a\ud83d"));
            Assert.Equal($"{text.Member} must be well-formed Unicode", text.Check("\ud83da"));
            Assert.Equal($"{text.Member} must be well-formed Unicode", text.Check("\ude00"));
            Assert.Equal($"{text.Member} must be well-formed Unicode", text.Check("\ude00\ud83d"));
            Assert.Equal($"{text.Member} must be well-formed Unicode", text.Check("\ude00\ude00"));
            Assert.Null(text.Check("\ud83d\ude00é日"));
        });

    [Theory]
    [InlineData("a")]
    [InlineData("AZaz09._:~-")]
    public void A_delivery_id_may_have_these_characters(string id) => Assert.Null(MessageRules.CheckDeliveryId(id));

    [Theory]
    [InlineData(null, "deliveryId is required")]
    [InlineData("", "deliveryId is required")]
    [InlineData(" ", "deliveryId is required")]
    [InlineData("a b", "deliveryId may only contain A-Z a-z 0-9 . _ : ~ -")]
    [InlineData("a/b", "deliveryId may only contain A-Z a-z 0-9 . _ : ~ -")]
    [InlineData("é", "deliveryId may only contain A-Z a-z 0-9 . _ : ~ -")]
    [InlineData("٣", "deliveryId may only contain A-Z a-z 0-9 . _ : ~ -")]
    [InlineData("a\n", "deliveryId may only contain A-Z a-z 0-9 . _ : ~ -")]
    [InlineData("a\0", "deliveryId must not contain a NUL character")]
    public void A_delivery_id_may_have_no_others(string? id, string expected)
    {
        Assert.Equal(expected, MessageRules.CheckDeliveryId(id));
        Assert.Equal(expected, MessageRules.Check(Messages.Queued with { DeliveryId = id! }, Now));
        Assert.Equal(expected, MessageRules.Check(Messages.Failed with { DeliveryId = id! }, Now));
        Assert.Equal(expected, MessageRules.Check(Messages.Assigned with { DeliveryId = id! }, Now));
        Assert.Equal(expected, MessageRules.Check(Messages.Receipt with { DeliveryId = id! }, Now));
    }

    [Fact]
    public void A_delivery_id_has_at_most_128_characters()
    {
        Assert.Null(MessageRules.CheckDeliveryId(new string('x', 128)));
        Assert.Equal("deliveryId must be at most 128 characters", MessageRules.CheckDeliveryId(new string('x', 129)));
    }

    [Fact]
    public void A_provider_message_id_needs_its_provider()
    {
        const string Problem = "provider is required where providerMessageId is given";

        Assert.Equal(Problem, Check(Messages.Sent with { Provider = null }));
        Assert.Equal(Problem, Check(Messages.Sent with { Provider = " " }));
        Assert.Null(Check(Messages.Sent with { Provider = null, ProviderMessageId = null }));
        Assert.Null(Check(Messages.Sent with { Provider = null, ProviderMessageId = "" }));
    }

    [Theory]
    [InlineData("2009-12-31T23:59:59.9999999Z", "occurredAt must not be before 2010-01-01")]
    [InlineData("0001-01-01T00:00:00Z", "occurredAt is required")]
    [InlineData("2010-01-01T00:59:59+01:00", "occurredAt must not be before 2010-01-01")]
    [InlineData("2010-01-01T00:00:00Z", null)]
    [InlineData("2026-11-22T10:12:13.456789Z", null)]
    [InlineData("2026-11-22T10:12:13.4567891Z", "occurredAt must not be more than 24 hours in the future")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "occurredAt must not be more than 24 hours in the future")]
    public void A_far_off_time_is_a_mistake(string time, string? expected)
    {
        var at = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);

        Assert.Equal(expected, MessageRules.Check(Messages.Queued with { OccurredAt = at }, Now));
        Assert.Equal(expected, MessageRules.Check(Messages.Sent with { OccurredAt = at }, Now));
        Assert.Equal(expected, MessageRules.Check(Messages.Failed with { OccurredAt = at }, Now));
        Assert.Equal(expected, MessageRules.Check(Messages.Assigned with { OccurredAt = at }, Now));
        Assert.Equal(expected, MessageRules.Check(Messages.Receipt with { OccurredAt = at }, Now));
        Assert.Equal(expected, MessageRules.Check(Messages.Unsubscribe with { OccurredAt = at }, Now));
    }

    [Fact]
    public void A_duration_is_not_negative()
    {
        Assert.Null(Check(Messages.Sent with { DurationMs = 0 }));
        Assert.Equal("durationMs must not be negative", Check(Messages.Sent with { DurationMs = -1 }));
    }

    [Fact]
    public void Metadata_has_at_most_64_entries()
    {
        Assert.Null(Check(Messages.Sent with { Metadata = Entries(64) }));
        Assert.Equal("metadata may have at most 64 entries", Check(Messages.Sent with { Metadata = Entries(65) }));

        static Dictionary<string, string> Entries(int count) => Enumerable.Range(0, count).ToDictionary(n => $"k{n}", _ => "v");
    }

    [Fact]
    public void Metadata_has_at_most_16384_characters_in_all()
    {
        Assert.Null(Metadata("k", new string('x', 16_383)));
        Assert.Equal("metadata may have at most 16384 characters in all", Metadata("k", new string('x', 16_384)));
    }

    [Fact]
    public void Metadata_holds_texts_that_can_be_stored()
    {
        Assert.Equal("metadata may not have null values", Metadata("k", null!));
        Assert.Equal("metadata must not contain a NUL character", Metadata("k", "\0"));
        Assert.Equal("metadata must not contain a NUL character", Metadata("\0", "v"));
        Assert.Equal("metadata must be well-formed Unicode", Metadata("k", "\ud83d"));
        Assert.Null(Metadata("", ""));
    }

    [Theory]
    [InlineData("delivered", true)]
    [InlineData("read", true)]
    [InlineData("clicked", true)]
    [InlineData("Delivered", false)]
    [InlineData("opened", false)]
    [InlineData(null, false)]
    public void A_receipt_is_of_a_known_kind(string? kind, bool known) =>
        Assert.Equal(
            known ? null : "kind must be one of: delivered, read, clicked",
            MessageRules.Check(Messages.Receipt with { Kind = kind! }, Now));

    [Theory]
    [InlineData("all", true)]
    [InlineData("marketing", true)]
    [InlineData("product", true)]
    [InlineData("security", false)]
    [InlineData(null, false)]
    public void An_unsubscribe_has_a_known_scope(string? scope, bool known) =>
        Assert.Equal(
            known ? null : "scope must be one of: all, marketing, product",
            MessageRules.Check(Messages.Unsubscribe with { Scope = scope! }, Now));

    [Theory]
    [InlineData("link", true)]
    [InlineData("one-click", true)]
    [InlineData("reply", true)]
    [InlineData("report", true)]
    [InlineData("admin", true)]
    [InlineData("phone", false)]
    [InlineData(null, false)]
    public void An_unsubscribe_has_a_known_source(string? source, bool known) =>
        Assert.Equal(
            known ? null : "source must be one of: link, one-click, reply, report, admin",
            MessageRules.Check(Messages.Unsubscribe with { Source = source! }, Now));

    [Theory]
    [InlineData("mismatch", 1, 0, null)]
    [InlineData("undecided", 1, 0, null)]
    [InlineData("valid", 1, 0, "cause must be one of: unreadable, missing, malformed, mismatch, stale, untrusted, undecided")]
    [InlineData(null, 1, 0, "cause must be one of: unreadable, missing, malformed, mismatch, stale, untrusted, undecided")]
    [InlineData("mismatch", 0, 0, "refused must be at least 1")]
    [InlineData("mismatch", 1, -1, "accepted must not be negative")]
    public void A_report_of_refusals_tells_a_known_cause_and_how_many(string? cause, int refused, int accepted, string? expected) =>
        Assert.Equal(
            expected,
            MessageRules.Check(Messages.Refused with { Cause = cause!, Refused = refused, Accepted = accepted }, Now));

    [Fact]
    public void A_report_of_refusals_tells_its_time()
    {
        Assert.Equal("from is required", MessageRules.Check(Messages.Refused with { From = default }, Now));
        Assert.Equal(
            "to must not be more than 24 hours in the future", MessageRules.Check(Messages.Refused with { To = Now.AddDays(2) }, Now));
    }

    static string? Check(NotificationSent message) => MessageRules.Check(message, Now);

    static string? Check(NotificationError error) => MessageRules.Check(Messages.Failed with { Error = error }, Now);

    static string? Metadata(string key, string value) =>
        Check(Messages.Sent with { Metadata = new Dictionary<string, string> { [key] = value } });
}
