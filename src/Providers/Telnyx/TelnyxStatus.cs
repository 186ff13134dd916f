using Tracking.Deliveries;

namespace Tracking.Providers.Telnyx;

/// <summary>Telnyx's words in our terms. The status gives the evidence, the error's code the reason; what is new maps to Unknown.</summary>
static class TelnyxStatus
{
    /// <summary>A message to us, or no message at all: no status of ours.</summary>
    public static bool IsForeign(string eventType, string? direction) =>
        !eventType.StartsWith("message.", StringComparison.Ordinal) || eventType == "message.received" || direction == "inbound";

    /// <seealso href="https://developers.telnyx.com/docs/messaging/messages/receiving-webhooks"/>
    public static (Evidence Evidence, string? Reason) Map(string status, string? code) => status switch
    {
        "queued" or "sending" => (Evidence.Queued, null),
        "sent" => (Evidence.Sent, null),
        "delivered" => (Evidence.Delivered, null),
        "sending_failed" => (Evidence.FailedAtProvider, ReasonOf(code) ?? "provider"),
        "delivery_failed" => (Evidence.Undelivered, ReasonOf(code) ?? "undelivered"),
        // Final, but no more than that a carrier took it is known.
        "delivery_unconfirmed" => (Evidence.Sent, "unconfirmed"),
        _ => (Evidence.Unknown, status),
    };

    /// <summary>
    /// Null for a code that says nothing final of the recipient. That 40300 stands for a recipient who sent STOP is how others use it:
    /// Telnyx's own table does not have it.
    /// </summary>
    /// <seealso href="https://developers.telnyx.com/docs/messaging/messages/error-codes/index"/>
    static string? ReasonOf(string? code) => code switch
    {
        // A landline, or no number that anything is routed to.
        "40001" => "invalid_recipient",
        "40002" or "40003" or "40322" => "blocked",
        "40005" => "expired",
        "40300" => "opted_out",
        _ => null,
    };
}
