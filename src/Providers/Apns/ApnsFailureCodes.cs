using Tracking.Deliveries;

namespace Tracking.Providers.Apns;

/// <summary>The <c>reason</c> that comes with a refusal by APNs. APNs calls nobody back.</summary>
/// <seealso href="https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns"/>
sealed class ApnsFailureCodes : IFailureCodes
{
    const string ProviderName = "apns";

    static readonly Dictionary<string, FailureMeaning> Meanings = new(
        [
            // No longer a token. An app that registers the same one again after that is its producer's to lift: which of the two came
            // later, APNs tells the producer alone. BadDeviceToken is also what a token of the sandbox gets in production, every one of
            // them: a rate of failures to be alarmed by.
            .. All(new(SuppressionReason.InvalidRecipient), "Unregistered", "ExpiredToken", "BadDeviceToken"),
            // Of another app. Which one was meant is not told, so the token is good for nothing at this provider, but may be elsewhere.
            .. All(
                new(SuppressionReason.InvalidRecipient, new(SuppressionReason.InvalidRecipient, SuppressionScope.Sender(ProviderName))),
                "DeviceTokenNotForTopic"),
            .. All(
                new("rejected"),
                "BadCollapseId", "BadExpirationDate", "BadMessageId", "BadPriority", "BadTopic", "DuplicateHeaders", "IdleTimeout",
                "InvalidPushType", "MissingDeviceToken", "MissingTopic", "PayloadEmpty", "TopicDisallowed", "BadPath", "MethodNotAllowed",
                "PayloadTooLarge"),
            .. All(
                new("credentials"),
                "BadCertificate", "BadCertificateEnvironment", "ExpiredProviderToken", "Forbidden", "InvalidProviderToken",
                "MissingProviderToken", "UnrelatedKeyIdInToken", "BadEnvironmentKeyIdInToken"),
            .. All(new("rate_limited"), "TooManyRequests", "TooManyProviderTokenUpdates"),
            .. All(new("unavailable"), "InternalServerError", "ServiceUnavailable", "Shutdown"),
        ],
        StringComparer.OrdinalIgnoreCase);

    public string Provider => ProviderName;

    public FailureMeaning Read(string? code, string? message) => code is null ? default : Meanings.GetValueOrDefault(code);

    static IEnumerable<KeyValuePair<string, FailureMeaning>> All(FailureMeaning meaning, params IEnumerable<string> reasons) =>
        reasons.Select(reason => KeyValuePair.Create(reason, meaning));
}
