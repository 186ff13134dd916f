using Tracking.Deliveries;
using Xunit;

namespace Tracking.Unit.Deliveries;

public sealed class SuppressionTests
{
    [Theory]
    [InlineData(Evidence.HardBounce, null, "hard_bounce")]
    [InlineData(Evidence.Complaint, "abuse", "complaint")]
    [InlineData(Evidence.Unsubscribed, null, "unsubscribed")]
    [InlineData(Evidence.Undelivered, "opted_out", "opted_out")]
    [InlineData(Evidence.FailedAtProvider, "opted_out", "opted_out")]
    [InlineData(Evidence.Undelivered, "invalid_recipient", "invalid_recipient")]
    [InlineData(Evidence.FailedAtTransport, "invalid_recipient", "invalid_recipient")]
    public void What_is_fatal_for_the_recipient_suppresses_it_altogether(Evidence evidence, string? reason, string suppressed) =>
        Assert.Equal(new Suppression(suppressed, "all"), Event(evidence, reason).Suppression);

    [Theory]
    [InlineData(Evidence.SoftBounce, null)]
    [InlineData(Evidence.Undelivered, null)]
    [InlineData(Evidence.Undelivered, "blocked")] // Twilio 30007: filtering.
    [InlineData(Evidence.FailedAtProvider, "rejected")]
    [InlineData(Evidence.FailedAtTransport, null)]
    [InlineData(Evidence.Delivered, null)]
    [InlineData(Evidence.Unknown, "opted_out")]
    public void Nothing_else_does(Evidence evidence, string? reason) => Assert.Null(Event(evidence, reason).Suppression);

    [Fact]
    public void What_may_be_about_somebody_else_does_not() =>
        Assert.Null((Event(Evidence.Complaint, null) with { Ambiguous = true }).Suppression);

    [Fact]
    public void What_the_provider_says_itself_stands()
    {
        var group = SuppressionScope.List("sendgrid", "12");

        Assert.Equal("list:sendgrid:12", (Event(Evidence.Unsubscribed, null) with { Suppression = new("unsubscribed", group) }).Suppression?.Scope);
        Assert.True((Event(Evidence.Unknown, "group_resubscribe") with { Suppression = Suppression.Lift(group) }).Suppression?.IsLift);
    }

    [Fact]
    public void A_sender_is_compared_as_an_address_is() => Assert.Equal("sender:15005550006", SuppressionScope.Sender("whatsapp:+1 500 555 0006"));

    [Theory]
    [InlineData("all", "hard_bounce", null, null, null, true)]
    [InlineData("all", "hard_bounce", "security", null, null, true)]
    [InlineData("all", "unsubscribed", null, null, null, true)]
    [InlineData("all", "unsubscribed", "marketing", null, null, true)]
    [InlineData("all", "unsubscribed", "security", null, null, false)]
    [InlineData("all", "opted_out", "security", null, null, true)]
    [InlineData("marketing", "unsubscribed", null, null, null, false)]
    [InlineData("marketing", "unsubscribed", "marketing", null, null, true)]
    [InlineData("marketing", "unsubscribed", "product", null, null, false)]
    [InlineData("marketing", "unsubscribed", null, null, "marketing", false)]
    [InlineData("sender:15005550006", "opted_out", null, null, null, true)]
    [InlineData("sender:15005550006", "opted_out", "marketing", "+1 500 555 0006", null, true)]
    [InlineData("sender:15005550006", "opted_out", null, "+1 500 555 0007", null, false)]
    [InlineData("sender:15005550006", "opted_out", "sender:15005550006", "+1 500 555 0007", null, false)]
    [InlineData("list:sendgrid:12", "unsubscribed", null, null, null, false)]
    [InlineData("list:sendgrid:12", "unsubscribed", null, null, "sendgrid:12", true)]
    [InlineData("list:sendgrid:12", "unsubscribed", "security", null, "sendgrid:12", false)]
    [InlineData("list:sendgrid:12", "unsubscribed", null, null, "sendgrid:1", false)]
    public void What_a_message_is_decides_whether_an_entry_forbids_it(
        string scope, string reason, string? category, string? sender, string? list, bool forbids) =>
        Assert.Equal(forbids, SuppressionScope.Forbids(scope, reason, category, sender, list));

    static DeliveryEvent Event(Evidence evidence, string? reason) => new()
    {
        Id = EventId.Of(evidence.Word(), reason),
        Source = EventSource.Callback,
        Evidence = evidence,
        Reason = reason,
        ReceivedAt = DateTimeOffset.UnixEpoch,
    };
}
