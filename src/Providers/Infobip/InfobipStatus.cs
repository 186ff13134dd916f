using Tracking.Deliveries;

namespace Tracking.Providers.Infobip;

/// <summary>Infobip's words in our terms; what is new maps to Unknown.</summary>
/// <seealso href="https://www.infobip.com/docs/developer-resources/api-fundamentals/message-status-codes"/>
static class InfobipStatus
{
    /// <param name="group">The number of the status's group, or its name where there is none.</param>
    /// <param name="name">Of the status within its group; null where it has none.</param>
    public static (Evidence Evidence, string? Reason) Map(string group, string? name, InfobipError error) => group switch
    {
        "1" or "PENDING" => (Evidence.Sent, null),
        "2" or "UNDELIVERABLE" => (Evidence.Undelivered, ReasonOf(error) ?? "undelivered"),
        // It reached the recipient's network, and a verdict may follow.
        "3" or "DELIVERED" when name == "DELIVERED_TO_OPERATOR" => (Evidence.Sent, null),
        "3" or "DELIVERED" => (Evidence.Delivered, null),
        "4" or "EXPIRED" => (Evidence.Undelivered, "expired"),
        "5" or "REJECTED" => (Evidence.FailedAtProvider, ReasonOf(error) ?? "rejected"),
        _ => (Evidence.Unknown, name ?? group),
    };

    /// <summary>
    /// Only a number that does not exist is the end of it. That an error is permanent says no more than that the same message would fail
    /// again, which may be for its text or its sender; and by which names a rejection tells of an opt-out could not be confirmed, so none
    /// is taken for one.
    /// </summary>
    /// <seealso href="https://www.infobip.com/docs/developer-resources/api-fundamentals/error-code-reference"/>
    static string? ReasonOf(InfobipError error) => error switch
    {
        { IsPermanent: not false, Name: "EC_UNKNOWN_SUBSCRIBER" } => SuppressionReason.InvalidRecipient,
        { IsPermanent: not false, Name: null, Id: "1" } => SuppressionReason.InvalidRecipient,
        _ => null,
    };
}

/// <param name="Id">Its number; null for none, which Infobip writes as zero.</param>
/// <param name="IsPermanent">Null where it is not told.</param>
readonly record struct InfobipError(string? Id, string? Name, bool? IsPermanent);
