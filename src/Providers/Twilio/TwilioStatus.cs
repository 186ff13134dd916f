using Tracking.Deliveries;

namespace Tracking.Providers.Twilio;

/// <summary>Twilio's words in our terms. The status word gives the evidence, the error code the reason; what is new maps to Unknown.</summary>
static class TwilioStatus
{
    /// <summary>Of a message that somebody sent to us: no status of ours.</summary>
    public static bool IsInbound(string status) => status is "receiving" or "received";

    /// <param name="eventType"><c>READ</c> accompanies a read receipt of WhatsApp and RCS.</param>
    /// <seealso href="https://www.twilio.com/docs/messaging/api/message-resource#message-status-values"/>
    /// <seealso href="https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks"/>
    public static (Evidence Evidence, string? Reason) Map(string status, string? errorCode, string? eventType) =>
        (status, eventType) switch
        {
            ("read", _) or ("sent" or "delivered", "READ") => (Evidence.Read, null),
            ("accepted" or "scheduled" or "queued", _) => (Evidence.Queued, null),
            ("sending" or "sent", _) => (Evidence.Sent, null),
            // In Twilio's own list of statuses, yet described nowhere: some of it arrived, and more may.
            ("partially_delivered", _) => (Evidence.Sent, "partially_delivered"),
            ("delivered", _) => (Evidence.Delivered, null),
            ("undelivered", _) => (Evidence.Undelivered, ReasonOf(errorCode) ?? "undelivered"),
            ("failed", _) => (Evidence.FailedAtProvider, ReasonOf(errorCode) ?? "provider"),
            ("canceled", _) => (Evidence.FailedAtProvider, "canceled"),
            _ => (Evidence.Unknown, status),
        };

    /// <summary>
    /// Null for a code that says nothing of the recipient: a handset that is off (30003), filtering at the sender's side, rates and
    /// registrations. Only <c>opted_out</c> and <c>invalid_recipient</c> have consequences for later sends.
    /// </summary>
    /// <seealso href="https://www.twilio.com/docs/api/errors"/>
    /// <seealso href="https://www.twilio.com/docs/whatsapp/api/error-code-mapping"/>
    static string? ReasonOf(string? errorCode) => errorCode switch
    {
        // 30630 carries the title of 21610 in a newer range. 63014: opted out of, or blocked us on, that channel.
        "21610" or "30630" or "63014" => "opted_out",
        "30005" or "30006" or "21211" or "21614" or "21635" or "63003" or "63024" => "invalid_recipient",
        // 30007 is a filter for spam and policy, not an opt-out; 30004 a block list or a handset that cannot receive.
        "30004" or "30007" => "blocked",
        "30036" => "expired",
        _ => null,
    };
}
