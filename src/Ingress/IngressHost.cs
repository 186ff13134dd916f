using Tracking.Hosting;
using Tracking.Hosting.Broker;
using Tracking.Providers;

namespace Tracking.Ingress;

/// <summary>The ingress as a process of its own.</summary>
public static class IngressHost
{
    public static WebApplication Build(string[] args)
    {
        var builder = TrackingHost.CreateBuilder(args, "http://*:8080");
        builder.Services.AddProviders();
        builder.Services.AddIngress();
        builder.Services.AddRabbitMqBus();

        var app = builder.BuildValidated();
        app.UseExceptionHandler();
        app.UseProblemAnswers();
        app.UseIngress();
        app.MapIngress();
        app.MapHealth();
        return app;
    }
}
