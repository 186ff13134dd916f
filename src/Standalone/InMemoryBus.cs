using MassTransit;
using Tracking.Hosting.Broker;
using Tracking.Worker;

namespace Tracking.Standalone;

static class InMemoryBus
{
    /// <summary>The same consumers on the same queues, within the process: nothing is durable.</summary>
    public static void AddInMemoryBus(this IServiceCollection services) =>
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
