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
    [InlineData("Alerts:ComplaintRate:Above", "0")]
    [InlineData("Alerts:ComplaintRate:Above", "1.1")]
    [InlineData("Alerts:ComplaintRate:MinSample", "0")]
    [InlineData("Alerts:ComplaintRate:Window", "00:30:00")]
    [InlineData("Alerts:DeliveryRate:Below", "1")]
    [InlineData("Alerts:DeliveryRate:Below", "95")]
    [InlineData("Alerts:DeliveryRate:MinSample", "-1")]
    [InlineData("Alerts:DeliveryRate:Window", "01:30:00")]
    [InlineData("Alerts:DeliveryRate:Age", "-00:01:00")]
    [InlineData("Alerts:OverdueShare:Above", "-0.1")]
    [InlineData("Alerts:OverdueShare:Window", "8.00:00:00")]
    [InlineData("Alerts:DeadLetters:Above", "-1")]
    [InlineData("Alerts:Webhook:Url", "ftp://example.org")]
    public void What_is_wrong_is_refused_by_its_key(string key, string value)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Options((key, value)));

        Assert.Contains(refused.Failures, failure => failure.StartsWith(key + " must be", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Alerts:Overrides:1:ComplaintRate", "0.01", "Alerts:Overrides:1 must name a TenantId, a Channel, or both.")]
    [InlineData("Alerts:Overrides:0:DeliveryRate", "2", "Alerts:Overrides:0:DeliveryRate must be at least 0 and less than 1.")]
    public void An_override_that_means_nothing_is_refused(string key, string value, string problem) => Assert.Equal(
        [problem],
        Assert.Throws<OptionsValidationException>(() => Options(("Alerts:Overrides:0:TenantId", "acme"), (key, value))).Failures);

    [Fact]
    public void A_webhook_without_a_secret_is_refused() => Assert.Equal(
        ["Alerts:Webhook:Secret must be at least 16 characters, for whoever is called to know us by."],
        Assert.Throws<OptionsValidationException>(() => Options(("Alerts:Webhook:Url", "https://example.org"))).Failures);

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
