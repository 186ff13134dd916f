using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Mailgun;

/// <summary>Webhooks of Mailgun: JSON, and the forms that older accounts still send. A form with attachments (multipart) is not read.</summary>
sealed class MailgunProvider(IOptions<MailgunOptions> options) : IProvider
{
    public const string ProviderName = "mailgun";

    // Read when first asked, for the worker reads callbacks without secrets.
    readonly Lazy<Dictionary<string, byte[][]>> _keys =
        new(() => AccountSecrets.Keys(options.Value.SigningKeys, options.Value.NamedKeys));

    public string Name => ProviderName;

    public CallbackRoute Route { get; } = new()
    {
        Path = "mailgun",
        Methods = ["POST"],
        MediaTypes = ["application/json", FormBody.MediaType],
        MaxBodyBytes = 256 * 1024, // The mail's headers and the sender's own variables are in it.
        SignatureHeaders = [],
    };

    public bool IsConfigured(string? account) => _keys.Value.ContainsKey(account ?? "");

    public ValueTask<Verification> VerifyAsync(
        CallbackRequest request, string? account, CancellationToken cancellationToken)
    {
        var verdict = MailgunSignature.Verify(request, _keys.Value.GetValueOrDefault(account ?? "", []), options.Value.MaxAge);
        return ValueTask.FromResult(verdict == SignatureVerdict.Valid ? Verification.Valid : new Verification(verdict));
    }

    public CallbackReading Read(RawCallback callback) => MailgunParser.Parse(callback);
}
