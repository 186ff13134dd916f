using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Tracking.Dashboard.DeadLetters;
using Tracking.Deliveries;
using Tracking.Hosting.Broker;
using Tracking.Hosting.DeadLetters;
using Tracking.Providers;
using Tracking.Storage;
using Tracking.Storage.InMemory;
using Tracking.Worker;
using Xunit;

namespace Tracking.Unit.Worker;

/// <summary>The worker's own consumers and endpoints over MassTransit's test harness, with stores in memory.</summary>
sealed class WorkerUnderTest : IAsyncDisposable
{
    readonly ServiceProvider _services;
    readonly ITestHarness _harness;

    WorkerUnderTest(ServiceProvider services)
    {
        _services = services;
        _harness = services.GetRequiredService<ITestHarness>();
    }

    /// <summary>What went over the bus.</summary>
    public ITestHarness Harness => _harness;

    public IBus Bus => _harness.Bus;

    public IDeliveryQuery Query => _services.GetRequiredService<IDeliveryQuery>();

    /// <summary>Those that wait, in the order in which they came.</summary>
    public IReadOnlyList<KeptLetter> DeadLetters
    {
        get
        {
            var tables = _services.GetRequiredService<InMemoryTables>();
            lock (tables.Gate)
                return [.. tables.Letters.Values.Where(letter => letter.State == LetterState.Waiting).Select(letter => letter.Kept)];
        }
    }

    public ICallbackStore Callbacks => _services.GetRequiredService<ICallbackStore>();

    public FaultyStore Store => _services.GetRequiredService<FaultyStore>();

    public async Task<HealthStatus> ReadinessAsync() =>
        (await _services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "writes")).Status;

    /// <param name="delays">Of redelivery.</param>
    public static Task<WorkerUnderTest> StartWithRedeliveryAsync(params string[] delays) =>
        StartAsync([.. delays.Select((delay, i) => $"Worker:Redelivery:Delays:{i}={delay}")]);

    /// <param name="settings">Each as <c>key=value</c>. Where none is about redelivery, what fails once is a dead letter.</param>
    public static async Task<WorkerUnderTest> StartAsync(params string[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("Worker:Redelivery:Delays", "")]).AddCommandLine(settings).Build());
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IHostApplicationLifetime, ApplicationLifetime>();
        services.AddInMemoryStorage();

        // The real store, which can be told to fail first.
        var real = services.Last(service => service.ServiceType == typeof(IDeliveryStore)).ImplementationType!;
        services.AddSingleton(provider => new FaultyStore((IDeliveryStore)ActivatorUtilities.CreateInstance(provider, real)));
        services.AddSingleton<IDeliveryStore>(provider => provider.GetRequiredService<FaultyStore>());
        services.AddProviders();
        services.AddInMemoryFailedMessages();
        services.AddWorker();
        services.AddMassTransitTestHarness(registration =>
        {
            registration.DisableUsageTelemetry();
            registration.AddWorkerConsumers();
            registration.UsingInMemory((context, bus) =>
            {
                bus.UsePlainJson();
                bus.ConfigureWorkerEndpoints(context);
            });
        });
        var worker = new WorkerUnderTest(services.BuildServiceProvider());
        foreach (var hosted in worker._services.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
        return worker;
    }

    /// <summary>As the dashboard does.</summary>
    public async Task ReplayAsync(string letterId)
    {
        var replays = _services.GetRequiredService<IReplays>();
        Assert.True(await _services.GetRequiredService<IDeadLetterStore>().SettleAsync(
            letterId, new LetterSettlement(LetterState.Replayed, "somebody", TimeProvider.System.GetUtcNow()),
            async (letter, token) => Assert.Null(Assert.Single(await replays.PublishAsync([letter.ToReplay(job: null)], token))),
            CancellationToken.None));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var hosted in _services.GetServices<IHostedService>().Reverse())
            await hosted.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}

/// <summary>A store in front of the real one that fails as it is told.</summary>
sealed class FaultyStore(IDeliveryStore store) : IDeliveryStore
{
    /// <summary>What to throw for a batch; null lets it through.</summary>
    public Func<IReadOnlyCollection<DeliveryEvent>, Exception?> Fault { get; set; } = _ => null;

    int _calls;

    public int Calls => _calls;

    public Task<Applied> ApplyAsync(IReadOnlyCollection<DeliveryEvent> events, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        return Fault(events) is { } fault ? Task.FromException<Applied>(fault) : store.ApplyAsync(events, cancellationToken);
    }
}
