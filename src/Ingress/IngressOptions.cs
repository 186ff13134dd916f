using System.Net;
using Microsoft.Extensions.Options;
using Tracking.Hosting;
using Tracking.Providers;

namespace Tracking.Ingress;

/// <summary>How the ingress meets the outside: <c>Ingress:…</c>.</summary>
public sealed class IngressOptions
{
    /// <summary>
    /// The URL that providers call, as they see it: <c>https://hooks.example.com</c>, with a path if a proxy takes one off. Where a
    /// signature covers the URL, it covers this one. Without it, the request's own scheme and host stand in.
    /// </summary>
    public Uri? PublicBaseUrl { get; set; }

    /// <summary>Addresses (<c>10.0.0.7</c>) or networks (<c>10.0.0.0/8</c>) whose <c>X-Forwarded-*</c> are believed. Not even loopback by default.</summary>
    public IList<string> KnownProxies { get; set; } = [];

    /// <summary>
    /// How long a callback waits for the broker's confirm, and then as long for the spool, before its caller is told to come again.
    /// </summary>
    public TimeSpan PublishTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// A folder of this process's own, on a disk that outlives it: callbacks that the broker does not confirm are kept there and
    /// published when it does again. Null or blank: they are answered 503.
    /// </summary>
    public string? SpoolPath { get; set; }

    /// <summary>
    /// Most bytes that may wait in the spool; beyond, the answer is 503. A callback takes 1 to 3 kB, so that the default holds an hour
    /// of a hundred a second.
    /// </summary>
    public long SpoolMaxBytes { get; set; } = 1L << 30;

    /// <summary>By provider's name in any letter case, in bytes; a provider that is not named keeps its own limit.</summary>
    public Dictionary<string, int> MaxBodyBytes { get; } = new(StringComparer.OrdinalIgnoreCase);

    public RateLimitOptions RateLimit { get; set; } = new();

    /// <summary>SHA-256, in lower-case hex, of each bearer key that may publish at <c>/v1/events</c>. None: the endpoint does not exist.</summary>
    public IList<string> ProducerKeys { get; set; } = [];

    /// <summary>Callbacks that may wait for a confirm; beyond, the answer is 503 at once rather than memory.</summary>
    public int MaxWaiting { get; set; } = 4_096;
}

/// <summary>Per client address. Off unless PermitsPerSecond is given.</summary>
public sealed class RateLimitOptions
{
    public int PermitsPerSecond { get; set; }

    /// <summary>Requests that may come at once after a pause; PermitsPerSecond where it is less.</summary>
    public int Burst { get; set; }
}

sealed class IngressOptionsValidator(ProviderCatalog providers) : IValidateOptions<IngressOptions>
{
    // A few of the largest callbacks.
    const long MinSpoolBytes = 1 << 20;

    public ValidateOptionsResult Validate(string? name, IngressOptions options)
    {
        var failures = new List<string>();
        if (options.PublicBaseUrl is { } url && (!url.IsAbsoluteUri || url.Scheme is not ("http" or "https") || url.Query.Length > 0))
            failures.Add("Ingress:PublicBaseUrl must be an http or https URL without a query, such as https://hooks.example.com.");
        if (options.PublishTimeout <= TimeSpan.Zero || options.PublishTimeout > TimeSpan.FromMinutes(1))
            failures.Add("Ingress:PublishTimeout must be more than 0 and at most 00:01:00.");
        if (options.SpoolMaxBytes < MinSpoolBytes)
            failures.Add($"Ingress:SpoolMaxBytes must be at least {MinSpoolBytes} bytes.");
        if (options.MaxWaiting <= 0)
            failures.Add("Ingress:MaxWaiting must be a positive number of callbacks.");
        if (options.RateLimit.PermitsPerSecond < 0 || options.RateLimit.Burst < 0)
            failures.Add("Ingress:RateLimit:PermitsPerSecond and Ingress:RateLimit:Burst must not be negative.");
        failures.AddRange(options.MaxBodyBytes.Where(limit => limit.Value <= 0)
            .Select(limit => $"Ingress:MaxBodyBytes:{limit.Key} must be a positive number of bytes."));
        failures.AddRange(options.MaxBodyBytes.Keys
            .Where(name => !providers.All.Any(provider => provider.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .Select(name => $"Ingress:MaxBodyBytes:{name} is for none of the providers: {string.Join(", ", providers.All.Select(p => p.Name))}."));
        failures.AddRange(options.KnownProxies.Where(proxy => !IPAddress.TryParse(proxy, out _) && !IPNetwork.TryParse(proxy, out _))
            .Select(proxy => $"Ingress:KnownProxies: '{proxy}' is neither an address nor a network such as 10.0.0.0/8."));
        if (!options.ProducerKeys.All(BearerKey.IsHash))
            failures.Add("Ingress:ProducerKeys must each be the SHA-256 of a key in lower-case hex: 64 characters.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
