using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Sinch;

/// <summary>
/// Delivery reports of the SMS API. Sinch signs them for those who ask its support to, in a way that is not documented; what proves them
/// here is a secret of ours, which is required.
/// </summary>
sealed class SinchSmsProvider(IOptionsMonitor<SharedSecretOptions> options)
    : SharedSecretProvider(options, ProviderName, Section, path: "sinch/sms", MaxBodyBytes)
{
    public const string ProviderName = "sinch-sms";
    public const string Section = "Providers:SinchSms";

    const int MaxBodyBytes = 1024 * 1024; // A full summary lists every recipient of a batch: some 70,000 numbers.

    public override CallbackReading Read(RawCallback callback) => SinchSmsParser.Parse(callback);
}
