using Tracking.Deliveries;

namespace Tracking.Providers.Twilio;

/// <summary>Twilio's words in our terms. The status word gives the evidence, the error code the reason; what is new maps to Unknown.</summary>
static class TwilioStatus
{
    /// <summary>Of a message that somebody sent to us: no status of ours.</summary>
    public static bool IsInbound(string status) => status is "receiving" or "received";

    /// <param name="eventType"><c>READ</c> accompanies a read receipt of WhatsApp and RCS.</param>
    /// <param name="error">What the error code means, where there is one.</param>
    /// <seealso href="https://www.twilio.com/docs/messaging/api/message-resource#message-status-values"/>
    /// <seealso href="https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks"/>
    public static (Evidence Evidence, string? Reason, Suppression? Suppression) Map(
        string status, string? errorCode, string? eventType, FailureMeaning error) => (status, eventType) switch
        {
            ("read", _) or ("sent" or "delivered", "READ") => (Evidence.Read, null, null),
            ("accepted" or "scheduled" or "queued", _) => (Evidence.Queued, null, null),
            // RCS could not confirm it, which is no failure: it may well have arrived.
            ("sent" or "undelivered" or "failed", _) when errorCode == "30046" => (Evidence.Sent, "unconfirmed", null),
            ("sending" or "sent", _) => (Evidence.Sent, null, null),
            // In Twilio's own list of statuses, yet described nowhere: some of it arrived, and more may.
            ("partially_delivered", _) => (Evidence.Sent, "partially_delivered", null),
            ("delivered", _) => (Evidence.Delivered, null, null),
            ("undelivered", _) => (Evidence.Undelivered, error.Reason ?? "undelivered", error.Suppression),
            ("failed", _) => (Evidence.FailedAtProvider, error.Reason ?? "provider", error.Suppression),
            ("canceled", _) => (Evidence.FailedAtProvider, "canceled", null),
            _ => (Evidence.Unknown, status, null),
        };
}
