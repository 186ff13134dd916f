using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Sinch;

/// <summary>Webhooks of the Conversation API.</summary>
sealed class SinchProvider(IOptions<SinchOptions> options) : IProvider
{
    public const string ProviderName = "sinch";

    // Read when first asked, for the worker reads callbacks without secrets.
    readonly Lazy<Dictionary<string, byte[][]>> _keys =
        new(() => AccountSecrets.Keys(options.Value.WebhookSecrets, options.Value.NamedSecrets));

    public string Name => ProviderName;

    public CallbackRoute Route { get; } = new()
    {
        Path = "sinch",
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = 1024 * 1024, // The sender's own metadata may be in it, and other triggers hold whole messages.
        SignatureHeaders = SinchSignature.Headers,
    };

    public bool IsConfigured(string? account) => _keys.Value.ContainsKey(account ?? "");

    public ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken)
    {
        var verdict = SinchSignature.Verify(request, _keys.Value.GetValueOrDefault(account ?? "", []), options.Value.MaxAge);
        return ValueTask.FromResult(verdict == SignatureVerdict.Valid ? Verification.Valid : new Verification(verdict));
    }

    public CallbackReading Read(RawCallback callback) => SinchParser.Parse(callback);
}
