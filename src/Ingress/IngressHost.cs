using Tracking.Hosting;
using Tracking.Hosting.Broker;
using Tracking.Hosting.Telemetry;
using Tracking.Providers;

namespace Tracking.Ingress;

/// <summary>The ingress as a process of its own.</summary>
public static class IngressHost
{
    public static WebApplication Build(string[] args) => Build(args, _ => { });

    /// <param name="replace">Puts other services in the place of these: a clock that stands, a network that is none.</param>
    public static WebApplication Build(string[] args, Action<IServiceCollection> replace)
    {
        var builder = TrackingHost.CreateBuilder(args, "http://*:8080");
        builder.AddTelemetry("tracking-ingress");
        builder.Services.AddProviders();
        builder.Services.AddIngress();
        builder.Services.AddRabbitMqBus();
        replace(builder.Services);

        var app = builder.BuildValidated();
        app.UseExceptionHandler();
        app.UseProblemAnswers();
        app.UseIngress();
        app.MapIngress();
        app.MapHealth();
        return app;
    }
}
