using Tracking.Deliveries;

namespace Tracking.Providers.Vonage;

/// <summary>The words of the SMS API in our terms. The status gives the evidence, the error's code the reason; what is new maps to Unknown.</summary>
static class VonageSmsStatus
{
    /// <seealso href="https://developer.vonage.com/en/messaging/sms/guides/delivery-receipts"/>
    public static (Evidence Evidence, string? Reason) Map(string status, string? code) => status switch
    {
        "accepted" or "buffered" => (Evidence.Sent, null),
        "delivered" => (Evidence.Delivered, null),
        "expired" => (Evidence.Undelivered, ReasonOf(code) ?? "expired"),
        "failed" => (Evidence.Undelivered, ReasonOf(code) ?? "undelivered"),
        "rejected" => (Evidence.FailedAtProvider, ReasonOf(code) ?? "rejected"),
        // The carrier never told.
        "unknown" => (Evidence.Sent, "unconfirmed"),
        _ => (Evidence.Unknown, status),
    };

    /// <summary>
    /// Null for a code that says nothing final of the recipient: a handset that is off (1, 2, 7), the network (5, 8, 11, 12), the message
    /// or the rules of a country (10, 13, 50 to 54), the recipient's credit (15).
    /// </summary>
    static string? ReasonOf(string? code) => code switch
    {
        // Absent for good, and barred by its network.
        "3" or "4" => "invalid_recipient",
        "6" or "14" => "blocked",
        // "Illegal number": the recipient has asked not to be sent to.
        "9" => "opted_out",
        _ => null,
    };
}
