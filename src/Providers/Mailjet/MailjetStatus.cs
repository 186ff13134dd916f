using Tracking.Deliveries;

namespace Tracking.Providers.Mailjet;

/// <summary>Mailjet's words in our terms; what is new maps to Unknown.</summary>
/// <seealso href="https://dev.mailjet.com/email/guides/webhooks/"/>
static class MailjetStatus
{
    /// <param name="isHard">Of a bounce, whether it is permanent; null where that is not told.</param>
    /// <param name="error">Of a bounce or a block, why; null where that is not told.</param>
    public static (Evidence Evidence, string? Reason) Map(string eventName, bool? isHard, string? error) => eventName switch
    {
        // The recipient's server took it: the name says less than it means.
        "sent" => (Evidence.Delivered, null),
        "open" => (Evidence.Opened, null),
        "click" => (Evidence.Clicked, null),
        "bounce" => OfBounce(isHard, error),
        "blocked" => (Evidence.FailedAtProvider, ReasonOfBlock(error)),
        "spam" => (Evidence.Complaint, null),
        "unsub" => (Evidence.Unsubscribed, null),
        _ => (Evidence.Unknown, eventName),
    };

    /// <summary>
    /// Why Mailjet withheld a mail to an address that is on a list of its own: who complained, or was put on the account's list of those who
    /// get nothing. Null for what is on no such list, and for an address that merely bounced of late, which Mailjet soon tries again.
    /// </summary>
    public static Suppression? SuppressionOf(string eventName, string? error) => (eventName, error) switch
    {
        ("blocked", "spam reporter") => new(SuppressionReason.Complaint),
        ("blocked", "blacklisted") => new(SuppressionReason.OptedOut),
        _ => null,
    };

    static (Evidence, string?) OfBounce(bool? isHard, string? error) => (isHard, error) switch
    {
        (not true, "greylisted") => (Evidence.Deferred, null),
        // Whatever Mailjet's flag says: a full mailbox, a refusal of this sender or of this content is not the end of the address.
        (_, "quota exceeded" or "greylisted") => (Evidence.SoftBounce, null),
        (_, "relay/access denied" or "sender blocked" or "content blocked" or "policy issue" or "duplicate in campaign") =>
            (Evidence.SoftBounce, "blocked"),
        (true, _) => (Evidence.HardBounce, null),
        (null, _) when IsOfRecipient(error) => (Evidence.HardBounce, null),
        _ => (Evidence.SoftBounce, null),
    };

    static string ReasonOfBlock(string? error) => error switch
    {
        "preblocked" or "blacklisted" or "spam reporter" => "suppressed",
        "sender blocked" or "content blocked" or "policy issue" or "duplicate in campaign" => "rejected",
        _ when IsOfRecipient(error) => SuppressionReason.InvalidRecipient,
        _ => "blocked",
    };

    // The last is an address that Mailjet takes for a misspelt one.
    static bool IsOfRecipient(string? error) =>
        error is "user unknown" or "mailbox inactive" or "invalid domain" or "no mail host" or "typofix";
}
