using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Tracking.Hosting;
using Tracking.Ingress;
using Tracking.Worker;
using Xunit;

namespace Tracking.Unit.Hosting;

public sealed class RunToEndTests
{
    [Theory]
    [InlineData("--Ingress:PublishTimeout=00:00:00")]
    [InlineData("--Ingress:PublishTimeout=soon")]
    [InlineData("--Ingress:MaxBodyBytes:twilo=1000")]
    public async Task An_ingress_with_a_wrong_option_ends_with_1_and_without_an_exception(string option) =>
        Assert.Equal(1, await TrackingHost.RunToEndAsync(() => IngressHost.Build([AnyPort, option])));

    [Theory]
    [InlineData("--Worker:BatchSize=0")]
    [InlineData("--Worker:BatchSize=many")]
    [InlineData("--Worker:Redelivery:Delays:0=soon")]
    [InlineData("--Worker:Redelivery:Delays:0=2.00:00:00")]
    public async Task A_worker_with_a_wrong_option_ends_with_1_and_without_an_exception(string option) =>
        Assert.Equal(1, await TrackingHost.RunToEndAsync(() => WorkerHost.Build([AnyPort, option])));

    [Fact]
    public async Task A_host_whose_background_service_fails_does_not_end_well()
    {
        Assert.Equal(1, await TrackingHost.RunToEndAsync(Build));

        static WebApplication Build()
        {
            var builder = TrackingHost.CreateBuilder([AnyPort], "http://127.0.0.1:0");
            builder.Services.AddHostedService<Failing>();
            return builder.Build();
        }
    }

    [Fact]
    public async Task A_host_that_is_stopped_ends_well() =>
        Assert.Equal(0, await TrackingHost.RunToEndAsync(() => Stopping()));

    [Fact]
    public async Task A_host_that_does_not_stop_in_time_is_ended_and_not_well()
    {
        var ended = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var stuck = new Stuck();
        var running = TrackingHost.RunToEndAsync(() => Stopping(stuck), TimeSpan.FromMilliseconds(1), ended.SetResult);

        Assert.Equal(1, await ended.Task);

        stuck.Release();
        await running;
    }

    [Fact]
    public async Task A_host_that_has_stopped_does_not_end_the_process_later()
    {
        var limit = TimeSpan.FromSeconds(2);
        var ended = false;
        Assert.Equal(0, await TrackingHost.RunToEndAsync(() => Stopping(), limit, _ => ended = true));

        await Task.Delay(limit + TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
        Assert.False(ended);
    }

    static WebApplication Stopping(IHostedService? service = null)
    {
        var builder = TrackingHost.CreateBuilder([AnyPort], "http://127.0.0.1:0");
        if (service is not null)
            builder.Services.AddSingleton(service);
        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(app.Lifetime.StopApplication);
        return app;
    }

    const string AnyPort = "--Urls=http://127.0.0.1:0";

    sealed class Failing : BackgroundService
    {
        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await Task.Yield();
            throw new InvalidOperationException("The schema is not ours.");
        }
    }
    sealed class Stuck : IHostedService
    {
        readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.SetResult();

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => _released.Task;
    }
}
