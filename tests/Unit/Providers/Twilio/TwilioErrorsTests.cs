using Tracking.Providers.Twilio;
using Xunit;

namespace Tracking.Unit.Providers.Twilio;

public sealed class TwilioErrorsTests
{
    [Theory]
    [InlineData("21211", "invalid_recipient", "invalid_recipient all")]
    [InlineData("21614", "invalid_recipient", "invalid_recipient all")]
    [InlineData("21635", "invalid_recipient", "invalid_recipient all")]
    // Said to one sender, which a producer does not name.
    [InlineData("21610", "opted_out", "opted_out sender:twilio")]
    [InlineData("63014", "opted_out", "opted_out all")]
    [InlineData("63049", "blocked", "opted_out marketing")]
    [InlineData("30007", "blocked", null)]
    [InlineData("20429", "transport", null)]
    [InlineData("400", "transport", null)]
    [InlineData("", "transport", null)]
    [InlineData(null, "transport", null)]
    public void What_a_send_call_answers_is_read_like_what_comes_with_a_status(string? code, string reason, string? suppression) =>
        Assert.Equal((reason, suppression), Failures.Meaning(new TwilioErrors(), code, "21610"));
}
