using Tracking.Providers;
using Xunit;

namespace Tracking.Unit.Providers;

/// <summary>What holds for every provider that signs nothing, by the section of its settings.</summary>
public sealed class SharedSecretProvidersTests
{
    const string Secret = "u9Wc2RkXz7Qm4Lp1";

    public static TheoryData<string, string> Providers() => new()
    {
        { "postmark", "Providers:Postmark" },
        { "sparkpost", "Providers:SparkPost" },
        { "mailjet", "Providers:Mailjet" },
        { "brevo", "Providers:Brevo" },
        { "infobip", "Providers:Infobip" },
        { "sinch-sms", "Providers:SinchSms" },
    };

    [Fact]
    public void They_are_those_whose_fixtures_have_a_secret() => Assert.Equal(
        Fixture.Providers.Where(provider => Fixture.Of(provider).Any(fixture => fixture.Expected.Secret is not null)),
        Providers().Select(row => row.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Without_a_secret_it_is_not_configured_and_believes_nothing_but_still_reads(string name, string section)
    {
        var provider = Configured.Provider(name, ($"{section}:HeaderName", "X-Hook"));
        var recorded = Fixture.Named(name, "unheard-of").Request(Fixture.Provider(name).Route);

        Assert.False(provider.IsConfigured(null));
        Assert.False(provider.IsConfigured("acme"));
        Assert.Equal(
            SignatureVerdict.Missing, (await provider.VerifyAsync(recorded, null, TestContext.Current.CancellationToken)).Verdict);
        Assert.Single(provider.Read(recorded.Verified(provider)).Events);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task Each_account_has_its_own_secrets(string name, string section)
    {
        var provider = Configured.Provider(
            name, ($"{section}:HeaderSecrets:0", "of the unnamed one"), ($"{section}:Accounts:acme:HeaderSecrets:0", Secret));
        var request = Requests.Post("https://h.example/", "application/json", [], ("X-Webhook-Secret", Secret));

        Assert.True(provider.IsConfigured(null));
        Assert.True(provider.IsConfigured("acme"));
        Assert.False(provider.IsConfigured("ACME"));
        Assert.Equal(
            SignatureVerdict.Valid, (await provider.VerifyAsync(request, "acme", TestContext.Current.CancellationToken)).Verdict);
        Assert.Equal(
            SignatureVerdict.Mismatch, (await provider.VerifyAsync(request, null, TestContext.Current.CancellationToken)).Verdict);
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void The_header_of_the_settings_is_looked_at_and_travels_nowhere(string name, string section)
    {
        var route = Configured.Provider(name, ($"{section}:HeaderName", "X-Hook")).Route;

        Assert.Equal(["Authorization", "X-Hook"], route.SignatureHeaders);
        Assert.Empty(route.KeptHeaders);
        Assert.Equal(name, route.Path.Replace('/', '-'));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public void A_secret_that_cannot_be_right_stops_the_start_with_a_sentence_that_names_its_key(string name, string section)
    {
        Assert.NotEmpty(name);
        foreach (var key in new[] { "Credentials:0", "HeaderSecrets:0", "Accounts:acme:Credentials:0", "Accounts:acme:HeaderSecrets:0" })
            Assert.Contains($"{section}:{key} must", Configured.Refusal(($"{section}:{key}", "short")), StringComparison.Ordinal);
        Assert.Contains($"{section}:Accounts:acme must", Configured.Refusal(($"{section}:Accounts:acme", "")), StringComparison.Ordinal);
    }
}
