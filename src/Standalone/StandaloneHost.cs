using Tracking.Dashboard;
using Tracking.Hosting;
using Tracking.Hosting.Telemetry;
using Tracking.Ingress;
using Tracking.Providers;
using Tracking.Storage.InMemory;
using Tracking.Worker;

namespace Tracking.Standalone;

/// <summary>Ingress, worker and dashboard in one process, with queues and deliveries in memory: the embedded default.</summary>
static class StandaloneHost
{
    const string Play = "--demo";

    public static WebApplication Build(string[] args)
    {
        var builder = TrackingHost.CreateBuilder([.. args.Where(arg => arg != Play)], "http://localhost:8080");
        builder.AddTelemetry("tracking-standalone");
        var demo = DemoRun.Configure(builder.Configuration);
        try
        {
            return Build(builder, demo, play: args.Contains(Play));
        }
        catch
        {
            // What does not start leaves nothing behind.
            demo?.Dispose();
            throw;
        }
    }

    static WebApplication Build(WebApplicationBuilder builder, DemoRun? demo, bool play)
    {
        builder.Services.AddInMemoryStorage();
        builder.Services.AddProviders();
        builder.Services.AddIngress();
        builder.Services.AddInMemoryFailedMessages();
        builder.Services.AddWorker();
        builder.Services.AddInMemoryBus();
        builder.Services.AddDashboard();
        if (demo is not null)
            builder.Services.AddSingleton(_ => demo);

        var app = builder.BuildValidated();
        app.UseExceptionHandler();
        app.UseProblemAnswers();
        app.UseIngress();
        app.UseDashboard();
        app.MapIngress();
        app.MapDashboard();
        app.MapHealth();

        // Once asked for, it ends with the host, whether that ever starts or not.
        _ = app.Services.GetService<DemoRun>();
        app.Lifetime.ApplicationStarted.Register(() => Greet(app, demo, play));
        return app;
    }

    static void Greet(WebApplication app, DemoRun? demo, bool play)
    {
        var address = app.ListensOn();
        Welcome.Print(address, isDemo: demo is not null);
        if (play)
            _ = demo?.PlayAsync(address, app.Lifetime.ApplicationStopping) ?? Welcome.SayWhyThereIsNoDemoAsync();
    }
}
