using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tracking.Dashboard.Access;
using Tracking.Dashboard.DeadLetters;
using Tracking.Dashboard.Deliveries;
using Tracking.Dashboard.Health;
using Tracking.Dashboard.OpenApi;
using Tracking.Dashboard.Overview;
using Tracking.Dashboard.Queues;
using Tracking.Dashboard.Suppressions;
using Tracking.Hosting;
using Tracking.Storage;

namespace Tracking.Dashboard;

public static class DashboardServices
{
    // All filters at their longest, percent-encoded in an alphabet of two bytes a letter, are 14 kB: twice the server's default.
    const int MaxRequestLineBytes = 32 * 1024;

    /// <summary>What the dashboard needs, except the stores and the way of replays: add either of each beside it.</summary>
    public static IServiceCollection AddDashboard(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, DashboardJson.Default));
        services.Configure<KestrelServerOptions>(server =>
            server.Limits.MaxRequestLineSize = Math.Max(server.Limits.MaxRequestLineSize, MaxRequestLineBytes));

        // The server's own line per request holds the query, hence recipients.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning));

        AddAccess(services);
        AddDeadLetters(services);
        services.AddQueueFigures();
        AddPages(services);
        services.AddHealthChecks().AddCheck<StorageReadiness>("storage", tags: [HealthEndpoints.Ready]);
        ApiDescription.Add(services);
        return services;
    }

    static void AddDeadLetters(IServiceCollection services)
    {
        services.AddSingleton<LettersByHand>();
        services.AddSingleton<JobsByHand>();
        services.AddSingleton<JobSignal>();
        services.AddHostedService<JobRunner>();
    }

    static void AddPages(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<RateThresholds, RateThresholdsValidator>().BindConfiguration(RateThresholds.Section);
        services.AddSingleton<AnalyticsAnswers>();
        services.AddSingleton<AssignmentByHand>();
        services.AddSingleton<SuppressionByHand>();
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddCascadingValue(provider => provider.GetRequiredService<IHttpContextAccessor>().HttpContext!);

        services.AddDataProtection().SetApplicationName("delivery-tracking");
        services.AddOptions<KeyManagementOptions>().Configure<IKeyRing>((keys, ring) => keys.XmlRepository = new StoredKeyRing(ring));

        // It warns that the ring is not encrypted, at every start. That is so: who can read the database can read the deliveries, too. And it
        // reports, with a stack, that there is no ring before the worker has made the schema: whoever asks for a page then is told so.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Critical));
    }

    static void AddAccess(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<DashboardOptions, DashboardOptionsValidator>()
            .BindConfiguration(DashboardOptions.Section);
        services.AddSingleton<OpenAccess>();
        services.AddHostedService(s => s.GetRequiredService<OpenAccess>());

        services.AddSingleton<TrustedProxy>();
        services.AddSingleton<SignInLimit>();
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, AccessAuthentication>(AccessAuthentication.SchemeName, null)
            .AddCookie(Session.SchemeName, Session.Configure);
        services.AddAuthorizationBuilder()
            .AddPolicy(Roles.Reader, policy => policy
                .AddAuthenticationSchemes(AccessAuthentication.SchemeName).RequireRole(Roles.Reader, Roles.Operator))
            .AddPolicy(Roles.Operator, policy => policy
                .AddAuthenticationSchemes(AccessAuthentication.SchemeName).RequireRole(Roles.Operator));
    }
}
