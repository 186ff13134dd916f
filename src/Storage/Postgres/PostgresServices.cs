using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Tracking.Storage.Postgres;

public static class PostgresServices
{
    /// <summary>The stores and queries over PostgreSQL, and the <see cref="Migrator"/>, which the caller runs.</summary>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<PostgresOptions>, PostgresOptionsValidator>();
        services.AddOptions<PostgresOptions>()
            .Configure<IConfiguration>((options, configuration) =>
                options.ConnectionString = configuration[PostgresOptions.Key] ?? options.ConnectionString)
            .ValidateOnStart();
        services.AddSingleton(provider => BuildDataSource(
            provider.GetRequiredService<IOptions<PostgresOptions>>().Value.ConnectionString,
            provider.GetService<ILoggerFactory>()));
        services.AddSingleton<Migrator>();
        services.AddSingleton<IStorageSchema>(provider => provider.GetRequiredService<Migrator>());
        services.AddConsequences();
        services.AddSingleton<IDeliveryStore, PostgresDeliveryStore>();
        services.AddSingleton<IOutbox, PostgresOutbox>();
        services.AddSingleton<IOverdueStore, PostgresOverdueStore>();
        services.AddSingleton(SearchWindow.Default);
        services.AddSingleton<IDeliveryQuery, PostgresDeliveryQuery>();
        services.AddSingleton<IUnsubscribeStore, PostgresUnsubscribeStore>();
        services.AddSingleton<ISuppressionList, PostgresSuppressionList>();
        services.AddSingleton<IProofStore, PostgresProofStore>();
        services.AddSingleton<ICallbackActivityStore, PostgresCallbackActivityStore>();
        services.AddSingleton<IAlertStore, PostgresAlertStore>();
        services.AddSingleton<IAlertQuery, PostgresAlertQuery>();
        services.AddSingleton<IUntoldAlerts, PostgresUntoldAlerts>();
        services.AddSingleton<ICallbackStore, PostgresCallbackStore>();
        services.AddSingleton<IDeadLetterStore, PostgresDeadLetterStore>();
        services.AddSingleton<IDeadLetterQuery, PostgresDeadLetterQuery>();
        services.AddSingleton<IDeadLetterJobStore, PostgresDeadLetterJobStore>();
        services.AddSingleton<IErasureStore, PostgresErasureStore>();
        services.AddSingleton<IAuditTrail, PostgresAuditTrail>();
        services.AddSingleton<IKeyRing, PostgresKeyRing>();
        services.AddSingleton<ITraceStore, PostgresTraceStore>();
        services.AddSingleton<IRetentionStore, PostgresRetentionStore>();
        services.AddSingleton<IAnalyticsStore, PostgresAnalyticsStore>();
        services.AddSingleton<IAnalyticsQuery, PostgresAnalyticsQuery>();
        return services;
    }

    const string SessionOptions =
        "-c idle_in_transaction_session_timeout=20s -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3";

    internal static NpgsqlDataSource BuildDataSource(string connectionString, ILoggerFactory? logging = null)
    {
        PostgresTypes.Register();
        var source = new NpgsqlDataSourceBuilder(connectionString);
        source.ConnectionStringBuilder.ApplicationName ??= "tracking";

        // A worker that dies without closing its connection must not keep what it locked: no transaction of ours waits for its client
        // for longer than a publish may take, and a peer that is gone is noticed within a minute, not within two hours.
        if (string.IsNullOrEmpty(source.ConnectionStringBuilder.Options))
            source.ConnectionStringBuilder.Options = SessionOptions;

        // The statements are few and run for ever: they are planned once. "Max Auto Prepare=0" in the connection
        // string turns it off, which a pooler between us and the server may need.
        if (!source.ConnectionStringBuilder.ContainsKey("Max Auto Prepare"))
            source.ConnectionStringBuilder.MaxAutoPrepare = 64;

        // A statement is part of the span around it. What looks around every second with none around it would be a trace each time.
        source.ConfigureTracing(tracing => tracing
            .ConfigureCommandFilter(_ => Activity.Current is not null)
            .ConfigureBatchFilter(_ => Activity.Current is not null)
            .EnableFirstResponseEvent(false)
            .EnablePhysicalOpenTracing(false));
        return source.UseLoggerFactory(logging).Build();
    }
}
