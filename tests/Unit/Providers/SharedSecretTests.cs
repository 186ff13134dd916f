using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Tracking.Providers;
using Xunit;

namespace Tracking.Unit.Providers;

/// <summary>The proof of the providers that sign nothing, under settings of a provider that there is none of.</summary>
public sealed class SharedSecretTests
{
    const string Section = "Providers:Any";
    const string Credentials = "hook:7f3b0d5e9a1c4862";
    const string Secret = "u9Wc2RkXz7Qm4Lp1";

    [Theory]
    [InlineData("hook:s3cret", "Basic aG9vazpzM2NyZXQ=")]
    [InlineData("höök:p:w", "Basic aMO2w7ZrOnA6dw==")]
    [InlineData("hook:s3cret", "basic aG9vazpzM2NyZXQ=")]
    [InlineData("hook:s3cret", "Basic  aG9vazpzM2NyZXQ= ")]
    public void The_vectors_are_believed(string credentials, string authorization)
    {
        Assert.Equal(SignatureVerdict.Valid, VerifyCredentials(authorization, credentials));
        Assert.Equal(SignatureVerdict.Valid, VerifyCredentials(authorization, "other:s3cret", credentials));
        Assert.Equal(SignatureVerdict.Mismatch, VerifyCredentials(authorization, "other:s3cret"));
    }

    [Theory]
    [InlineData(null, SignatureVerdict.Missing)]
    [InlineData("", SignatureVerdict.Missing)]
    [InlineData("Basic Og==", SignatureVerdict.Malformed)] // A colon alone.
    [InlineData("Basic", SignatureVerdict.Malformed)]
    [InlineData("Basic ", SignatureVerdict.Malformed)]
    [InlineData("Bearer aG9vazpzM2NyZXQ=", SignatureVerdict.Malformed)]
    [InlineData("aG9vazpzM2NyZXQ=", SignatureVerdict.Malformed)]
    [InlineData("Basic hook:s3cret", SignatureVerdict.Malformed)]
    [InlineData("Basic aG9vazpzM2NyZXQ", SignatureVerdict.Malformed)] // Without its padding.
    [InlineData("Basic aG9vazpzM2NyZXR=", SignatureVerdict.Malformed)] // A bit that stands for nothing.
    [InlineData("Basic aG9v azpzM2NyZXQ=", SignatureVerdict.Malformed)]
    [InlineData("Basic aG9vazpzM2NyZXQ=,Basic aG9vazpzM2NyZXQ=", SignatureVerdict.Malformed)] // Two headers.
    [InlineData("Basic OnMzY3JldA==", SignatureVerdict.Malformed)] // :s3cret
    [InlineData("Basic aG9vazo=", SignatureVerdict.Malformed)] // hook:
    [InlineData("Basic aG9va3MzY3JldA==", SignatureVerdict.Malformed)] // hooks3cret
    [InlineData("Basic aPb2azpwOnc=", SignatureVerdict.Malformed)] // höök:p:w in Latin-1
    [InlineData("Basic aG9vazpzM2NyZXQx", SignatureVerdict.Mismatch)] // hook:s3cret1
    [InlineData("Basic aG9vazpzM2NyZQ==", SignatureVerdict.Mismatch)] // hook:s3cre
    [InlineData("Basic SE9PSzpzM2NyZXQ=", SignatureVerdict.Mismatch)] // HOOK:s3cret
    public void What_cannot_be_right_is_told_apart_from_what_is_wrong(string? authorization, SignatureVerdict verdict) =>
        Assert.Equal(verdict, VerifyCredentials(authorization, "hook:s3cret"));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Basic Og==")]
    [InlineData("Basic aG9vazpzM2NyZXQ=")]
    public void Where_no_secret_is_configured_nothing_passes(string? authorization)
    {
        var secret = Configured();

        Assert.Equal(SignatureVerdict.Missing, VerifyCredentials(authorization));
        Assert.False(secret.IsConfigured(null));
        Assert.Equal(SignatureVerdict.Missing, Verify(secret, null, authorization: authorization, header: authorization));
    }

    [Theory]
    [InlineData(Secret, SignatureVerdict.Valid)]
    [InlineData(null, SignatureVerdict.Missing)]
    [InlineData("", SignatureVerdict.Missing)]
    [InlineData("u9Wc2RkXz7Qm4Lp", SignatureVerdict.Mismatch)]
    [InlineData("u9Wc2RkXz7Qm4Lp12", SignatureVerdict.Mismatch)]
    [InlineData("U9Wc2RkXz7Qm4Lp1", SignatureVerdict.Mismatch)]
    [InlineData(Secret + "," + Secret, SignatureVerdict.Mismatch)]
    public void A_header_is_believed_for_its_whole_value(string? value, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(Configured(("HeaderSecrets:0", "the one before it"), ("HeaderSecrets:1", Secret)), null, header: value));

