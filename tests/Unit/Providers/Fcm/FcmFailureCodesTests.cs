using Tracking.Providers.Fcm;
using Xunit;

namespace Tracking.Unit.Providers.Fcm;

public sealed class FcmFailureCodesTests
{
    const string Token = "The registration token is not a valid FCM registration token (message.token)";

    [Theory]
    [InlineData("UNREGISTERED", null, "invalid_recipient", "invalid_recipient all")]
    [InlineData("unregistered", null, "invalid_recipient", "invalid_recipient all")]
    [InlineData("NotRegistered", null, "invalid_recipient", "invalid_recipient all")]
    [InlineData("INVALID_ARGUMENT", Token, "invalid_recipient", "invalid_recipient all")]
    [InlineData("INVALID_ARGUMENT", null, "rejected", null)]
    [InlineData("INVALID_ARGUMENT", "Invalid value at 'message.data[0].value'", "rejected", null)]
    [InlineData("SENDER_ID_MISMATCH", null, "invalid_recipient", "invalid_recipient sender:fcm")]
    [InlineData("QUOTA_EXCEEDED", null, "rate_limited", null)]
    [InlineData("UNAVAILABLE", null, "unavailable", null)]
    [InlineData("INTERNAL", null, "unavailable", null)]
    [InlineData("THIRD_PARTY_AUTH_ERROR", Token, "credentials", null)]
    [InlineData("PERMISSION_DENIED", Token, "credentials", null)]
    [InlineData("UNSPECIFIED_ERROR", Token, "transport", null)]
    // What is no code of FCM's says nothing of the token, whatever else it says.
    [InlineData("404", Token, "transport", null)]
    [InlineData("400", Token, "transport", null)]
    [InlineData("NOT_FOUND", Token, "transport", null)]
    [InlineData("UNREGISTERED ", null, "transport", null)]
    [InlineData("Unregistered device", null, "transport", null)]
    [InlineData("BadDeviceToken", null, "transport", null)]
    [InlineData("", Token, "transport", null)]
    [InlineData(null, Token, "transport", null)]
    public void Each_code_means_what_FCM_says(string? code, string? message, string reason, string? suppression) =>
        Assert.Equal((reason, suppression), Failures.Meaning(new FcmFailureCodes(), code, message));

    [Theory]
    [InlineData("message.token", true)]
    [InlineData("Invalid value at 'message.token' (TYPE_STRING), 7", true)]
    [InlineData("[{\"field\":\"message.token\"}]", true)]
    [InlineData("message.tokens, or rather message.token", true)]
    [InlineData("it is in message.token.", true)]
    [InlineData("it is in message.token. Send another.", true)]
    [InlineData("message.tokens", false)]
    [InlineData("message.token_id", false)]
    [InlineData("message.token.x", false)]
    [InlineData("x.message.token", false)]
    [InlineData("my_message.token", false)]
    [InlineData("Message.Token", false)]
    [InlineData("the token of the message", false)]
    [InlineData("", false)]
    public void An_invalid_argument_is_the_token_only_where_the_message_names_it(string message, bool isToken) =>
        Assert.Equal(isToken ? "invalid_recipient" : "rejected", new FcmFailureCodes().Read("INVALID_ARGUMENT", message).Reason);
}
