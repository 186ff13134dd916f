using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Plivo;

/// <summary>Status callbacks of SMS, MMS and WhatsApp messages. The send call chooses between POST and GET.</summary>
sealed class PlivoProvider(IOptions<PlivoOptions> options) : IProvider
{
    public const string ProviderName = "plivo";

    // Read when first asked, for the worker reads callbacks without secrets.
    readonly Lazy<Dictionary<string, byte[][]>> _keys =
        new(() => AccountSecrets.Keys(options.Value.AuthTokens, options.Value.NamedTokens));

    public string Name => ProviderName;

    public CallbackRoute Route { get; } = new()
    {
        Path = "plivo/status",
        Methods = ["POST", "GET"],
        MediaTypes = ["application/x-www-form-urlencoded"],
        MaxBodyBytes = 64 * 1024, // A callback has less than 1 KiB.
        SignatureHeaders =
        [
            PlivoSignature.V3Header, PlivoSignature.MainV3Header, PlivoSignature.V3NonceHeader,
            PlivoSignature.V2Header, PlivoSignature.MainV2Header, PlivoSignature.V2NonceHeader,
        ],
        KeptHeaders = [PlivoSignature.V3NonceHeader, PlivoSignature.V2NonceHeader],
    };

    public bool IsConfigured(string? account) => _keys.Value.ContainsKey(account ?? "");

    public ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken)
    {
        var verdict = PlivoSignature.Verify(request, _keys.Value.GetValueOrDefault(account ?? "", []));
        return ValueTask.FromResult(verdict == SignatureVerdict.Valid ? Verification.Valid : new Verification(verdict));
    }

    public CallbackReading Read(RawCallback callback) => PlivoParser.Parse(callback);
}
