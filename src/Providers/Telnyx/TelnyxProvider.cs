using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Telnyx;

/// <summary>Messaging webhooks of Telnyx's second API. The first one signed otherwise, and is not read.</summary>
sealed class TelnyxProvider(IOptions<TelnyxOptions> options) : IProvider
{
    public const string ProviderName = "telnyx";

    // Read when first asked, for the worker reads callbacks without keys.
    readonly Lazy<Dictionary<string, byte[][]>> _keys = new(() => AccountSecrets.Keys(
        options.Value.PublicKeys, options.Value.NamedKeys, key => TelnyxSignature.TryReadKey(key)!));

    public string Name => ProviderName;

    public CallbackRoute Route { get; } = new()
    {
        Path = "telnyx",
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = 256 * 1024, // The message's own text is in it.
        SignatureHeaders = [TelnyxSignature.Header, TelnyxSignature.TimestampHeader],
    };

    public bool IsConfigured(string? account) => _keys.Value.ContainsKey(account ?? "");

    public ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken)
    {
        var verdict = TelnyxSignature.Verify(request, _keys.Value.GetValueOrDefault(account ?? "", []), options.Value.MaxAge);
        return ValueTask.FromResult(verdict == SignatureVerdict.Valid ? Verification.Valid : new Verification(verdict));
    }

    public CallbackReading Read(RawCallback callback) => TelnyxParser.Parse(callback);
}
