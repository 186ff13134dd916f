using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tracking.Dashboard.Access;
using Tracking.Dashboard.Health;
using Tracking.Dashboard.OpenApi;
using Tracking.Hosting;

namespace Tracking.Dashboard;

public static class DashboardServices
{
    // All filters at their longest, percent-encoded in an alphabet of two bytes a letter, are 14 kB: twice the server's default.
    const int MaxRequestLineBytes = 32 * 1024;

    /// <summary>What the dashboard needs, except the stores: add either storage beside it.</summary>
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
        services.AddHealthChecks().AddCheck<StorageReadiness>("storage", tags: [HealthEndpoints.Ready]);
        ApiDescription.Add(services);
        return services;
    }

    static void AddAccess(IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<DashboardOptions, DashboardOptionsValidator>()
            .BindConfiguration(DashboardOptions.Section);
        services.AddSingleton<OpenAccess>();
        services.AddHostedService(s => s.GetRequiredService<OpenAccess>());

        // The core alone: the whole would also set up data protection and keep keys on disk, for cookies that nobody here sets.
        services.AddAuthenticationCore(schemes => schemes.AddScheme<ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null));
        services.AddTransient<ApiKeyAuthentication>();
        services.AddWebEncoders();
        services.AddAuthorizationBuilder()
            .AddPolicy(Roles.Reader, policy => policy
                .AddAuthenticationSchemes(ApiKeyAuthentication.SchemeName).RequireRole(Roles.Reader, Roles.Operator))
            .AddPolicy(Roles.Operator, policy => policy
                .AddAuthenticationSchemes(ApiKeyAuthentication.SchemeName).RequireRole(Roles.Operator));
    }
}
