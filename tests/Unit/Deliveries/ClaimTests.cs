using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Deliveries;

public sealed class ClaimTests
{
    static readonly DeliveryEvent Callback = Sample.Event(Evidence.Delivered) with
    {
        Provider = "ses",
        ProviderMessageId = "m-1",
        Recipient = "ana@example.org",
    };

    static readonly DeliveryEvent Sent = Sample.Event(Evidence.Sent) with
    {
        Source = EventSource.Producer,
        DeliveryId = "d-1",
        Provider = "ses",
        ProviderMessageId = "m-1",
        Recipient = "ana@example.org",
        Claims = true,
    };

    [Fact]
    public void Evidence_matches_a_claim_of_its_message_and_recipient() => Assert.True(Matches(Sent, Callback));

    [Theory]
    [InlineData("Ana <ANA@example.org>", "ana@example.org")]
    [InlineData("ana@example.org", "ANA@Example.org")]
    [InlineData("whatsapp:+31612345678", "31 612 345 678")]
    public void Recipients_are_compared_normalised(string claimed, string named) =>
        Assert.True(Matches(Sent with { Recipient = claimed }, Callback with { Recipient = named }));

    [Theory]
    [InlineData("<m-1@mg.example>", "m-1@mg.example", true)]
    [InlineData("m-1@mg.example", "<m-1@mg.example>", true)]
    [InlineData("<>", "<>", true)]
    [InlineData("< >", "<>", false)]
    [InlineData("<m-1", "m-1", false)]
    [InlineData("m-1>", "m-1", false)]
    public void A_message_id_in_angle_brackets_is_the_one_between_them(string claimed, string named, bool matches) =>
        Assert.Equal(matches, Matches(Sent with { ProviderMessageId = claimed }, Callback with { ProviderMessageId = named }));

    [Fact]
    public void A_claim_without_recipient_takes_everything_under_its_id() =>
        Assert.True(Matches(Sent with { Recipient = null }, Callback));

    [Fact]
    public void Evidence_without_recipient_belongs_to_every_claim_of_its_id() =>
        Assert.True(Matches(Sent, Callback with { Recipient = null }));

    [Fact]
    public void Where_neither_names_a_recipient_they_match() =>
        Assert.True(Matches(Sent with { Recipient = null }, Callback with { Recipient = null }));

    [Fact]
    public void Two_recipients_of_one_message_are_told_apart() =>
        Assert.False(Matches(Sent, Callback with { Recipient = "bo@example.org" }));

    [Fact]
    public void Another_providers_message_does_not_match() =>
        Assert.False(Matches(Sent, Callback with { Provider = "sendgrid" }));

    [Fact]
    public void Another_message_does_not_match() =>
        Assert.False(Matches(Sent, Callback with { ProviderMessageId = "M-1" }));

    [Fact]
    public void Providers_are_compared_without_regard_to_case() =>
        Assert.True(Matches(Sent with { Provider = "SES" }, Callback));

    [Fact]
    public void Evidence_without_any_id_matches_nothing() =>
        Assert.False(Matches(Sent, Callback with { ProviderMessageId = null }));

    [Fact]
    public void Evidence_that_names_its_delivery_belongs_to_that_one_alone() =>
        Assert.False(Matches(Sent, Callback with { DeliveryId = "d-2" }));

    [Fact]
    public void A_claim_is_dated_by_its_own_message()
    {
        Assert.Equal(new Claim("d-1", "ses", "m-1", "ana@example.org", Sample.Noon), Sent.Claim);
        Assert.Equal(Sent.ReceivedAt, (Sent with { StatedAt = null }).Claim!.ClaimedAt);
    }

    [Fact]
    public void An_event_claims_only_with_a_delivery_a_provider_and_a_message_id()
    {
        Assert.Null((Sent with { Claims = false }).Claim);
        Assert.Null((Sent with { DeliveryId = null }).Claim);
        Assert.Null((Sent with { Provider = null }).Claim);
        Assert.Null((Sent with { Provider = " " }).Claim);
        Assert.Null((Sent with { ProviderMessageId = null }).Claim);
        Assert.Null((Sent with { ProviderMessageId = "" }).Claim);
    }

    static bool Matches(DeliveryEvent claiming, DeliveryEvent evidence) => claiming.Claim!.Matches(evidence);
}
