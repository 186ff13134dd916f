using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Tracking.Hosting;
using Tracking.Hosting.Telemetry;
using Xunit;

namespace Tracking.Unit.Hosting;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Nothing_of_it_is_there_where_no_endpoint_is_configured()
    {
        await using var app = Build();

        Assert.DoesNotContain(app.Services.GetServices<IHostedService>(), service => service is TelemetryExport);
        Assert.Null(app.Services.GetService<OpenTelemetry.Logs.LoggerProvider>());
    }

    [Theory]
    [InlineData("--Otlp:Endpoint=http://127.0.0.1:1")]
    [InlineData("--OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:1")]
    public async Task Either_setting_turns_it_on_and_a_receiver_that_is_away_keeps_no_host_from_running_and_stopping(string setting)
    {
        await using var app = Build(setting);

        await app.StartAsync(TestContext.Current.CancellationToken);

        Assert.Single(app.Services.GetServices<IHostedService>(), service => service is TelemetryExport);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("Otlp:Endpoint", "collector:4317")]
    [InlineData("Otlp:Endpoint", "ftp://collector")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nowhere")]
    public void An_endpoint_that_is_no_URL_is_refused_by_its_name(string key, string value)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Build($"--{key}={value}"));

        Assert.StartsWith($"{key} must be the URL of an OTLP receiver", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://user:pass@example.net/path?token=1#x", "https://example.net/path")]
    [InlineData("http://example.net:15672/api/queues/%2F?a=b", "http://example.net:15672/api/queues/%2F")]
    [InlineData("no url", "")]
    public void Of_a_URL_only_scheme_server_and_path_are_told(string url, string told) =>
        Assert.Equal(told, SpanRedaction.WithoutSecrets(url));

    static WebApplication Build(params string[] settings)
    {
        var builder = TrackingHost.CreateBuilder(["--Urls=http://127.0.0.1:0", .. settings], "http://127.0.0.1:0");
        builder.AddTelemetry("test");
        return builder.Build();
    }
}
