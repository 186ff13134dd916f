using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers.Mailjet;

/// <summary>
/// The Event API of Mailjet. It signs nothing: Basic credentials prove it, which Mailjet takes from the URL that it is given, or a header
/// of ours.
/// </summary>
/// <seealso href="https://dev.mailjet.com/email/guides/webhooks/"/>
sealed class MailjetProvider(IOptionsMonitor<SharedSecretOptions> options) : IProvider
{
    public const string ProviderName = "mailjet";
    public const string Section = "Providers:Mailjet";

    readonly SharedSecret _secret = new(options, Section);

    public string Name => ProviderName;

    public CallbackRoute Route => field ??= new CallbackRoute
    {
        Path = ProviderName,
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = 2 * 1024 * 1024, // A second's events of all mail, where they are grouped.
        SignatureHeaders = _secret.Headers,
    };

    public bool IsConfigured(string? account) => _secret.IsConfigured(account);

    public ValueTask<Verification> VerifyAsync(CallbackRequest request, string? account, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_secret.Verify(request, account));

    public CallbackReading Read(RawCallback callback) => MailjetParser.Parse(callback);
}
