using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Resend;

/// <summary>Webhooks of Resend, which Svix sends for it: one event of one mail.</summary>
sealed class ResendProvider(IOptions<ResendOptions> options) : IProvider
{
    public const string ProviderName = "resend";

    // Read when first asked, for the worker reads callbacks without secrets.
    readonly Lazy<Dictionary<string, byte[][]>> _keys = new(() => AccountSecrets.Keys(
        options.Value.SigningSecrets, options.Value.NamedSecrets, secret => ResendSignature.TryReadSecret(secret)!));

    public string Name => ProviderName;

    public CallbackRoute Route { get; } = new()
    {
        Path = "resend",
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = 256 * 1024, // Headers and tags of the mail are in it, its content is not.
        SignatureHeaders = ResendSignature.Headers,
    };

    public bool IsConfigured(string? account) => _keys.Value.ContainsKey(account ?? "");

    public ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken)
    {
        var verdict = ResendSignature.Verify(request, _keys.Value.GetValueOrDefault(account ?? "", []), options.Value.MaxAge);
        return ValueTask.FromResult(verdict == SignatureVerdict.Valid ? Verification.Valid : new Verification(verdict));
    }

    public CallbackReading Read(RawCallback callback) => ResendParser.Parse(callback);
}
