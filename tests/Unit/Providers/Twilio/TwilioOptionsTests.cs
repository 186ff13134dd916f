using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tracking.Providers;
using Xunit;

namespace Tracking.Unit.Providers.Twilio;

public sealed class TwilioOptionsTests
{
    [Fact]
    public void Without_a_token_the_provider_is_not_configured_but_still_reads()
    {
        using var services = Services();
        var catalog = services.GetRequiredService<ProviderCatalog>();

        services.GetRequiredService<IStartupValidator>().Validate();

        Assert.True(catalog.TryGet("twilio", out var twilio));
        Assert.False(twilio.IsConfigured(null));
        Assert.False(twilio.IsConfigured("acme"));
        var request = Requests.Post("https://h.example/x", null, "MessageSid=SM1&MessageStatus=sent"u8.ToArray());
        Assert.Single(twilio.Read(request.Verified(twilio)).Events);
    }

    [Fact]
    public void Each_account_has_its_own_tokens()
    {
        using var services = Services(
            ("Providers:Twilio:AuthTokens:0", "one"), ("Providers:Twilio:Accounts:acme:AuthTokens:0", "two"));
        services.GetRequiredService<ProviderCatalog>().TryGet("twilio", out var twilio);

        services.GetRequiredService<IStartupValidator>().Validate();

        Assert.True(twilio!.IsConfigured(null));
        Assert.True(twilio.IsConfigured("acme"));
        Assert.False(twilio.IsConfigured("ACME"));
        Assert.False(twilio.IsConfigured("other"));
    }

    [Theory]
    [InlineData("Providers:Twilio:AuthTokens:0", "")]
    [InlineData("Providers:Twilio:AuthTokens:0", "  ")]
    [InlineData("Providers:Twilio:AuthTokens:0", "token\n")]
    [InlineData("Providers:Twilio:Accounts:acme:AuthTokens:0", "")]
    public void A_blank_token_stops_the_start_with_a_sentence_that_names_its_key(string key, string token)
    {
        using var services = Services((key, token));

        var thrown = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);

        Assert.Contains(key, thrown.Message, StringComparison.Ordinal);
    }

    static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, (string?)s.Value)))
            .Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddProviders().BuildServiceProvider();
    }
}
