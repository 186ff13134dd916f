using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Tracking.Hosting.Telemetry;

/// <summary>
/// Metrics, traces and logs by OTLP: on where an endpoint is configured, and otherwise nothing of it is there. Everything else that the
/// exporter and the SDK can be told, they are told by the standard <c>OTEL_…</c> settings, from wherever configuration comes.
/// </summary>
public static class Telemetry
{
    /// <summary>Ours, before the standard one.</summary>
    public const string EndpointKey = "Otlp:Endpoint";

    public const string StandardEndpointKey = "OTEL_EXPORTER_OTLP_ENDPOINT";

    const string InstanceKey = "service.instance.id";

    // Npgsql's and MassTransit's own, ASP.NET Core's, HttpClient's, and ours.
    static readonly string[] Sources = ["Tracking.*", "MassTransit", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql"];

    static readonly string[] Meters =
    [
        "Tracking.*", "MassTransit", "Npgsql", "System.Runtime", "System.Net.Http", "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.RateLimiting",
    ];

    // What these write in detail holds paths, hence tokens, and addresses. No setting lets it out of here.
    static readonly string[] QuietCategories =
        ["Microsoft.AspNetCore", "System.Net.Http", "Microsoft.Extensions.Http", "MassTransit", "Npgsql", "RabbitMQ", "Polly"];

    /// <summary>Call it first, so that it is stopped last: what the other parts say while they stop is sent as well.</summary>
    /// <param name="serviceName">What the host is called unless <c>OTEL_SERVICE_NAME</c> says otherwise.</param>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">The endpoint is no URL.</exception>
    public static void AddTelemetry(this WebApplicationBuilder builder, string serviceName)
    {
        if (TelemetryEndpoint.Of(builder.Configuration) is not { } endpoint)
            return;
        builder.Configuration.AddInMemoryCollection([new(StandardEndpointKey, endpoint)]);
        var configuration = builder.Configuration;
        var resource = ResourceOf(serviceName);
        builder.Services.AddHostedService(services => new TelemetryExport(
            BuildTracer(configuration, resource), BuildMeter(configuration, resource), services.GetRequiredService<LoggerProvider>()));
        builder.Services.AddSingleton<IStartupFilter, RequestSpans>();
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.SetResourceBuilder(resource);
            logs.AddOtlpExporter();
        });
        foreach (var category in QuietCategories)
            builder.Logging.AddFilter<OpenTelemetryLoggerProvider>(category, level => level >= LogLevel.Warning);
    }

    static ResourceBuilder ResourceOf(string serviceName)
    {
        var version = Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return ResourceBuilder.CreateEmpty()
            .AddService(serviceName, serviceVersion: version?.Split('+')[0], autoGenerateServiceInstanceId: false)
            .AddAttributes([new(InstanceKey, $"{Environment.MachineName}:{Environment.ProcessId}")])
            .AddTelemetrySdk()
            .AddEnvironmentVariableDetector();
    }

    static TracerProvider BuildTracer(IConfiguration configuration, ResourceBuilder resource) => Sdk.CreateTracerProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .SetResourceBuilder(resource)
        .AddSource(Sources)
        .AddProcessor(new SpanRedaction())
        .AddOtlpExporter()
        .Build();

    static MeterProvider BuildMeter(IConfiguration configuration, ResourceBuilder resource) => Sdk.CreateMeterProviderBuilder()
        .ConfigureServices(services => services.AddSingleton(configuration))
        .SetResourceBuilder(resource)
        .AddMeter(Meters)
        .AddOtlpExporter()
        .Build();
}
