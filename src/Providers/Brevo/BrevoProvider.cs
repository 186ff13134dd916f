using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Brevo;

/// <summary>
/// Transactional webhooks of Brevo, formerly Sendinblue. No signature is known of: Basic credentials or a header of ours prove them, which
/// may be a fixed bearer token where Authorization is the header.
/// </summary>
/// <seealso href="https://developers.brevo.com/docs/transactional-webhooks"/>
sealed class BrevoProvider(IOptionsMonitor<SharedSecretOptions> options) : IProvider
{
    public const string ProviderName = "brevo";
    public const string Section = "Providers:Brevo";

    readonly SharedSecret _secret = new(options, Section);

    public string Name => ProviderName;

    public CallbackRoute Route => field ??= new CallbackRoute
    {
        Path = ProviderName,
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = 256 * 1024, // One event, with the sender's own text.
        SignatureHeaders = _secret.Headers,
    };

    public bool IsConfigured(string? account) => _secret.IsConfigured(account);

    public ValueTask<Verification> VerifyAsync(CallbackRequest request, string? account, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_secret.Verify(request, account));

    public CallbackReading Read(RawCallback callback) => BrevoParser.Parse(callback);
}
