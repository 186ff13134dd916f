using Tracking.Deliveries;

namespace Tracking.Providers.Sinch;

/// <summary>The words of the Conversation API in our terms; what is new maps to Unknown.</summary>
static class SinchStatus
{
    /// <param name="code">Why it failed.</param>
    /// <seealso href="https://developers.sinch.com/docs/conversation/callbacks"/>
    public static (Evidence Evidence, string? Reason) Map(string status, string? code) => status switch
    {
        // The channel has it, or the next one will.
        "QUEUED_ON_CHANNEL" or "SWITCHING_CHANNEL" => (Evidence.Sent, null),
        "DELIVERED" => (Evidence.Delivered, null),
        "READ" => (Evidence.Read, null),
        "FAILED" => (Evidence.FailedAtProvider, ReasonOf(code) ?? "provider"),
        _ => (Evidence.Unknown, status),
    };

    /// <summary>
    /// Null for a code that says nothing final of the recipient. One who has not opted in to a channel has not opted out, either.
    /// </summary>
    /// <seealso href="https://developers.sinch.com/sdk/sinch-sdk-node/1.5.0/types/Conversation.ReasonCode.html"/>
    static string? ReasonOf(string? code) => code switch
    {
        "RECIPIENT_INVALID_CHANNEL_IDENTITY" => "invalid_recipient",
        "DELIVERY_REJECTED_DUE_TO_POLICY" => "blocked",
        "MESSAGE_EXPIRED" => "expired",
        _ => null,
    };
}
