using Tracking.Deliveries;

namespace Tracking.Providers.Ses;

/// <summary>SES's words in our terms; what is new maps to Unknown.</summary>
/// <seealso href="https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html"/>
/// <seealso href="https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html"/>
static class SesStatus
{
    /// <summary>What is no status of a mail of ours: received mail, and the greeting of a topic that was just connected.</summary>
    public static bool IsForeign(string type) => type is "Received" or "AmazonSnsSubscriptionSucceeded";

    /// <summary>A bounce is decided by its type; a subtype matters where SES did not even try.</summary>
    public static (Evidence Evidence, string? Reason) OfBounce(string? type, string? subType) => (type, subType) switch
    {
        // The address is on a list at SES: nothing was attempted, and nothing new was learnt of the address.
        (_, "Suppressed" or "OnAccountSuppressionList" or "OnTenantSuppressionList" or "EmailValidationSuppressed") =>
            (Evidence.Undelivered, "suppressed"),
        (_, "UnsubscribedRecipient") => (Evidence.Undelivered, "opted_out"),
        ("Permanent", _) => (Evidence.HardBounce, "hard_bounce"),
        // SES gave up for this mail. Out-of-office replies come as Transient, too.
        ("Transient" or "Undetermined", _) => (Evidence.SoftBounce, "soft_bounce"),
        _ => (Evidence.Unknown, $"Bounce {type}"),
    };

    public static (Evidence Evidence, string? Reason) OfComplaint(string? feedbackType, string? subType) =>
        (feedbackType, subType) switch
        {
            // Withheld because of an earlier complaint: no new one.
            (_, "OnAccountSuppressionList" or "OnTenantSuppressionList") => (Evidence.Undelivered, "suppressed"),
            // The opposite of a complaint: somebody took it out of the junk folder.
            ("not-spam", _) => (Evidence.Unknown, "not_spam"),
            _ => (Evidence.Complaint, "complaint"),
        };
}
