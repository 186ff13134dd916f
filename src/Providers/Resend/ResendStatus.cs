using Tracking.Deliveries;

namespace Tracking.Providers.Resend;

/// <summary>Resend's words in our terms; what is new maps to Unknown.</summary>
static class ResendStatus
{
    /// <summary>Received mail, contacts, domains and lists: no status of a mail of ours.</summary>
    public static bool IsForeign(string type) => !type.StartsWith("email.", StringComparison.Ordinal) || type == "email.received";

    /// <summary>
    /// Of the last two types, only the names were known when this was written: a mail that could not be sent at all, and one that was
    /// withheld because its recipient is on the account's list.
    /// </summary>
    /// <param name="bounceType">Null where the callback has none, as older ones.</param>
    /// <param name="bounceMessage">In older callbacks, all that tells a bounce from a mail that was withheld.</param>
    /// <seealso href="https://resend.com/docs/webhooks/event-types"/>
    /// <seealso href="https://github.com/anymail/django-anymail"/>
    public static (Evidence Evidence, string? Reason) Map(string type, string? bounceType, string? bounceMessage) => type switch
    {
        "email.scheduled" => (Evidence.Queued, null),
        "email.sent" => (Evidence.Sent, null),
        "email.delivery_delayed" => (Evidence.Deferred, "deferred"),
        "email.delivered" => (Evidence.Delivered, null),
        "email.bounced" when bounceMessage?.Contains("suppressed sending", StringComparison.OrdinalIgnoreCase) == true =>
            (Evidence.Undelivered, "suppressed"),
        "email.bounced" => OfBounce(bounceType),
        "email.complained" => (Evidence.Complaint, "complaint"),
        "email.opened" => (Evidence.Opened, null),
        "email.clicked" => (Evidence.Clicked, null),
        "email.failed" => (Evidence.FailedAtProvider, "provider"),
        "email.suppressed" => (Evidence.Undelivered, "suppressed"),
        _ => (Evidence.Unknown, type),
    };

    static (Evidence Evidence, string? Reason) OfBounce(string? bounceType) => bounceType switch
    {
        "Permanent" => (Evidence.HardBounce, "hard_bounce"),
        // What does not say that it is final suppresses nobody.
        "Transient" or "Undetermined" or null => (Evidence.SoftBounce, "soft_bounce"),
        _ => (Evidence.Unknown, $"email.bounced {bounceType}"),
    };

    /// <summary>
    /// Whether it happened to one recipient, and not to the mail. Resend sends these once for each recipient of a mail without saying for
    /// which, so of a mail to several, none of them can be told to whom it belongs.
    /// </summary>
    public static bool IsOfOneRecipient(Evidence evidence) => evidence is
        Evidence.Deferred or Evidence.Delivered or Evidence.SoftBounce or Evidence.HardBounce or Evidence.Undelivered
        or Evidence.Complaint or Evidence.Opened or Evidence.Clicked;
}
