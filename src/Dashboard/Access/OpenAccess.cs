using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace Tracking.Dashboard.Access;

/// <summary>
/// Without a configured key everybody is operator, which is fine on one's own machine and nowhere else: the host refuses to
/// start on an address that others can reach.
/// </summary>
sealed partial class OpenAccess(IOptions<DashboardOptions> options, IServer server, ILogger<OpenAccess> logger)
    : IHostedLifecycleService
{
    /// <summary>Whoever it is, it is somebody on this machine.</summary>
    public const string Name = "local";

    volatile bool _decided;

    /// <summary>Whether this request needs no key.</summary>
    /// <remarks>
    /// A browser can be led to a loopback address by a foreign name (DNS rebinding), and then sends that name as its host; or a foreign
    /// page makes it send something, and then it says so in <c>Origin</c>. Such requests are a stranger's.
    /// </remarks>
    public bool Admits(HttpRequest request) => _decided && IsLoopback(request.Host.Host) && IsOwn(request);

    /// <summary>Addresses are known only now that the server listens. Until it is decided, nobody is admitted.</summary>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (options.Value.ApiKeys.Count > 0 || options.Value.TrustedProxyHeader is not null)
            return Task.CompletedTask;

        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (addresses.FirstOrDefault(address => !IsLoopback(BindingAddress.Parse(address).Host)) is { } open)
        {
            throw new OptionsValidationException(DashboardOptions.Section, typeof(DashboardOptions),
            [
                $"{DashboardOptions.Section}:ApiKeys:0:Hash must be set (with Name and Role): {open} can be reached from other "
                + "machines. Set Urls to a loopback address to run without keys.",
            ]);
        }

        _decided = true;
        Open(string.Join(", ", addresses));
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // What only reads needs no such care: another origin's page cannot see the answer.
    static bool IsOwn(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
        || request.Headers.Origin is not [{ } origin]
        || Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase);

    // A Unix socket is none either: behind it stands a proxy, and behind that anybody.
    static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);

    [LoggerMessage(Level = LogLevel.Warning,
        Message = "No Dashboard:ApiKeys is configured: everybody on this machine is operator at {Addresses}")]
    partial void Open(string addresses);
}
