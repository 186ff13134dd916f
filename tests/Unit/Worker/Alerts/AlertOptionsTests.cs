using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tracking.Worker.Alerts;
using Xunit;

namespace Tracking.Unit.Worker.Alerts;

public sealed class AlertOptionsTests
{
    [Fact]
    public void Nothing_need_be_configured() =>
        Assert.Equal((0.2, 20, 15), (
            Options().SignatureFailures.Share, Options().ProviderSilence.Expected, Options().ProviderSilence.AtLeast.TotalMinutes));

    [Theory]
    [InlineData("Alerts:Every", "00:00:00")]
    [InlineData("Alerts:SignatureFailures:Share", "20")]
    [InlineData("Alerts:SignatureFailures:Share", "0")]
    [InlineData("Alerts:SignatureFailures:MinSample", "0")]
    [InlineData("Alerts:SignatureFailures:Window", "00:01:00")]
    [InlineData("Alerts:SignatureFailures:Window", "2.00:00:00")]
    [InlineData("Alerts:ProviderSilence:Expected", "0")]
    [InlineData("Alerts:ProviderSilence:AtLeast", "00:00:10")]
    public void What_is_wrong_is_refused_by_its_key(string key, string value)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Options((key, value)));

        Assert.StartsWith(key + " must be", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }

    static AlertOptions Options(params (string Key, string Value)[] settings)
    {
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
                settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value))).Build())
            .AddAlerts()
            .BuildServiceProvider();
        return services.GetRequiredService<IOptions<AlertOptions>>().Value;
    }
}
