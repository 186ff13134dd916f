using System.Text;
using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Twilio;

/// <summary>Status callbacks of SMS, MMS, WhatsApp and RCS messages.</summary>
sealed class TwilioProvider(IOptions<TwilioOptions> options) : IProvider
{
    public const string ProviderName = "twilio";

    // The unnamed account is kept under the empty name. Read when first asked, for the worker reads callbacks without secrets.
    readonly Lazy<Dictionary<string, byte[][]>> _keys = new(() => KeysOf(options.Value));

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

    static Dictionary<string, byte[][]> KeysOf(TwilioOptions options)
    {
        var keys = options.Accounts.ToDictionary(a => a.Key, a => Keys(a.Value.AuthTokens), StringComparer.Ordinal);
        if (options.AuthTokens.Count > 0)
            keys[""] = Keys(options.AuthTokens);
        return keys;
    }

    static byte[][] Keys(IEnumerable<string> tokens) => [.. tokens.Select(Encoding.UTF8.GetBytes)];
}
