using Tracking.Deliveries;

namespace Tracking.Providers.Mailgun;

/// <summary>Mailgun's words in our terms; what is new maps to Unknown.</summary>
static class MailgunStatus
{
    /// <summary>Mail to us, and uploads of address lists: no status of a mail of ours.</summary>
    public static bool IsForeign(string word) => word == "stored" || word.StartsWith("list_", StringComparison.Ordinal);

    /// <param name="code">An SMTP reply code, or one of Mailgun's own above 600.</param>
    /// <seealso href="https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhooks"/>
    /// <seealso href="https://github.com/anymail/django-anymail"/>
    public static (Evidence Evidence, string? Reason) Map(string word, string? severity, string? reason, string? code) => word switch
    {
        "accepted" => (Evidence.Queued, null),
        "delivered" => (Evidence.Delivered, null),
        "failed" => OfFailure(severity, reason, code),
        // Mailgun refused the mail itself, and did not try.
        "rejected" => (Evidence.FailedAtProvider, "rejected"),
        "opened" => (Evidence.Opened, null),
        "clicked" => (Evidence.Clicked, null),
        "unsubscribed" => (Evidence.Unsubscribed, null),
        "complained" => (Evidence.Complaint, "complaint"),
        // The two of older accounts.
        "bounced" => OfFailure("permanent", "bounce", code),
        "dropped" => OfFailure("permanent", reason, code),
        _ => (Evidence.Unknown, word),
    };

    static (Evidence Evidence, string? Reason) OfFailure(string? severity, string? reason, string? code) => severity switch
    {
        "temporary" => (Evidence.Deferred, "deferred"),
        "permanent" when IsWithheld(reason, code) => (Evidence.Undelivered, "suppressed"),
        // "permanent" says only that Mailgun gave up: "old" and "generic" are no verdict on the address, nor is a reply of 4xx.
        "permanent" when reason == "bounce" && code?.StartsWith('4') != true => (Evidence.HardBounce, "hard_bounce"),
        "permanent" => (Evidence.SoftBounce, "soft_bounce"),
        _ => (Evidence.Unknown, $"failed {severity}"),
    };

    static bool IsWithheld(string? reason, string? code) =>
        reason?.StartsWith("suppress-", StringComparison.Ordinal) == true || code is "605" or "607";

    /// <summary>What Mailgun's list holds of the recipient of a mail that was withheld; null where it does not say.</summary>
    public static Suppression? OfItsList(string? reason, string? code) => (reason, code) switch
    {
        ("suppress-bounce", _) => new(SuppressionReason.HardBounce),
        ("suppress-complaint", _) => new(SuppressionReason.Complaint),
        ("suppress-unsubscribe", _) => new(SuppressionReason.Unsubscribed),
        (_, "605") => new(SuppressionReason.HardBounce),
        (_, "607") => new(SuppressionReason.Complaint),
        _ => null,
    };
}
