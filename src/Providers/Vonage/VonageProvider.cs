using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Vonage;

/// <summary>Status webhooks of the Messages API.</summary>
sealed class VonageProvider(IOptions<VonageOptions> options) : IProvider
{
    public const string ProviderName = "vonage";

    // Read when first asked, for the worker reads callbacks without secrets.
    readonly Lazy<Dictionary<string, byte[][]>> _keys =
        new(() => AccountSecrets.Keys(options.Value.SignatureSecrets, options.Value.NamedSecrets));

    public string Name => ProviderName;

    public CallbackRoute Route { get; } = new()
    {
        Path = "vonage",
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = 64 * 1024, // A status has less than 1 KiB.
        SignatureHeaders = [VonageToken.Header],
    };

    public bool IsConfigured(string? account) => _keys.Value.ContainsKey(account ?? "");

    public ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken) =>
        ValueTask.FromResult(VonageToken.Verify(
            request, _keys.Value.GetValueOrDefault(account ?? "", []), ApiKeyOf(account), options.Value.MaxAge));

    public CallbackReading Read(RawCallback callback) => VonageParser.Parse(callback);

    string? ApiKeyOf(string? account) =>
        account is null ? options.Value.ApiKey
        : options.Value.Accounts.TryGetValue(account, out var named) ? named.ApiKey
        : null;
}
