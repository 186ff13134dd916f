using Tracking.Deliveries;

namespace Tracking.Providers.SparkPost;

/// <summary>SparkPost's words in our terms; what is new maps to Unknown.</summary>
static class SparkPostStatus
{
    /// <summary>Classes of events that are about no message of ours: received mail, its relaying, and the event stream itself.</summary>
    public static bool IsForeign(string eventClass) => eventClass is "relay_message" or "relay_event" or "ingest_event" or "ab_test_event";

    /// <summary>A bounce class for what is none: an automatic reply, a subscription, a challenge.</summary>
    public static bool IsNoBounce(string type, string? bounceClass) => type is "bounce" or "out_of_band" && bounceClass is "60" or "80" or "100";

    /// <param name="bounceClass">Why it was returned; null where it is not told.</param>
    /// <seealso href="https://support.sparkpost.com/docs/tech-resources/webhook-data-streams"/>
    public static (Evidence Evidence, string? Reason) Map(string type, string? bounceClass) => type switch
    {
        "injection" => (Evidence.Queued, null),
        "delivery" => (Evidence.Delivered, null),
        "delay" => (Evidence.Deferred, null),
        // The latter comes when a mail was accepted first, and is weaker than that unless it is final for the recipient.
        "bounce" or "out_of_band" => OfBounce(bounceClass),
        "policy_rejection" or "generation_rejection" => (Evidence.FailedAtProvider, "rejected"),
        "generation_failure" => (Evidence.FailedAtProvider, "provider"),
        "spam_complaint" => (Evidence.Complaint, null),
        "list_unsubscribe" or "link_unsubscribe" => (Evidence.Unsubscribed, null),
        "open" or "initial_open" or "amp_open" or "amp_initial_open" => (Evidence.Opened, null),
        "click" or "amp_click" => (Evidence.Clicked, null),
        _ => (Evidence.Unknown, type),
    };

    /// <summary>
    /// The first sight of a mail and its being read to the end may be reported of one look, so they go by one name: at one time, from one
    /// address and by one program they are one open.
    /// </summary>
    public static string WordsOf(string type, string? bounceClass) => type switch
    {
        "initial_open" => "open",
        "amp_initial_open" => "amp_open",
        _ => bounceClass is null ? type : $"{type} {bounceClass}",
    };

    /// <seealso href="https://support.sparkpost.com/docs/deliverability/bounce-classification-codes"/>
    static (Evidence Evidence, string? Reason) OfBounce(string? bounceClass) => bounceClass switch
    {
        // Invalid recipient; no recipient.
        "10" or "30" => (Evidence.HardBounce, null),
        "90" => (Evidence.Unsubscribed, null),
        // Policies, filters, forbidden attachments, relaying denied: nothing that the recipient's address is to blame for.
        "25" or "50" or "51" or "52" or "53" or "54" => (Evidence.SoftBounce, "blocked"),
        _ => (Evidence.SoftBounce, null),
    };
}
