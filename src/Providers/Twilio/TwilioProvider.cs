using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Twilio;

/// <summary>Status callbacks of SMS, MMS, WhatsApp and RCS messages.</summary>
sealed class TwilioProvider(IOptions<TwilioOptions> options) : IProvider
{
    public const string ProviderName = "twilio";

    // Read when first asked, for the worker reads callbacks without secrets.
    readonly Lazy<Dictionary<string, byte[][]>> _keys =
        new(() => AccountSecrets.Keys(options.Value.AuthTokens, options.Value.NamedTokens));

    public string Name => ProviderName;

    public CallbackRoute Route { get; } = new()
    {
        Path = "twilio/status",
        Methods = ["POST"],
        MediaTypes = ["application/x-www-form-urlencoded", "application/json"],
        MaxBodyBytes = 64 * 1024, // A callback has less than 2 KiB.
        SignatureHeaders = [TwilioSignature.Header],
    };

    public bool IsConfigured(string? account) => _keys.Value.ContainsKey(account ?? "");

    public ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Verify(request, account));

    public CallbackReading Read(RawCallback callback) => TwilioParser.Parse(callback);

    Verification Verify(CallbackRequest request, string? account)
    {
        var keys = _keys.Value.GetValueOrDefault(account ?? "", []);
        var signature = request.Headers.GetValueOrDefault(TwilioSignature.Header);
        var verdict = TwilioSignature.Verify(request.Url, request.Body.Span, signature, keys);
        return verdict == SignatureVerdict.Valid ? Verification.Valid : new Verification(verdict);
    }
}
