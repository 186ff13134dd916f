using Tracking.Deliveries;

namespace Tracking.Providers.Postmark;

/// <summary>Postmark's words in our terms; what is new maps to Unknown.</summary>
static class PostmarkStatus
{
    /// <summary>An answer that a machine wrote: the mail arrived, and nothing follows from it.</summary>
    public static bool IsAutomaticReply(string bounceType) => bounceType is "AutoResponder" or "AddressChange" or "ChallengeVerification";

    /// <summary>The record types that are about one message at one recipient, but for bounces and changes of a subscription.</summary>
    /// <seealso href="https://postmarkapp.com/developer/webhooks/webhooks-overview"/>
    public static (Evidence Evidence, string? Reason) OfRecord(string recordType) => recordType switch
    {
        "Delivery" => (Evidence.Delivered, null),
        "Open" => (Evidence.Opened, null),
        "Click" => (Evidence.Clicked, null),
        _ => (Evidence.Unknown, recordType),
    };

    /// <seealso href="https://postmarkapp.com/developer/api/bounce-api"/>
    public static (Evidence Evidence, string? Reason) OfBounce(string type) => type switch
    {
        "HardBounce" => (Evidence.HardBounce, null),
        "BadEmailAddress" => (Evidence.FailedAtProvider, SuppressionReason.InvalidRecipient),
        // A hard one may follow.
        "SoftBounce" => (Evidence.SoftBounce, null),
        "Transient" or "DnsError" or "OpenRelayTest" => (Evidence.Deferred, null),
        "Blocked" or "SpamNotification" or "DMARCPolicy" or "VirusNotification" => (Evidence.SoftBounce, "blocked"),
        // Deactivated by somebody on our side, hence withheld: no word of the recipient's.
        "ManuallyDeactivated" => (Evidence.FailedAtProvider, "suppressed"),
        "Unconfirmed" or "SMTPApiError" => (Evidence.FailedAtProvider, "rejected"),
        "TemplateRenderingFailed" => (Evidence.FailedAtProvider, "rendering"),
        "InboundError" => (Evidence.FailedAtProvider, "provider"),
        "Unsubscribe" => (Evidence.Unsubscribed, null),
        "SpamComplaint" => (Evidence.Complaint, null),
        _ => (Evidence.Unknown, type),
    };

    /// <summary>Why Postmark sends no more to an address. A bounce or a complaint of the same message tells the same, and joins with it.</summary>
    /// <seealso href="https://postmarkapp.com/developer/webhooks/subscription-change-webhook"/>
    public static (Evidence Evidence, string? Reason) OfSuppression(string? reason) => reason switch
    {
        "HardBounce" => (Evidence.HardBounce, null),
        "SpamComplaint" => (Evidence.Complaint, null),
        // By the recipient's own click as well as by hand.
        "ManualSuppression" => (Evidence.Unsubscribed, null),
        _ => (Evidence.Unknown, reason ?? "SubscriptionChange"),
    };
}
