using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Mailjet;

/// <summary>
/// The Event API of Mailjet. It signs nothing: Basic credentials prove it, which Mailjet takes from the URL that it is given, or a header
/// of ours.
/// </summary>
/// <seealso href="https://dev.mailjet.com/email/guides/webhooks/"/>
sealed class MailjetProvider(IOptionsMonitor<SharedSecretOptions> options)
    : SharedSecretProvider(options, ProviderName, Section, path: ProviderName, MaxBodyBytes)
{
    public const string ProviderName = "mailjet";
    public const string Section = "Providers:Mailjet";

    const int MaxBodyBytes = 2 * 1024 * 1024; // A second's events of all mail, where they are grouped.

    public override CallbackReading Read(RawCallback callback) => MailjetParser.Parse(callback);
}
