using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Tracking.Hosting;
using Tracking.Hosting.Broker;

namespace Tracking.Ingress.Spool;

static class SpoolServices
{
    /// <summary>The spool, but not what fills and empties it. Register it before these, so that it stops after them.</summary>
    public static void AddSpool(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<SpoolMetrics>();
        services.AddSingleton<CallbackSpool>();
        services.AddHostedService(provider => provider.GetRequiredService<CallbackSpool>());
        services.AddHealthChecks().AddCheck<SpoolReadiness>("spool", tags: [HealthEndpoints.Ready]);
        services.AddOptions<HealthCheckServiceOptions>().PostConfigure<IOptions<IngressOptions>>(NeedNoBroker);
    }

    // Who has a spool takes callbacks without a broker, too.
    static void NeedNoBroker(HealthCheckServiceOptions health, IOptions<IngressOptions> ingress)
    {
        if (string.IsNullOrWhiteSpace(ingress.Value.SpoolPath))
            return;
        foreach (var check in health.Registrations.Where(check => check.Name == BrokerConnection.CheckName))
            check.FailureStatus = HealthStatus.Degraded;
    }
}
