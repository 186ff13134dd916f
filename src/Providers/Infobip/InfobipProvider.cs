using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Infobip;

/// <summary>
/// Delivery reports of Infobip's text messages. They are not signed by default: Basic credentials or a header of ours prove them. That a
/// subscription may be told to sign them could not be confirmed, so no signature is looked at.
/// </summary>
/// <seealso href="https://www.infobip.com/docs/api/channels/sms/sms-messaging/logs-and-status-reports/receive-outbound-sms-message-report"/>
sealed class InfobipProvider(IOptionsMonitor<SharedSecretOptions> options) : IProvider
{
    public const string ProviderName = "infobip";
    public const string Section = "Providers:Infobip";

    readonly SharedSecret _secret = new(options, Section);

    public string Name => ProviderName;

    public CallbackRoute Route => field ??= new CallbackRoute
    {
        Path = ProviderName,
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = 1024 * 1024, // A hundred reports in one request, or as many as the subscription sets.
        SignatureHeaders = _secret.Headers,
    };

    public bool IsConfigured(string? account) => _secret.IsConfigured(account);

    public ValueTask<Verification> VerifyAsync(CallbackRequest request, string? account, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_secret.Verify(request, account));

    public CallbackReading Read(RawCallback callback) => InfobipParser.Parse(callback);
}
