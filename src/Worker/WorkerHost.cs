using Tracking.Hosting;
using Tracking.Hosting.Broker;
using Tracking.Hosting.Telemetry;
using Tracking.Providers;
using Tracking.Storage.Postgres;

namespace Tracking.Worker;

/// <summary>The worker as a process of its own.</summary>
public static class WorkerHost
{
    public static WebApplication Build(string[] args)
    {
        var builder = TrackingHost.CreateBuilder(args, "http://localhost:8082");
        builder.AddTelemetry("tracking-worker");
        builder.Services.AddPostgresStorage();
        builder.Services.AddProviders();
        builder.Services.AddWorker();
        builder.Services.AddDeadLetterCollector();
        builder.Services.AddRabbitMqBus(
            bus => bus.AddWorkerConsumers(),
            (context, bus) => bus.ConfigureWorkerEndpoints(context));

        var app = builder.BuildValidated();
        app.MapHealth();
        return app;
    }
}
