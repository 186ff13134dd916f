using Tracking.Contracts;
using Tracking.Deliveries;

namespace Tracking.Providers.Twilio;

/// <summary>Twilio's error codes in our terms. The same codes come with a status and as the answer of a send call.</summary>
/// <seealso href="https://www.twilio.com/docs/api/errors"/>
/// <seealso href="https://www.twilio.com/docs/whatsapp/api/error-code-mapping"/>
sealed class TwilioErrors : IFailureCodes
{
    public string Provider => TwilioProvider.ProviderName;

    /// <summary>Of a send call, whose sender the contract does not name.</summary>
    public FailureMeaning Read(string? code, string? message) => Read(code, service: null, from: null);

    /// <summary>
    /// Without a reason for a code that says nothing of the recipient: a handset that is off (30003), the sender's own rates,
    /// registrations and templates, an outage. Only <c>opted_out</c> and <c>invalid_recipient</c> have consequences for later sends.
    /// </summary>
    /// <param name="service">The Messaging Service that the message was sent through: the list of opt-outs is then its own.</param>
    public static FailureMeaning Read(string? code, string? service, string? from) => code switch
    {
        // STOP is said to one sender. 30630 carries the title of 21610 in a newer range.
        "21610" or "30630" => new(
            SuppressionReason.OptedOut, new(SuppressionReason.OptedOut, SenderScope.Of(TwilioProvider.ProviderName, service, from))),
        // Opted out of, or blocked us on, that channel: what a suppression is about in any case.
        "63014" => new(SuppressionReason.OptedOut),
        // From a short code, it may be the carrier that cannot be reached.
        "30006" when IsShortCode(from) => default,
        "30005" or "30006" or "21211" or "21614" or "21635" or "63003" or "63024" => new(SuppressionReason.InvalidRecipient),
        // Meta lets no marketing through to this recipient now; everything else still arrives.
        "63032" or "63033" or "63049" => new("blocked", new(SuppressionReason.OptedOut, UnsubscribeScope.Marketing)),
        // 30007 is a filter for spam and policy, not an opt-out; 30004 a block list or a handset that cannot receive.
        "30004" or "30007" => new("blocked"),
        "30036" => new("expired"),
        _ => default,
    };

    /// <summary>Any other number has its plus sign, and any other sender letters.</summary>
    static bool IsShortCode(string? from) => from is { Length: > 0 and <= 8 } && from.All(char.IsAsciiDigit);
}
