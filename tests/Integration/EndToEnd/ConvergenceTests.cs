using Tracking.Integration.Pipeline;
using Xunit;

namespace Tracking.Integration.EndToEnd;

/// <summary>Producers and providers as the simulator plays them, through the real hosts, compared delivery by delivery.</summary>
public sealed class ConvergenceTests(Servers servers)
{
    [Theory]
    [InlineData(Producers.OverAmqp, 1, 20_101)]
    [InlineData(Producers.OverAmqp, 2, 20_102)]
    [InlineData(Producers.OverHttp, 1, 20_103)]
    [InlineData(Producers.OverHttp, 2, 20_104)]
    public async Task Repeated_early_and_shuffled_facts_end_in_what_happened(Producers producers, int workers, int seed)
    {
        await using var system = await TrackedSystem.StartAsync(await Hosts.OverAsync(servers));
        for (var started = 0; started < workers; started++)
            await system.StartWorkerAsync();

        var run = await system.Simulate(seed, producers).RunAsync(TestContext.Current.CancellationToken);

        TrackedSystem.WasFlawless(run);
        await system.EndsWithNothingLeftAsync();
    }

    [Fact]
    public async Task A_worker_that_stops_in_the_middle_leaves_the_rest_to_the_next()
    {
        await using var system = await TrackedSystem.StartAsync(await Hosts.OverAsync(servers));
        var worker = await system.StartWorkerAsync();
        var simulation = system.Simulate(seed: 20_105, Producers.OverHttp, rate: 350);
        var running = simulation.RunAsync(TestContext.Current.CancellationToken);

        await system.IsInTheMiddleAsync(simulation);
        await system.StopWorkerAsync(worker);
        await system.StartWorkerAsync();

        TrackedSystem.WasFlawless(await running);
        await system.EndsWithNothingLeftAsync();
    }

    [Fact]
    public async Task A_worker_that_is_killed_in_the_middle_loses_nothing_and_repeats_nothing()
    {
        await using var system = await TrackedSystem.StartAsync(await Hosts.OverAsync(servers));
        var worker = await system.StartWorkerProcessAsync();
        var simulation = system.Simulate(seed: 20_106, Producers.OverAmqp, rate: 350);
        var running = simulation.RunAsync(TestContext.Current.CancellationToken);

        await system.IsInTheMiddleAsync(simulation);
        await worker.KillAsync();
        Assert.True(TrackedSystem.IsSending(simulation), "It was killed when all had been sent.");
        await system.StartWorkerProcessAsync();

        TrackedSystem.WasFlawless(await running);
        await system.EndsWithNothingLeftAsync();
    }
}
