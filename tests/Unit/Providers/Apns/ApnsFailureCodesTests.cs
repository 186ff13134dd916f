using Tracking.Providers.Apns;
using Xunit;

namespace Tracking.Unit.Providers.Apns;

public sealed class ApnsFailureCodesTests
{
    [Theory]
    [InlineData("Unregistered", "invalid_recipient", "invalid_recipient all")]
    [InlineData("UNREGISTERED", "invalid_recipient", "invalid_recipient all")]
    [InlineData("ExpiredToken", "invalid_recipient", "invalid_recipient all")]
    [InlineData("BadDeviceToken", "invalid_recipient", "invalid_recipient all")]
    [InlineData("DeviceTokenNotForTopic", "invalid_recipient", "invalid_recipient sender:apns")]
    [InlineData("BadCollapseId", "rejected", null)]
    [InlineData("BadExpirationDate", "rejected", null)]
    [InlineData("BadMessageId", "rejected", null)]
    [InlineData("BadPriority", "rejected", null)]
    [InlineData("BadTopic", "rejected", null)]
    [InlineData("DuplicateHeaders", "rejected", null)]
    [InlineData("IdleTimeout", "rejected", null)]
    [InlineData("InvalidPushType", "rejected", null)]
    [InlineData("MissingDeviceToken", "rejected", null)]
    [InlineData("MissingTopic", "rejected", null)]
    [InlineData("PayloadEmpty", "rejected", null)]
    [InlineData("TopicDisallowed", "rejected", null)]
    [InlineData("BadCertificate", "credentials", null)]
    [InlineData("BadCertificateEnvironment", "credentials", null)]
    [InlineData("ExpiredProviderToken", "credentials", null)]
    [InlineData("Forbidden", "credentials", null)]
    [InlineData("InvalidProviderToken", "credentials", null)]
    [InlineData("MissingProviderToken", "credentials", null)]
    [InlineData("UnrelatedKeyIdInToken", "credentials", null)]
    [InlineData("BadEnvironmentKeyIdInToken", "credentials", null)]
    [InlineData("BadPath", "rejected", null)]
    [InlineData("MethodNotAllowed", "rejected", null)]
    [InlineData("PayloadTooLarge", "rejected", null)]
    [InlineData("TooManyRequests", "rate_limited", null)]
    [InlineData("TooManyProviderTokenUpdates", "rate_limited", null)]
    [InlineData("InternalServerError", "unavailable", null)]
    [InlineData("ServiceUnavailable", "unavailable", null)]
    [InlineData("Shutdown", "unavailable", null)]
    // What is no reason of APNs says nothing of the token.
    [InlineData("410", "transport", null)]
    [InlineData("400", "transport", null)]
    [InlineData("BadDevice", "transport", null)]
    [InlineData("BadDeviceToken ", "transport", null)]
    [InlineData("NotRegistered", "transport", null)]
    [InlineData("", "transport", null)]
    [InlineData(null, "transport", null)]
    public void Each_reason_means_what_APNs_says(string? code, string reason, string? suppression) =>
        Assert.Equal((reason, suppression), Failures.Meaning(new ApnsFailureCodes(), code, "BadDeviceToken"));
}
