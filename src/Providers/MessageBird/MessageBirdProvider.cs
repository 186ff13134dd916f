using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.MessageBird;

/// <summary>Status reports of the legacy SMS product: a GET whose query is all that is said.</summary>
sealed class MessageBirdProvider(IOptions<MessageBirdOptions> options) : IProvider
{
    public const string ProviderName = "messagebird";

    // The older scheme, deprecated by MessageBird itself: known only to say in the log why it is refused.
    const string OlderHeader = "MessageBird-Signature";

    // Read when first asked, for the worker reads callbacks without secrets.
    readonly Lazy<Dictionary<string, byte[][]>> _keys =
        new(() => AccountSecrets.Keys(options.Value.SigningKeys, options.Value.NamedKeys));

    public string Name => ProviderName;

    public CallbackRoute Route { get; } = new()
    {
        Path = "messagebird",
        Methods = ["GET"],
        // A report has no body. What names a type all the same is not refused for it, and a body only where it is signed.
        MediaTypes = ["application/json", "application/x-www-form-urlencoded"],
        MaxBodyBytes = 8 * 1024,
        SignatureHeaders = [MessageBirdToken.Header, OlderHeader],
        SuccessBody = "OK",
    };

    public bool IsConfigured(string? account) => _keys.Value.ContainsKey(account ?? "");

    public ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Verify(request, account));

    public CallbackReading Read(RawCallback callback) => MessageBirdParser.Parse(callback);

    Verification Verify(CallbackRequest request, string? account)
    {
        var keys = _keys.Value.GetValueOrDefault(account ?? "", []);
        var token = request.Headers.GetValueOrDefault(MessageBirdToken.Header);
        return string.IsNullOrEmpty(token) && request.Headers.ContainsKey(OlderHeader)
            ? new Verification(SignatureVerdict.Missing, $"{OlderHeader} is not believed without {MessageBirdToken.Header}")
            : MessageBirdToken.Verify(request, token, keys, options.Value.ClockSkew);
    }
}
