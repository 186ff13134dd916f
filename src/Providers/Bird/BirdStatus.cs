using Tracking.Deliveries;

namespace Tracking.Providers.Bird;

/// <summary>Bird's words in our terms; what is new maps to Unknown.</summary>
static class BirdStatus
{
    /// <summary>Of a message that somebody sent to us: no status of ours.</summary>
    public static bool IsInbound(string? eventName) => eventName?.EndsWith(".inbound", StringComparison.Ordinal) == true;

    /// <summary>Failure codes are kept as the error and refine nothing: which of them are final for a recipient could not be read.</summary>
    /// <seealso href="https://docs.bird.com/connectivity-platform/troubleshooting/sms-errors-and-error-codes"/>
    public static (Evidence Evidence, string? Reason) Map(string status) => status switch
    {
        "accepted" or "pending" or "processing" => (Evidence.Queued, null),
        "sent" or "transmitted" => (Evidence.Sent, null),
        "delivered" => (Evidence.Delivered, null),
        "read" => (Evidence.Read, null),
        "delivery_failed" => (Evidence.Undelivered, "undelivered"),
        "rejected" => (Evidence.FailedAtProvider, "rejected"),
        "sending_failed" or "failed" or "skipped" => (Evidence.FailedAtProvider, "provider"),
        _ => (Evidence.Unknown, status),
    };
}
