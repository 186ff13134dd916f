using Tracking.Deliveries;

namespace Tracking.Providers.Brevo;

/// <summary>
/// Brevo's words in our terms; what is new maps to Unknown. Spellings vary, and those that are told of in one place only are taken, too.
/// </summary>
/// <seealso href="https://developers.brevo.com/docs/transactional-webhooks"/>
/// <seealso href="https://github.com/anymail/django-anymail"/>
static class BrevoStatus
{
    /// <summary>A contact came onto a list: about no mail.</summary>
    public static bool IsForeign(string eventName) => eventName == "list_addition";

    /// <summary>A proxy fetched the pictures, whether anybody looked or not.</summary>
    public static bool IsByMachine(string eventName) =>
        eventName is "proxy_open" or "proxy_opened" or "unique_proxy_open" or "unique_proxy_opened";

    public static (Evidence Evidence, string? Reason) Map(string eventName) => eventName switch
    {
        // Also where Brevo then blocks it.
        "request" => (Evidence.Queued, null),
        "delivered" => (Evidence.Delivered, null),
        "deferred" => (Evidence.Deferred, null),
        "hard_bounce" => (Evidence.HardBounce, null),
        "soft_bounce" => (Evidence.SoftBounce, null),
        "blocked" => (Evidence.FailedAtProvider, "suppressed"),
        "invalid_email" => (Evidence.FailedAtProvider, SuppressionReason.InvalidRecipient),
        "error" => (Evidence.FailedAtProvider, "provider"),
        "spam" or "complaint" => (Evidence.Complaint, null),
        "unsubscribe" or "unsubscribed" => (Evidence.Unsubscribed, null),
        // The first is followed by the others.
        "unique_opened" or "opened" => (Evidence.Opened, null),
        _ when IsByMachine(eventName) => (Evidence.Opened, null),
        "click" => (Evidence.Clicked, null),
        _ => (Evidence.Unknown, eventName),
    };
}
