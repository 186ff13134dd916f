using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Tracking.Hosting.Broker;

/// <summary>
/// Starts and stops the bus as MassTransit does, and waits no longer for its end than there is time. A bus that is asked to stop while it
/// connects may wait for a connection that never comes, whatever its StopTimeout says, and everything else that is to stop waits behind
/// it. What it had taken and not acknowledged is in its queue again when the process is gone.
/// </summary>
sealed partial class BusHost(IHostedService bus, ILogger<BusHost> logger, TimeSpan longestStop) : IHostedService, IAsyncDisposable
{
    /// <summary>Above what consumers are given to end their work, below the ten seconds after which Docker kills.</summary>
    public static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(8);

    public Task StartAsync(CancellationToken cancellationToken) => bus.StartAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => InTimeAsync(bus.StopAsync(cancellationToken));

    public async ValueTask DisposeAsync()
    {
        if (bus is IAsyncDisposable disposable)
            await InTimeAsync(disposable.DisposeAsync().AsTask());
    }

    async Task InTimeAsync(Task stopping)
    {
        try
        {
            await stopping.WaitAsync(longestStop);
        }
        catch (TimeoutException)
        {
            NotStopped(longestStop);
        }
    }

    [LoggerMessage(LogLevel.Error, "The bus did not stop within {Limit}, and is left behind")]
    partial void NotStopped(TimeSpan limit);
}

static class BusHostServices
{
    /// <summary>Takes the place of the service by which MassTransit hosts its bus.</summary>
    public static void AddBusHost(this IServiceCollection services)
    {
        var at = services.ToList().FindIndex(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationType?.Namespace?.StartsWith("MassTransit", StringComparison.Ordinal) == true);
        if (at < 0)
            throw new InvalidOperationException("MassTransit no longer hosts its bus as it did: BusHost must learn how it does.");
        var type = services[at].ImplementationType!;
        services[at] = ServiceDescriptor.Singleton<IHostedService>(provider => new BusHost(
            (IHostedService)ActivatorUtilities.CreateInstance(provider, type), provider.GetRequiredService<ILogger<BusHost>>(),
            BusHost.LongestStop));
    }
}
