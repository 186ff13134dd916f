using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Tracking.Hosting.Broker;

namespace Tracking.Dashboard.Queues;

static class QueueServices
{
    /// <summary>Figures from RabbitMQ, unless others are registered already.</summary>
    public static void AddQueueFigures(this IServiceCollection services)
    {
        services.AddBrokerOptions();
        services.AddSingleton<IValidateOptions<ManagementOptions>, ManagementOptionsValidator>();
        services.AddOptions<ManagementOptions>().BindConfiguration(ManagementOptions.Section).ValidateOnStart();
        services.AddHttpClient(RabbitMqQueueFigures.ClientName, client => client.MaxResponseContentBufferSize = 4 << 20);
        services.TryAddSingleton<IQueueFigures, RabbitMqQueueFigures>();
    }
}
