using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Bird;

/// <summary>Webhooks of Bird's channels: SMS, WhatsApp and others.</summary>
sealed class BirdProvider(IOptions<BirdOptions> options) : IProvider
{
    public const string ProviderName = "bird";

    // Read when first asked, for the worker reads callbacks without secrets.
    readonly Lazy<Dictionary<string, byte[][]>> _keys =
        new(() => AccountSecrets.Keys(options.Value.SigningKeys, options.Value.NamedKeys));

    public string Name => ProviderName;

    public CallbackRoute Route { get; } = new()
    {
        Path = "bird",
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = 256 * 1024, // The message's own content is in it.
        SignatureHeaders = [BirdSignature.Header, BirdSignature.TimestampHeader],
        KeptHeaders = [BirdSignature.TimestampHeader],
    };

    public bool IsConfigured(string? account) => _keys.Value.ContainsKey(account ?? "");

    public ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken)
    {
        var verdict = BirdSignature.Verify(request, _keys.Value.GetValueOrDefault(account ?? "", []), options.Value.MaxAge);
        return ValueTask.FromResult(verdict == SignatureVerdict.Valid ? Verification.Valid : new Verification(verdict));
    }

    public CallbackReading Read(RawCallback callback) => BirdParser.Parse(callback);
}
