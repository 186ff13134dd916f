using System.Net;
using Tracking.Hosting;
using Tracking.Integration.Deploy;
using Tracking.Integration.Pipeline;
using Xunit;

namespace Tracking.Integration.EndToEnd;

/// <summary>A server of the test's own goes away in the middle, and comes back: everything converges by itself.</summary>
public sealed class OutageTests(Servers servers)
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task While_the_database_is_away_callbacks_are_accepted_and_wait()
    {
        await using var local = new LocalServers();
        await local.StartAsync("postgres", Cancelled);
        await using var system = await TrackedSystem.StartAsync(
            Hosts.Over(await servers.NewVirtualHostAsync(), local.Postgres));
        var worker = (await system.StartWorkerAsync()).ListensOn();
        var simulation = system.Simulate(seed: 20_107, Producers.OverAmqp, rate: 350);
        var running = simulation.RunAsync(Cancelled);

        await system.IsInTheMiddleAsync(simulation);
        await local.CrashAsync("postgres", Cancelled);
        await TrackedSystem.ReadyIsAsync(worker, HttpStatusCode.ServiceUnavailable);
        await Eventually.HoldsAsync(() => Assert.False(TrackedSystem.IsSending(simulation)));
        await local.StartAsync("postgres", Cancelled);

        var run = await running;
        TrackedSystem.WasFlawless(run);
        Assert.Empty(run.Troubles);
        await TrackedSystem.ReadyIsAsync(worker, HttpStatusCode.OK);
        await system.EndsWithNothingLeftAsync();
    }

    [Fact]
    public async Task A_worker_that_has_nothing_to_write_says_all_the_same_that_the_database_is_away()
    {
        await using var local = new LocalServers();
        await local.StartAsync("postgres", Cancelled);
        await using var system = await TrackedSystem.StartAsync(
            Hosts.Over(await servers.NewVirtualHostAsync(), local.Postgres));
        var worker = (await system.StartWorkerAsync()).ListensOn();

        await local.CrashAsync("postgres", Cancelled);
        await TrackedSystem.ReadyIsAsync(worker, HttpStatusCode.ServiceUnavailable);
        await local.StartAsync("postgres", Cancelled);

        await TrackedSystem.ReadyIsAsync(worker, HttpStatusCode.OK);
    }

    [Fact]
    public async Task While_the_broker_is_away_callbacks_are_asked_to_come_again()
    {
        await using var local = new LocalServers();
        await local.StartAsync("rabbitmq", Cancelled);
        await using var system = await TrackedSystem.StartAsync(
            Hosts.Over(local.RabbitMq, await servers.NewDatabaseAsync()));
        var worker = (await system.StartWorkerAsync()).ListensOn();
        var simulation = system.Simulate(seed: 20_108, Producers.OverHttp, rate: 350);
        var running = simulation.RunAsync(Cancelled);

        await system.IsInTheMiddleAsync(simulation);
        await local.CrashAsync("rabbitmq", Cancelled);
        await TrackedSystem.ReadyIsAsync(worker, HttpStatusCode.ServiceUnavailable);
        await TrackedSystem.ReadyIsAsync(system.Ingress, HttpStatusCode.ServiceUnavailable);
        await local.StartAsync("rabbitmq", Cancelled);

        var run = await running;
        TrackedSystem.WasFlawless(run);
        Assert.All(run.Troubles.Keys, said => Assert.StartsWith("503 ", said, StringComparison.Ordinal));
        Assert.NotEmpty(run.Troubles);
        await TrackedSystem.ReadyIsAsync(worker, HttpStatusCode.OK);
        await TrackedSystem.ReadyIsAsync(system.Ingress, HttpStatusCode.OK);
        await system.EndsWithNothingLeftAsync();
    }

    [Fact]
    public async Task While_the_broker_is_away_callbacks_are_accepted_into_the_spool()
    {
        await using var local = new LocalServers();
        await local.StartAsync("rabbitmq", Cancelled);
        var spool = Path.Combine(local.Folder, "spool");
        await using var system = await TrackedSystem.StartAsync(
            Hosts.Over(local.RabbitMq, await servers.NewDatabaseAsync()), $"--Ingress:SpoolPath={spool}");
        var worker = (await system.StartWorkerAsync()).ListensOn();
        var simulation = system.Simulate(seed: 20_109, Producers.OverHttp, rate: 350);
        var running = simulation.RunAsync(Cancelled);

        await system.IsInTheMiddleAsync(simulation);
        await local.CrashAsync("rabbitmq", Cancelled);
        await TrackedSystem.ReadyIsAsync(worker, HttpStatusCode.ServiceUnavailable);
        await TrackedSystem.ReadySaysAsync(system.Ingress, HttpStatusCode.OK, "spool: Degraded: ");
        await local.StartAsync("rabbitmq", Cancelled);

        var run = await running;
        TrackedSystem.WasFlawless(run);
        // Events, receipts and unsubscribes are not spooled: their senders are there to send them again.
        Assert.DoesNotContain(run.Troubles.Keys, said => said.Contains("Please send it again", StringComparison.Ordinal));
        await TrackedSystem.ReadyIsAsync(worker, HttpStatusCode.OK);
        await TrackedSystem.ReadySaysAsync(system.Ingress, HttpStatusCode.OK, "Healthy\n");
        Assert.Empty(Directory.GetFiles(spool, "*.segment*"));
        await system.EndsWithNothingLeftAsync();
    }
}
