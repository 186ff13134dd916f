using Xunit;

namespace Tracking.Unit.Providers;

/// <summary>What holds for every provider whose proof is a secret of ours, by the setting that names it.</summary>
public sealed class AccountTests
{
    public static TheoryData<string, string, string> Settings() => new()
    {
        { "twilio", "Providers:Twilio", "AuthTokens" },
        { "plivo", "Providers:Plivo", "AuthTokens" },
        { "messagebird", "Providers:MessageBird", "SigningKeys" },
        { "bird", "Providers:Bird", "SigningKeys" },
        { "mailgun", "Providers:Mailgun", "SigningKeys" },
        { "vonage", "Providers:Vonage", "SignatureSecrets" },
        { "sinch", "Providers:Sinch", "WebhookSecrets" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Without_a_secret_the_provider_is_not_configured_but_still_reads(string name, string section, string setting)
    {
        var provider = Configured.Provider(name);
        var recorded = Fixture.Named(name, "unheard-of").Request(provider.Route);

        Assert.NotEmpty(section + setting);
        Assert.False(provider.IsConfigured(null));
        Assert.False(provider.IsConfigured("acme"));
        Assert.Single(provider.Read(recorded.Verified(provider)).Events);
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void Each_account_has_its_own_secrets(string name, string section, string setting)
    {
        var provider = Configured.Provider(name, ($"{section}:{setting}:0", "one"), ($"{section}:Accounts:acme:{setting}:0", "two"));

        Assert.True(provider.IsConfigured(null));
        Assert.True(provider.IsConfigured("acme"));
        Assert.False(provider.IsConfigured("ACME"));
        Assert.False(provider.IsConfigured("other"));
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void A_blank_secret_stops_the_start_with_a_sentence_that_names_its_key(string name, string section, string setting)
    {
        Assert.NotEmpty(name);
        foreach (var account in new[] { "", "Accounts:acme:" })
        {
            var key = $"{section}:{account}{setting}:0";
            foreach (var secret in new[] { "", "  ", "secret\n", " secret" })
                Assert.Contains(key, Configured.Refusal((key, secret)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Settings))]
    public void An_account_without_a_secret_stops_the_start(string name, string section, string setting)
    {
        Assert.NotEmpty(name);
        Assert.Contains(
            $"{section}:Accounts:acme:{setting}", Configured.Refusal(($"{section}:Accounts:acme", "")), StringComparison.Ordinal);
    }
}
