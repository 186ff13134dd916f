using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Brevo;

/// <summary>
/// Transactional webhooks of Brevo, formerly Sendinblue. No signature is known of: Basic credentials or a header of ours prove them, which
/// may be a fixed bearer token where Authorization is the header.
/// </summary>
/// <seealso href="https://developers.brevo.com/docs/transactional-webhooks"/>
sealed class BrevoProvider(IOptionsMonitor<SharedSecretOptions> options)
    : SharedSecretProvider(options, ProviderName, Section, path: ProviderName, MaxBodyBytes)
{
    public const string ProviderName = "brevo";
    public const string Section = "Providers:Brevo";

    const int MaxBodyBytes = 256 * 1024; // One event, with the sender's own text.

    public override CallbackReading Read(RawCallback callback) => BrevoParser.Parse(callback);
}
