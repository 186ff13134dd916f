using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Tracking.Hosting.Telemetry;

static class TelemetryEndpoint
{
    /// <returns>Null where telemetry is off.</returns>
    /// <exception cref="OptionsValidationException">What is configured is no URL.</exception>
    public static string? Of(IConfiguration configuration)
    {
        var key = string.IsNullOrWhiteSpace(configuration[Telemetry.EndpointKey]) ? Telemetry.StandardEndpointKey : Telemetry.EndpointKey;
        if (string.IsNullOrWhiteSpace(configuration[key]))
            return null;
        return Uri.TryCreate(configuration[key], UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? configuration[key]
            : throw new OptionsValidationException(key, typeof(string), [
                $"{key} must be the URL of an OTLP receiver: http://host:4317, or with OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf http://host:4318."]);
    }
}
