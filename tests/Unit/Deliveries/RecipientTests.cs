using FsCheck;
using FsCheck.Fluent;
using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Deliveries;

public sealed class RecipientTests
{
    [Theory]
    [InlineData("ana@example.org", "ana@example.org")]
    [InlineData(" Ana@Example.ORG ", "ana@example.org")]
    [InlineData("Ana <Ana@Example.org>", "ana@example.org")]
    [InlineData("\"Lee, Ana <x>\" < ana@example.org >", "ana@example.org")]
    [InlineData("<ana@example.org>", "ana@example.org")]
    [InlineData("ana+news@example.org", "ana+news@example.org")]
    [InlineData("+31 6 1234-5678", "31612345678")]
    [InlineData("31612345678", "31612345678")]
    [InlineData("(020) 123.45.67", "0201234567")]
    [InlineData("whatsapp:+31612345678", "31612345678")]
    [InlineData("WhatsApp: +31612345678", "31612345678")]
    [InlineData("rcs:31612345678", "31612345678")]
    [InlineData("dGhpc2lz:APA91bHPRgkF3J", "dGhpc2lz:APA91bHPRgkF3J")]
    [InlineData("fcm:Token", "fcm:Token")]
    [InlineData("DeviceToken", "DeviceToken")]
    [InlineData("12345678901234567890123456789012", "12345678901234567890123456789012")]
    [InlineData("+123456789012345678901234567890123", "+123456789012345678901234567890123")]
    [InlineData("+12345678901234567890123456789012", "12345678901234567890123456789012")]
    [InlineData("sms:\t+31612345678", "31612345678")]
    [InlineData("4711:31612345678", "4711:31612345678")]
    [InlineData(":+31612345678", ":+31612345678")]
    [InlineData("+", "+")]
    public void An_address_is_compared_in_one_form(string address, string compared) =>
        Assert.Equal(compared, Recipient.Normalize(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("Ana <>")]
    [InlineData("< >")]
    public void Where_there_is_no_address_there_is_none_to_compare(string? address) =>
        Assert.Null(Recipient.Normalize(address));

    [Fact]
    public void Normalising_twice_is_normalising_once() =>
        Prop.ForAll(
                Arb.From(Gen.Elements("<", ">", "@", ":", "+", " ", "A", "a", "7", "-", "É", "\t").ListOf().Select(string.Concat)),
                address => Recipient.Normalize(Recipient.Normalize(address)) == Recipient.Normalize(address))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));

    [Fact]
    public void An_event_carries_its_recipient_provider_and_ids_as_they_are_compared()
    {
        var e = Sample.Event(Evidence.Sent) with
        {
            Recipient = "Ana <Ana@Example.org>",
            Provider = " SendGrid ",
            ProviderMessageId = " ",
            DeliveryId = "",
        };

        Assert.Equal(("ana@example.org", "sendgrid"), (e.Recipient, e.Provider));
        Assert.Equal((null, null), (e.ProviderMessageId, e.DeliveryId));
    }
}
