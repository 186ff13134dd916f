using Tracking.Hosting;
using Tracking.Hosting.DeadLetters;
using Tracking.Hosting.Telemetry;
using Tracking.Storage.Postgres;

namespace Tracking.Dashboard;

/// <summary>The dashboard as a process of its own.</summary>
public static class DashboardHost
{
    public static WebApplication Build(string[] args)
    {
        var builder = TrackingHost.CreateBuilder(args, "http://localhost:8081");
        builder.AddTelemetry("tracking-dashboard");
        builder.Services.AddPostgresStorage();
        builder.Services.AddRabbitMqReplays();
        builder.Services.AddDashboard();

        var app = builder.BuildValidated();
        app.UseExceptionHandler();
        app.UseProblemAnswers();
        app.UseDashboard();
        app.MapDashboard();
        app.MapHealth();
        return app;
    }
}
