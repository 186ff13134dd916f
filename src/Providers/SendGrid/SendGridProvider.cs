using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.SendGrid;

/// <summary>SendGrid's event webhook: batches of events about mails.</summary>
sealed class SendGridProvider(IOptions<SendGridOptions> options) : IProvider
{
    public const string ProviderName = "sendgrid";

    // The unnamed account is kept under the empty name. Read when first asked, for the worker reads callbacks without keys.
    readonly Lazy<Dictionary<string, SendGridKey[]>> _keys = new(() => KeysOf(options.Value));

    public string Name => ProviderName;

    public CallbackRoute Route { get; } = new()
    {
        Path = "sendgrid",
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = 2 * 1024 * 1024, // A batch is posted when it reaches 768 KiB.
        SignatureHeaders = [SendGridSignature.Header, SendGridSignature.TimestampHeader],
    };

    public bool IsConfigured(string? account) => _keys.Value.ContainsKey(account ?? "");

    public ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken)
    {
        var verdict = SendGridSignature.Verify(request, _keys.Value.GetValueOrDefault(account ?? "", []), options.Value.MaxAge);
        return ValueTask.FromResult(verdict == SignatureVerdict.Valid ? Verification.Valid : new Verification(verdict));
    }

    public CallbackReading Read(RawCallback callback) => SendGridParser.Parse(callback);

    static Dictionary<string, SendGridKey[]> KeysOf(SendGridOptions options)
    {
        var keys = options.NamedKeys.ToDictionary(account => account.Key, account => Keys(account.Value), StringComparer.Ordinal);
        if (options.PublicKeys.Count > 0)
            keys[""] = Keys(options.PublicKeys);
        return keys;
    }

    static SendGridKey[] Keys(IEnumerable<string> keys) => [.. keys.Select(SendGridKey.Parse)];
}
