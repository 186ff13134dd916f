using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;
using Tracking.Ingress.Callbacks;
using Tracking.Ingress.Events;
using Tracking.Ingress.Refusals;
using Tracking.Ingress.Sns;
using Tracking.Ingress.Spool;
using Tracking.Ingress.Tokens;

namespace Tracking.Ingress;

/// <summary>The ingress's parts, for its own host and for the one that holds them all.</summary>
public static class IngressServices
{
    const string PerClient = "per-client";

    /// <summary>Everything but the bus and the providers. Register it before the bus, so that it stops after it.</summary>
    public static IServiceCollection AddIngress(this IServiceCollection services)
    {
        services.AddOptions<IngressOptions>().BindConfiguration("Ingress").ValidateOnStart();
        services.AddSingleton<IValidateOptions<IngressOptions>, IngressOptionsValidator>();
        services.AddSns();
        services.AddSingleton<ProducerKeys>();
        services.AddSingleton<EventPublisher>();
        services.AddTokens();
        services.AddSpool();
        services.AddMetrics();
        services.AddSingleton<CallbackMetrics>();
        services.AddSingleton<CallbackPublisher>();
        services.AddHostedService(provider => provider.GetRequiredService<CallbackPublisher>());
        services.AddSingleton<CallbackTally>();
        services.AddSingleton<CallbackEndpoint>();
        services.AddSingleton<RefusalReporter>();
        services.AddHostedService(provider => provider.GetRequiredService<RefusalReporter>());
        services.AddHostedService<SpoolDrain>();
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<IngressOptions>>(TrustKnownProxies);
        services.AddRateLimiter(_ => { });
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<IngressOptions>>(LimitEachClient);
        return services;
    }

    /// <summary>
    /// What must run before any endpoint: the client's address and scheme as a known proxy states them, then the rate limit. Before
    /// all of it, the spool's folder is taken.
    /// </summary>
    /// <exception cref="OptionsValidationException">The spool's folder cannot be used.</exception>
    public static void UseIngress(this WebApplication app)
    {
        app.Services.GetRequiredService<CallbackSpool>().Open();
        // What does nothing costs all the same, once for each request.
        var options = app.Services.GetRequiredService<IOptions<IngressOptions>>().Value;
        if (options.KnownProxies.Count > 0)
            app.UseForwardedHeaders();
        if (options.RateLimit.PermitsPerSecond > 0)
            app.UseRateLimiter();
    }

    public static void MapIngress(this IEndpointRouteBuilder app)
    {
        var limited = app.MapGroup("").RequireRateLimiting(PerClient);
        CallbackEndpoint.Map(limited);
        limited.MapEvents();
        limited.MapReceipts();
        limited.MapUnsubscribe();
    }

    static void TrustKnownProxies(ForwardedHeadersOptions forwarded, IOptions<IngressOptions> ingress)
    {
        // With nobody named, the framework would believe everybody. We do not ask it then, but its own ForwardedHeaders_Enabled would.
        forwarded.ForwardedHeaders = ingress.Value.KnownProxies.Count == 0
            ? ForwardedHeaders.None
            : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost;
        forwarded.ForwardLimit = null;

        // The framework believes loopback by default; we believe nobody who is not named.
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var proxy in ingress.Value.KnownProxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
                forwarded.KnownProxies.Add(address);
            else if (System.Net.IPNetwork.TryParse(proxy, out var network))
                forwarded.KnownIPNetworks.Add(network);
        }
    }

    static void LimitEachClient(RateLimiterOptions limiter, IOptions<IngressOptions> ingress)
    {
        var limit = ingress.Value.RateLimit;
        limiter.AddPolicy(PerClient, context => RateLimitPartition.GetTokenBucketLimiter(
            context.Connection.RemoteIpAddress ?? IPAddress.None, _ => new()
            {
                TokensPerPeriod = limit.PermitsPerSecond,
                TokenLimit = Math.Max(limit.PermitsPerSecond, limit.Burst),
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));
        limiter.OnRejected = async (rejected, _) =>
        {
            rejected.HttpContext.Response.Headers.RetryAfter = "1";
            await Results.Problem("Too many requests from this address.", statusCode: StatusCodes.Status429TooManyRequests)
                .ExecuteAsync(rejected.HttpContext);
        };
    }
}
