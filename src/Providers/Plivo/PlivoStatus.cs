using Tracking.Deliveries;

namespace Tracking.Providers.Plivo;

/// <summary>Plivo's words in our terms. The status word gives the evidence, the error code the reason; what is new maps to Unknown.</summary>
static class PlivoStatus
{
    /// <param name="isEarlierPart">Of a long message's parts, not the last one.</param>
    /// <seealso href="https://www.plivo.com/docs/messaging/api/messages/"/>
    public static (Evidence Evidence, string? Reason) Map(string status, string? errorCode, bool isEarlierPart) => status switch
    {
        "queued" => (Evidence.Queued, null),
        "sent" => (Evidence.Sent, null),
        // Some of it arrived, and the rest is still to come: the last part's receipt speaks for the whole.
        "delivered" when isEarlierPart => (Evidence.Sent, "partially_delivered"),
        "delivered" => (Evidence.Delivered, null),
        // Final, though the word sounds as if there were hope.
        "undelivered" => (Evidence.Undelivered, ReasonOf(errorCode) ?? "undelivered"),
        "failed" => (Evidence.FailedAtProvider, ReasonOf(errorCode) ?? "provider"),
        // In older texts of Plivo, not in its current list.
        "rejected" => (Evidence.FailedAtProvider, ReasonOf(errorCode) ?? "rejected"),
        // Of WhatsApp.
        "read" => (Evidence.Read, null),
        _ => (Evidence.Unknown, status),
    };

    /// <summary>STOP is said to one sender. Null where what evidence and reason say suffices.</summary>
    public static Suppression? SuppressionOf(Evidence evidence, string? reason, string? from) =>
        evidence is Evidence.Undelivered or Evidence.FailedAtProvider && reason == SuppressionReason.OptedOut
            ? new(SuppressionReason.OptedOut, SenderScope.Of(PlivoProvider.ProviderName, from))
            : null;

    /// <summary>
    /// Null for a code that says nothing of the recipient: a network's error, a handset that is off, the sender's own mistakes. Codes are
    /// text, with leading zeros. Plivo's table could be read in part only: 10 to 50 by name, 70, 100 and 200 as they are commonly listed.
    /// </summary>
    /// <seealso href="https://plivo.com/docs/messaging/troubleshooting/error-codes"/>
    static string? ReasonOf(string? errorCode) => errorCode switch
    {
        "50" or "70" => SuppressionReason.InvalidRecipient,
        // The destination has sent STOP to the number that sent.
        "200" => SuppressionReason.OptedOut,
        "30" or "100" => "blocked",
        _ => null,
    };
}