    [Fact]
    public void Either_proof_is_enough_and_what_was_not_configured_is_none()
    {
        var both = Configured(("Credentials:0", Credentials), ("HeaderSecrets:0", Secret));
        var headerOnly = Configured(("HeaderSecrets:0", Secret));

        Assert.Equal(SignatureVerdict.Valid, Verify(both, null, authorization: Basic(Credentials)));
        Assert.Equal(SignatureVerdict.Valid, Verify(both, null, header: Secret));
        Assert.Equal(SignatureVerdict.Valid, Verify(both, null, authorization: "Bearer of the proxy", header: Secret));
        Assert.Equal(SignatureVerdict.Missing, Verify(both, null));
        Assert.Equal(SignatureVerdict.Malformed, Verify(both, null, authorization: "Bearer of the proxy"));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(both, null, header: "another"));
        Assert.Equal(SignatureVerdict.Missing, Verify(headerOnly, null, authorization: Basic(Credentials)));
    }

    [Fact]
    public void A_secret_is_believed_for_its_account_alone()
    {
        var secret = Configured(
            ("Credentials:0", Credentials), ("Accounts:acme:HeaderSecrets:0", Secret), ("Accounts:b:Credentials:0", "b:" + Secret));

        Assert.True(secret.IsConfigured(null));
        Assert.True(secret.IsConfigured("acme"));
        Assert.True(secret.IsConfigured("b"));
        Assert.False(secret.IsConfigured("ACME"));
        Assert.Equal(SignatureVerdict.Valid, Verify(secret, "acme", header: Secret));
        Assert.Equal(SignatureVerdict.Valid, Verify(secret, "b", authorization: Basic("b:" + Secret)));
        Assert.Equal(SignatureVerdict.Missing, Verify(secret, null, header: Secret));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(secret, "b", authorization: Basic(Credentials)));
        Assert.Equal(SignatureVerdict.Missing, Verify(secret, "acme", authorization: Basic(Credentials)));
        Assert.Equal(SignatureVerdict.Missing, Verify(secret, "nobody", authorization: Basic(Credentials), header: Secret));
    }

    [Fact]
    public void The_headers_name_is_a_setting()
    {
        var named = Configured(("HeaderName", "x-hook"), ("HeaderSecrets:0", Secret));
        var bearer = Configured(("HeaderName", "authorization"), ("HeaderSecrets:0", "Bearer " + Secret));

        Assert.Equal(["Authorization", "X-Webhook-Secret"], Configured().Headers);
        Assert.Equal(["Authorization", "x-hook"], named.Headers);
        Assert.Equal(["Authorization"], bearer.Headers);
        Assert.Equal(SignatureVerdict.Valid, Verify(named, null, header: Secret, headerName: "X-Hook"));
        Assert.Equal(SignatureVerdict.Missing, Verify(named, null, header: Secret));
        Assert.Equal(SignatureVerdict.Valid, Verify(bearer, null, authorization: "Bearer " + Secret));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(bearer, null, authorization: Secret));
    }

    [Theory]
    [InlineData("Credentials:0", "")]
    [InlineData("Credentials:0", "hook")]
    [InlineData("Credentials:0", "hook7f3b0d5e9a1c4862")]
    [InlineData("Credentials:0", ":7f3b0d5e9a1c4862")]
    [InlineData("Credentials:0", "hook:7f3b0d5e9a1c486")]
    [InlineData("Credentials:0", " hook:7f3b0d5e9a1c4862")]
    [InlineData("Credentials:0", "hook:7f3b0d5e9a1c4862\n")]
    [InlineData("HeaderSecrets:0", "")]
    [InlineData("HeaderSecrets:0", "u9Wc2RkXz7Qm4Lp")]
    [InlineData("HeaderSecrets:0", "u9Wc2RkXz7Qm4Lp1 ")]
    [InlineData("HeaderSecrets:0", "u9Wc2RkXz7\tm4Lp1")]
    [InlineData("HeaderSecrets:0", "ü9Wc2RkXz7Qm4Lp1")]
    [InlineData("HeaderName", "")]
    [InlineData("HeaderName", "X Hook")]
    [InlineData("HeaderName", "X-Hook:")]
    [InlineData("Accounts:acme", "")]
    public void A_setting_that_cannot_be_right_stops_the_start_with_a_sentence_that_names_it(string key, string value)
    {
        string[] keys = key.StartsWith("Cred", StringComparison.Ordinal) || key.StartsWith("HeaderS", StringComparison.Ordinal)
            ? [key, "Accounts:acme:" + key]
            : [key];
        foreach (var setting in keys)
        {
            using var services = Services((setting, value));
            var refusal = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate).Message;
            Assert.StartsWith($"{Section}:{setting} must ", refusal, StringComparison.Ordinal);
            if (value.Trim().Length > 0)
                Assert.DoesNotContain(value.Trim(), refusal, StringComparison.Ordinal);
        }
    }

    static SignatureVerdict VerifyCredentials(string? authorization, params string[] credentials) => SharedSecret.VerifyCredentials(
        authorization, [.. credentials.Select(c => SharedSecret.Hash(Encoding.UTF8.GetBytes(c)))]);

    static SignatureVerdict Verify(
        SharedSecret secret, string? account, string? authorization = null, string? header = null, string headerName = "X-Webhook-Secret")
    {
        (string Name, string? Value)[] headers = [("Authorization", authorization), (headerName, header)];
        var request = Requests.Post(
            "https://h.example/webhooks/any", "application/json", [],
            [.. headers.Where(h => h.Value is not null).Select(h => (h.Name, h.Value!))]);
        var verification = secret.Verify(request, account);
        Assert.Null(verification.Detail);
        return verification.Verdict;
    }

    static string Basic(string credentials) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials));

    static SharedSecret Configured(params (string Key, string Value)[] settings)
    {
        var services = Services(settings);
        services.GetRequiredService<IStartupValidator>().Validate();
        return new SharedSecret(services.GetRequiredService<IOptionsMonitor<SharedSecretOptions>>(), Section);
    }

    static ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"{Section}:{s.Key}", (string?)s.Value)))
            .Build();
        return new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSharedSecret(Section).BuildServiceProvider();
    }
}
