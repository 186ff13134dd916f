using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Postmark;

/// <summary>Webhooks of Postmark's message streams. They are not signed: Basic credentials or a header of ours prove them.</summary>
/// <seealso href="https://postmarkapp.com/developer/webhooks/webhooks-overview"/>
sealed class PostmarkProvider(IOptionsMonitor<SharedSecretOptions> options) : IProvider
{
    public const string ProviderName = "postmark";
    public const string Section = "Providers:Postmark";

    readonly SharedSecret _secret = new(options, Section);

    public string Name => ProviderName;

    public CallbackRoute Route => field ??= new CallbackRoute
    {
        Path = ProviderName,
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = 512 * 1024, // A bounce may bring the returned mail along.
        SignatureHeaders = _secret.Headers,
    };

    public bool IsConfigured(string? account) => _secret.IsConfigured(account);

    public ValueTask<Verification> VerifyAsync(CallbackRequest request, string? account, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_secret.Verify(request, account));

    public CallbackReading Read(RawCallback callback) => PostmarkParser.Parse(callback);
}
