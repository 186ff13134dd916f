using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Infobip;

/// <summary>
/// Delivery reports of Infobip's text messages. They are not signed by default: Basic credentials or a header of ours prove them. That a
/// subscription may be told to sign them could not be confirmed, so no signature is looked at.
/// </summary>
/// <seealso href="https://www.infobip.com/docs/api/channels/sms/sms-messaging/logs-and-status-reports/receive-outbound-sms-message-report"/>
sealed class InfobipProvider(IOptionsMonitor<SharedSecretOptions> options)
    : SharedSecretProvider(options, ProviderName, Section, path: ProviderName, MaxBodyBytes)
{
    public const string ProviderName = "infobip";
    public const string Section = "Providers:Infobip";

    const int MaxBodyBytes = 1024 * 1024; // A hundred reports in one request, or as many as the subscription sets.

    public override CallbackReading Read(RawCallback callback) => InfobipParser.Parse(callback);
}
