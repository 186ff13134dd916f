using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Tracking.Hosting.DeadLetters;
using Tracking.Integration.Pipeline;

namespace Tracking.Integration.DeadLetters;

/// <summary>The dead letters as a host has them that has no bus.</summary>
sealed class Library : IAsyncDisposable
{
    readonly ServiceProvider _services;

    Library(ServiceProvider services) => _services = services;

    public IDeadLetters Letters => _services.GetRequiredService<IDeadLetters>();

    public static Library Of(Hosts hosts) => new(new ServiceCollection()
        .AddLogging()
        .AddSingleton(TimeProvider.System)
        .AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:RabbitMq", hosts.RabbitMq)]).Build())
        .AddRabbitMqDeadLetters()
        .BuildServiceProvider());

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
