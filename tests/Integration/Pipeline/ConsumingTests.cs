using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Tracking.Contracts;
using Tracking.Hosting;
using Tracking.Hosting.Broker;
using Tracking.Integration.Deploy;
using Tracking.Integration.EndToEnd;
using Tracking.Worker;
using Xunit;

namespace Tracking.Integration.Pipeline;

/// <summary>Whether a worker's queues are consumed, as its health tells it.</summary>
public sealed class ConsumingTests(Servers servers)
{
    [Fact]
    public async Task A_queue_that_cannot_be_consumed_makes_the_worker_unready_and_in_minutes_not_alive()
    {
        await using var hosts = await Hosts.OverAsync(servers);
        await Broker.DeclareOtherwiseAsync(hosts, Queues.NotificationSent);
        var worker = await hosts.StartAsync(WorkerHost.Build);
        var clock = new StandingClock();
        var liveness = ActivatorUtilities.CreateInstance<ConsumersLiveness>(worker.Services, clock);

        await TrackedSystem.ReadySaysAsync(worker.ListensOn(), HttpStatusCode.ServiceUnavailable, "consumers: Unhealthy");
        var first = await liveness.CheckHealthAsync(new(), Cancelled);
        clock.Advance(Stall.Limit);
        var later = await liveness.CheckHealthAsync(new(), Cancelled);

        Assert.Equal(HealthStatus.Healthy, first.Status);
        Assert.Equal(HealthStatus.Unhealthy, later.Status);
    }

    [Fact]
    public async Task While_the_broker_is_away_and_when_it_is_back_the_worker_is_alive()
    {
        await using var local = new LocalServers();
        await local.StartAsync("rabbitmq", Cancelled);
        await using var hosts = Hosts.Over(local.RabbitMq, await servers.NewDatabaseAsync());
        var worker = await hosts.StartWorkerAsync();
        var clock = new StandingClock();
        var liveness = ActivatorUtilities.CreateInstance<ConsumersLiveness>(worker.Services, clock);
        await LivesAsync();

        await local.CrashAsync("rabbitmq", Cancelled);
        await TrackedSystem.ReadyIsAsync(worker.ListensOn(), HttpStatusCode.ServiceUnavailable);
        await LivesAsync();
        await local.StartAsync("rabbitmq", Cancelled);

        await TrackedSystem.ReadyIsAsync(worker.ListensOn(), HttpStatusCode.OK);
        await LivesAsync();

        async Task LivesAsync()
        {
            for (var probes = 0; probes < 3; probes++)
            {
                clock.Advance(Stall.Limit);
                Assert.Equal(HealthStatus.Healthy, (await liveness.CheckHealthAsync(new(), Cancelled)).Status);
            }
        }
    }

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;
}
