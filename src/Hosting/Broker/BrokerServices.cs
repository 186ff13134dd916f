using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Tracking.Hosting.Broker;

public static class BrokerServices
{
    /// <summary>MassTransit over RabbitMQ, with the topology that all hosts share and plain JSON on the wire.</summary>
    /// <param name="consumers">Adds the host's consumers.</param>
    /// <param name="endpoints">Adds the host's receive endpoints.</param>
    public static IServiceCollection AddRabbitMqBus(
        this IServiceCollection services,
        Action<IBusRegistrationConfigurator>? consumers = null,
        Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>? endpoints = null)
    {
        services.AddBrokerOptions();
        services.AddMassTransit(registration =>
        {
            registration.DisableUsageTelemetry();

            // Asked for by nobody: the checks below tell more.
            registration.ConfigureHealthCheckOptions(options => options.Tags.Add("masstransit"));
            consumers?.Invoke(registration);
            registration.UsingRabbitMq((context, bus) =>
            {
                var address = context.GetRequiredService<IOptions<BrokerOptions>>().Value.Address;
                bus.Host(address.Host, host =>
                {
                    host.Username(address.UserName);
                    host.Password(address.Password);
                    if (address.Nodes.Count > 1)
                        host.UseCluster(cluster => address.Nodes.ToList().ForEach(cluster.Node));
                });

                bus.UsePlainJson();
                bus.DeclareQueues();
                endpoints?.Invoke(context, bus);
            });
        });
        services.AddBusHost();
        services.AddSingleton<BrokerConnection>();
        services.AddHealthChecks().AddCheck<BrokerConnection>(BrokerConnection.CheckName, tags: [HealthEndpoints.Ready]);
        if (endpoints is not null)
            services.AddConsumersHealth();
        services.Configure<MassTransitHostOptions>(options =>
        {
            // The host starts without a broker, says that it is not ready, and connects when there is one.
            options.WaitUntilStarted = false;
            options.StopTimeout = TimeSpan.FromSeconds(20);

            // What is still at work then, since the database is away, is cancelled and returns to its queue. With the rest of the end it
            // stays below the ten seconds after which Docker kills.
            options.ConsumerStopTimeout = TimeSpan.FromSeconds(5);
        });
        return services;
    }

    /// <summary>Where the broker is, checked when the host starts. It may be asked for by several.</summary>
    public static IServiceCollection AddBrokerOptions(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConfigureOptions<BrokerOptions>, BrokerOptionsSetup>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BrokerOptions>, BrokerOptionsSetup>());
        services.AddOptions<BrokerOptions>().ValidateOnStart();
        return services;
    }

    static void AddConsumersHealth(this IServiceCollection services)
    {
        services.AddSingleton<Consumers>();
        services.AddReceiveEndpointObserver(provider => provider.GetRequiredService<Consumers>());
        services.AddSingleton<ConsumersLiveness>();
        services.AddHealthChecks()
            .AddCheck<ConsumersReadiness>("consumers", tags: [HealthEndpoints.Ready])
            .AddCheck<ConsumersLiveness>("consuming", tags: [HealthEndpoints.Live]);
    }

    /// <summary>
    /// Makes a message that no queue takes an error of its publisher, not a success: RabbitMQ would confirm and drop it.
    /// </summary>
    public static void RequireQueue(this SendContext context)
    {
        if (context.TryGetPayload<RabbitMqSendContext>(out var send))
            send.Mandatory = true;
    }
}
