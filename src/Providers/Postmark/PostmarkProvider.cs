using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Postmark;

/// <summary>Webhooks of Postmark's message streams. They are not signed: Basic credentials or a header of ours prove them.</summary>
/// <seealso href="https://postmarkapp.com/developer/webhooks/webhooks-overview"/>
sealed class PostmarkProvider(IOptionsMonitor<SharedSecretOptions> options)
    : SharedSecretProvider(options, ProviderName, Section, path: ProviderName, MaxBodyBytes)
{
    public const string ProviderName = "postmark";
    public const string Section = "Providers:Postmark";

    const int MaxBodyBytes = 512 * 1024; // A bounce may bring the returned mail along.

    public override CallbackReading Read(RawCallback callback) => PostmarkParser.Parse(callback);
}
