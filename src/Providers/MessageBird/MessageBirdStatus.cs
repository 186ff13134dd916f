using Tracking.Deliveries;

namespace Tracking.Providers.MessageBird;

/// <summary>MessageBird's words in our terms. The status word gives the evidence, code and reason refine it; what is new maps to Unknown.</summary>
static class MessageBirdStatus
{
    /// <seealso href="https://developers.messagebird.com/api/sms-messaging"/>
    public static (Evidence Evidence, string? Reason) Map(string status, string? errorCode, string? statusReason) => status switch
    {
        "scheduled" => (Evidence.Queued, null),
        "sent" => (Evidence.Sent, null),
        // Waits for a handset that is off; may alternate with sent.
        "buffered" => (Evidence.Deferred, null),
        "delivered" => (Evidence.Delivered, null),
        "expired" => (Evidence.Undelivered, "expired"),
        "delivery_failed" => (Evidence.Undelivered, ReasonOf(errorCode, statusReason) ?? "undelivered"),
        // Words of calls and of other products are among them.
        _ => (Evidence.Unknown, status),
    };

    /// <summary>
    /// Null, which is soft, for whatever is not known to be final for the recipient: the full table of codes could not be read. That 103
    /// stands for a recipient who sent STOP is how others use it. A report does not name the sender that it was sent to: it is heeded for
    /// all of them.
    /// </summary>
    /// <seealso href="https://github.com/nyaruka/courier"/>
    static string? ReasonOf(string? errorCode, string? statusReason) => (errorCode, Words(statusReason)) switch
    {
        ("103", _) or (_, "opted out") => "opted_out",
        (_, "unknown subscriber") => "invalid_recipient",
        (_, "expired") => "expired",
        _ => null,
    };

    // "opted out", "opted-out", "Unknown_Subscriber"
    static string? Words(string? reason) => reason?.Trim().Replace('_', ' ').Replace('-', ' ').ToLowerInvariant();
}
