using Tracking.Deliveries;

namespace Tracking.Providers.Vonage;

/// <summary>The words of the Messages API in our terms; what is new maps to Unknown.</summary>
static class VonageStatus
{
    /// <summary>
    /// The error is kept and refines nothing: its codes differ from channel to channel, and which of them are final for a recipient could
    /// not be read.
    /// </summary>
    /// <seealso href="https://developer.vonage.com/en/messages/concepts/messages-status-callbacks"/>
    public static (Evidence Evidence, string? Reason) Map(string status) => status switch
    {
        "submitted" => (Evidence.Sent, null),
        "delivered" => (Evidence.Delivered, null),
        "read" => (Evidence.Read, null),
        "rejected" => (Evidence.FailedAtProvider, "rejected"),
        // An outage, or a carrier's doing: it need not be the number.
        "undeliverable" => (Evidence.FailedAtProvider, "provider"),
        _ => (Evidence.Unknown, status),
    };
}
