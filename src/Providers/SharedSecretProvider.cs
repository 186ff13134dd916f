using Microsoft.Extensions.Options;
using Tracking.Contracts;

namespace Tracking.Providers;

/// <summary>A provider that signs nothing, and posts JSON: <see cref="SharedSecret"/> proves it. Each has its own way to be read.</summary>
/// <param name="section">Of its settings, such as <c>Providers:Postmark</c>.</param>
/// <param name="path">Below <c>/webhooks/</c>.</param>
/// <param name="maxBodyBytes">As <see cref="CallbackRoute.MaxBodyBytes"/>.</param>
abstract class SharedSecretProvider(
    IOptionsMonitor<SharedSecretOptions> options, string name, string section, string path, int maxBodyBytes) : IProvider
{
    readonly SharedSecret _secret = new(options, section);

    public string Name => name;

    // Made when first asked for: the name of the secret's header is a setting.
    public CallbackRoute Route => field ??= new CallbackRoute
    {
        Path = path,
        Methods = ["POST"],
        MediaTypes = ["application/json"],
        MaxBodyBytes = maxBodyBytes,
        SignatureHeaders = _secret.Headers,
    };

    public bool IsConfigured(string? account) => _secret.IsConfigured(account);

    public ValueTask<Verification> VerifyAsync(CallbackRequest request, string? account, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_secret.Verify(request, account));

    public abstract CallbackReading Read(RawCallback callback);
}
