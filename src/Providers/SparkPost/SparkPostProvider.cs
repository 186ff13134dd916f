using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.SparkPost;

/// <summary>Event webhooks of SparkPost, now Bird Email. They are not signed: Basic credentials or a header of ours prove them.</summary>
/// <seealso href="https://support.sparkpost.com/docs/tech-resources/webhook-authentication"/>
sealed class SparkPostProvider(IOptionsMonitor<SharedSecretOptions> options)
    : SharedSecretProvider(options, ProviderName, Section, path: ProviderName, MaxBodyBytes)
{
    public const string ProviderName = "sparkpost";
    public const string Section = "Providers:SparkPost";

    const int MaxBodyBytes = 4 * 1024 * 1024; // 350 events and more in one request, of a kibibyte or two each.

    public override CallbackReading Read(RawCallback callback) => SparkPostParser.Parse(callback);
}
