using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Tracking.Storage.InMemory;

public static class InMemoryServices
{
    /// <summary>Stores that last as long as the process, shared by everything in it.</summary>
    public static IServiceCollection AddInMemoryStorage(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<InMemoryTables>();
        services.AddSingleton<IStorageSchema, InMemorySchema>();
        services.AddConsequences();
        services.AddSingleton<IDeliveryStore, InMemoryDeliveryStore>();
        services.AddSingleton<IOutbox, InMemoryOutbox>();
        services.AddSingleton<IOverdueStore, InMemoryOverdueStore>();
        services.AddSingleton<IDeliveryQuery, InMemoryDeliveryQuery>();
        services.AddSingleton<IUnsubscribeStore, InMemoryUnsubscribeStore>();
        services.AddSingleton<ISuppressionList, InMemorySuppressionList>();
        services.AddSingleton<IProofStore, InMemoryProofStore>();
        services.AddSingleton<ICallbackActivityStore, InMemoryCallbackActivityStore>();
        services.AddSingleton<IAlertStore, InMemoryAlertStore>();
        services.AddSingleton<IAlertQuery, InMemoryAlertQuery>();
        services.AddSingleton<IUntoldAlerts, InMemoryUntoldAlerts>();
        services.AddSingleton<ICallbackStore, InMemoryCallbackStore>();
        services.AddSingleton<IDeadLetterStore, InMemoryDeadLetterStore>();
        services.AddSingleton<IDeadLetterQuery, InMemoryDeadLetterQuery>();
        services.AddSingleton<IDeadLetterJobStore, InMemoryDeadLetterJobStore>();
        services.AddSingleton<IErasureStore, InMemoryErasureStore>();
        services.AddSingleton<IAuditTrail, InMemoryAuditTrail>();
        services.AddSingleton<IKeyRing, InMemoryKeyRing>();
        services.AddSingleton<ITraceStore, InMemoryTraceStore>();
        services.AddSingleton<IRetentionStore, InMemoryRetentionStore>();
        services.AddSingleton<IAnalyticsStore, InMemoryAnalyticsStore>();
        services.AddSingleton<IAnalyticsQuery, InMemoryAnalyticsQuery>();
        return services;
    }
}
