using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.SparkPost;

/// <summary>Event webhooks of SparkPost, now Bird Email. They are not signed: Basic credentials or a header of ours prove them.</summary>
/// <seealso href="https://support.sparkpost.com/docs/tech-resources/webhook-authentication"/>
sealed class SparkPostProvider(IOptionsMonitor<SharedSecretOptions> options) : IProvider
{
    public const string ProviderName = "sparkpost";
    public const string Section = "Providers:SparkPost";

    readonly SharedSecret _secret = new(options, Section);

    public string Name => ProviderName;

    public CallbackRoute Route => field ??= new CallbackRoute
    {
        Path = ProviderName,
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = 4 * 1024 * 1024, // 350 events and more in one request, of a kibibyte or two each.
        SignatureHeaders = _secret.Headers,
    };

    public bool IsConfigured(string? account) => _secret.IsConfigured(account);

    public ValueTask<Verification> VerifyAsync(CallbackRequest request, string? account, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_secret.Verify(request, account));

    public CallbackReading Read(RawCallback callback) => SparkPostParser.Parse(callback);
}
