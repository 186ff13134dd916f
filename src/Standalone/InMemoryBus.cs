using MassTransit;
using Tracking.Dashboard.Queues;
using Tracking.Hosting.Broker;
using Tracking.Worker;

namespace Tracking.Standalone;

static class InMemoryBus
{
    /// <summary>The same consumers on the same queues, within the process: nothing is durable.</summary>
    public static void AddInMemoryBus(this IServiceCollection services)
    {
        services.AddSingleton<InMemoryQueues>();
        services.AddSingleton<IQueueFigures>(provider => provider.GetRequiredService<InMemoryQueues>());
        services.AddPublishObserver(provider => provider.GetRequiredService<InMemoryQueues>());
        services.AddSendObserver(provider => provider.GetRequiredService<InMemoryQueues>());
        services.AddReceiveObserver(provider => provider.GetRequiredService<InMemoryQueues>());
        services.AddMassTransit(registration =>
        {
            registration.DisableUsageTelemetry();
            registration.AddWorkerConsumers();
            registration.UsingInMemory((context, bus) =>
            {
                bus.UsePlainJson();
                bus.ConfigureWorkerEndpoints(context);
            });
        });
    }
}
