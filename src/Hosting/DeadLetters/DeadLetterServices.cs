using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Tracking.Hosting.Broker;

namespace Tracking.Hosting.DeadLetters;

public static class DeadLetterServices
{
    /// <summary>The dead letters on the broker, with a connection of their own: the host needs no bus. Nothing is opened before it is used.</summary>
    public static IServiceCollection AddRabbitMqDeadLetters(this IServiceCollection services)
    {
        services.AddBrokerOptions();
        services.TryAddSingleton<IDeadLetters, RabbitMqDeadLetters>();
        return services;
    }

    /// <summary>Keeps dead letters in memory, where there is no broker.</summary>
    public static IServiceCollection AddInMemoryDeadLetters(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new InMemoryDeadLetters(
            provider.GetRequiredService<IBus>, provider.GetRequiredService<ILogger<InMemoryDeadLetters>>()));
        services.TryAddSingleton<IDeadLetters>(provider => provider.GetRequiredService<InMemoryDeadLetters>());
        return services;
    }
}
