using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Tracking.Hosting.Broker;

namespace Tracking.Hosting.DeadLetters;

public static class DeadLetterServices
{
    /// <summary>Replays over the broker, with a connection of its own. Nothing is opened before it is used.</summary>
    public static IServiceCollection AddRabbitMqReplays(this IServiceCollection services)
    {
        services.AddBrokerOptions();
        services.TryAddSingleton<IReplays, RabbitMqReplays>();
        return services;
    }

    /// <summary>Replays into the in-memory transport, where there is no broker.</summary>
    public static IServiceCollection AddInMemoryReplays(this IServiceCollection services)
    {
        services.TryAddSingleton<IReplays, InMemoryReplays>();
        return services;
    }

    /// <summary>The dead letters of the broker's queues, for whoever moves them into an archive.</summary>
    public static IServiceCollection AddRabbitMqDeadLetterFeed(this IServiceCollection services)
    {
        services.AddBrokerOptions();
        services.TryAddSingleton<DeadLetterFeed>();
        return services;
    }
}
