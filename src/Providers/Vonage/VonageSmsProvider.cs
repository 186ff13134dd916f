using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Vonage;

/// <summary>Delivery receipts of the SMS API. The account's settings choose between GET, a form and JSON.</summary>
sealed class VonageSmsProvider(IOptions<VonageSmsOptions> options) : IProvider
{
    public const string ProviderName = "vonage-sms";

    // Read when first asked, for the worker reads callbacks without secrets.
    readonly Lazy<Dictionary<string, byte[][]>> _keys =
        new(() => AccountSecrets.Keys(options.Value.SignatureSecrets, options.Value.NamedSecrets));

    public string Name => ProviderName;

    public CallbackRoute Route { get; } = new()
    {
        Path = "vonage/sms",
        Methods = ["GET", "POST"],
        MediaTypes = [FormBody.MediaType, "application/json"],
        MaxBodyBytes = 64 * 1024, // A receipt has less than 1 KiB.
        SignatureHeaders = [],
    };

    public bool IsConfigured(string? account) => _keys.Value.ContainsKey(account ?? "");

    public ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken) =>
        ValueTask.FromResult(VonageSmsSignature.Verify(
            request, _keys.Value.GetValueOrDefault(account ?? "", []), MethodOf(account) ?? "", options.Value.MaxAge));

    public CallbackReading Read(RawCallback callback) => VonageSmsParser.Parse(callback);

    string? MethodOf(string? account) =>
        account is null ? options.Value.SignatureMethod
        : options.Value.Accounts.TryGetValue(account, out var named) ? named.SignatureMethod
        : null;
}
