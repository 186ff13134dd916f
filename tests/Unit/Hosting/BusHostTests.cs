using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Tracking.Hosting.Broker;
using Xunit;

namespace Tracking.Unit.Hosting;

public sealed class BusHostTests
{
    [Fact]
    public async Task A_bus_that_never_stops_keeps_nobody_waiting()
    {
        var bus = new Bus(new TaskCompletionSource().Task);
        await using var host = new BusHost(bus, NullLogger<BusHost>.Instance, TimeSpan.FromMilliseconds(1));

        await host.StopAsync(CancellationToken.None);

        Assert.True(bus.WasAsked);
    }

    [Fact]
    public async Task What_a_bus_fails_with_as_it_stops_is_told()
    {
        var bus = new Bus(Task.FromException(new InvalidOperationException("broken")));
        var host = new BusHost(bus, NullLogger<BusHost>.Instance, BusHost.LongestStop);

        Assert.Equal("broken", (await Assert.ThrowsAsync<InvalidOperationException>(() => host.StopAsync(CancellationToken.None))).Message);
    }

    sealed class Bus(Task stopping) : IHostedService, IAsyncDisposable
    {
        public bool WasAsked { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            WasAsked = true;
            return stopping;
        }

        public ValueTask DisposeAsync() => new(stopping);
    }
}
