using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Sinch;

/// <summary>
/// Delivery reports of the SMS API. Sinch signs them for those who ask its support to, in a way that is not documented; what proves them
/// here is a secret of ours, which is required.
/// </summary>
sealed class SinchSmsProvider(IOptionsMonitor<SharedSecretOptions> options) : IProvider
{
    public const string ProviderName = "sinch-sms";
    public const string Section = "Providers:SinchSms";

    readonly SharedSecret _secret = new(options, Section);

    public string Name => ProviderName;

    public CallbackRoute Route => field ??= new CallbackRoute
    {
        Path = "sinch/sms",
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = 1024 * 1024, // A full summary lists every recipient of a batch: some 70,000 numbers.
        SignatureHeaders = _secret.Headers,
    };

    public bool IsConfigured(string? account) => _secret.IsConfigured(account);

    public ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_secret.Verify(request, account));

    public CallbackReading Read(RawCallback callback) => SinchSmsParser.Parse(callback);
}
