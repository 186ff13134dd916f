using Tracking.Deliveries;

namespace Tracking.Providers.SendGrid;

/// <summary>SendGrid's words in our terms; what is new maps to Unknown.</summary>
/// <seealso href="https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event"/>
static class SendGridStatus
{
    const string GroupUnsubscribe = "group_unsubscribe";
    const string GroupResubscribe = "group_resubscribe";

    /// <summary>Whether it says something of a group, and of nothing else.</summary>
    public static bool IsOfGroup(string word) => word is GroupUnsubscribe or GroupResubscribe;

    public static (Evidence Evidence, string? Reason) Map(SendGridEvent e) => e.Word switch
    {
        "processed" => (Evidence.Queued, null),
        // Refused for now, and tried again for up to three days.
        "deferred" => (Evidence.Deferred, null),
        "delivered" => (Evidence.Delivered, null),
        "bounce" => OfBounce(e),
        // Final, and told after the producer was told that it was sent: no failure at transport (decision 0007).
        "dropped" => (Evidence.FailedAtProvider, ReasonOfDrop(e.Reason)),
        "open" => (Evidence.Opened, null),
        "click" => (Evidence.Clicked, null),
        "spamreport" => (Evidence.Complaint, null),
        "unsubscribe" or GroupUnsubscribe => (Evidence.Unsubscribed, null),
        // Says nothing of the mail that it is about. Kept under its word, as what is unknown is.
        GroupResubscribe or _ => (Evidence.Unknown, e.Word),
    };

    /// <summary>Null where what the evidence and its reason say suffices.</summary>
    public static Suppression? SuppressionOf(SendGridEvent e) => (e.Word, Lower(e.Reason)) switch
    {
        (GroupUnsubscribe, _) => new(SuppressionReason.Unsubscribed, GroupOf(e)),
        // Lifts what this group's was, and never a global one.
        (GroupResubscribe, _) => Suppression.Lift(GroupOf(e)),
        // SendGrid keeps lists of its own, and withholds what goes to an address on one. Ours then says the same.
        ("dropped", "bounced address") => new(SuppressionReason.HardBounce),
        ("dropped", "spam reporting address") => new(SuppressionReason.Complaint),
        // Of a mail that belongs to a group, the drop does not tell whether its recipient left the group or everything. Who left
        // everything is suppressed by his own unsubscribe; who left the group is still to get the rest.
        ("dropped", "unsubscribed address") when e.GroupId is not null => new(SuppressionReason.OptedOut, GroupOf(e)),
        _ => null,
    };

    /// <summary>
    /// <c>blocked</c> refuses this mail and does not condemn the address. So does a <c>bounce</c> whose class is about the mail or its
    /// sender (SendGrid sorts bounces by their text, later than by their type), unless its code condemns the address all the same.
    /// Without a type, as in older accounts, it is a <c>bounce</c>; a type that is new suppresses nobody.
    /// </summary>
    static (Evidence Evidence, string? Reason) OfBounce(SendGridEvent e) => Lower(e.Type) switch
    {
        "bounce" or null when IsOfAddress(e.Status) || !IsOfMail(e.Classification) => (Evidence.HardBounce, null),
        // Deferred until there was no more time.
        "expired" => (Evidence.Undelivered, "expired"),
        _ => (Evidence.SoftBounce, null),
    };

    // No such mailbox, domain or route, a mailbox that is closed.
    static bool IsOfAddress(string? status) => status is "5.1.1" or "5.1.2" or "5.1.3" or "5.1.10" or "5.2.1" or "5.4.1";

    // Invalid Address, Mailbox Unavailable and Unclassified are the others.
    static bool IsOfMail(string? classification) =>
        Lower(classification) is "reputation" or "content" or "technical" or "frequency or volume too high";

    /// <summary>Of a mail that SendGrid did not try to deliver, in its own words for why.</summary>
    static string ReasonOfDrop(string? reason) => Lower(reason) switch
    {
        "bounced address" or "spam reporting address" => "suppressed",
        "unsubscribed address" => SuppressionReason.OptedOut,
        "invalid" => SuppressionReason.InvalidRecipient,
        "spam content" => "blocked",
        // An invalid SMTPAPI header, a list over the package's quota: ours to put right.
        _ => "rejected",
    };

    static string GroupOf(SendGridEvent e) => SuppressionScope.List(SendGridProvider.ProviderName, e.GroupId!);

    static string? Lower(string? text) => text?.Trim().ToLowerInvariant();
}
