using System.Security.Cryptography;
using System.Text;
using Tracking.Providers;
using Tracking.Providers.SendGrid;
using Xunit;

namespace Tracking.Unit.Providers.SendGrid;

public sealed class SendGridOptionsTests
{
    const string Section = "Providers:SendGrid";

    [Fact]
    public void Without_a_key_the_provider_is_not_configured_but_still_reads()
    {
        var provider = Configured.Provider("sendgrid");
        var recorded = Fixture.Named("sendgrid", "unheard-of").Request(provider.Route);

        Assert.False(provider.IsConfigured(null));
        Assert.False(provider.IsConfigured("acme"));
        Assert.Single(provider.Read(recorded.Verified(provider)).Events);
    }

    [Fact]
    public async Task A_key_is_believed_on_its_own_accounts_url_and_on_no_other()
    {
        using var ours = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var theirs = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var provider = Configured.Provider(
            "sendgrid", ($"{Section}:PublicKeys:0", Text(ours)), ($"{Section}:Accounts:acme:PublicKeys:0", Text(theirs)));
        var body = "[]"u8.ToArray();
        var time = $"{Requests.Now.ToUnixTimeSeconds()}";
        var request = Requests.Post(
            SendGridRequests.Url, "application/json", body, (SendGridSignature.Header, SendGridSignature.Sign(time, body, theirs)),
            (SendGridSignature.TimestampHeader, time));

        Assert.Equal(SignatureVerdict.Valid, await VerdictAsync("acme"));
        Assert.Equal(SignatureVerdict.Mismatch, await VerdictAsync(null));
        Assert.Equal(SignatureVerdict.Mismatch, await VerdictAsync("ACME"));
        Assert.Equal((true, true, false), (provider.IsConfigured(null), provider.IsConfigured("acme"), provider.IsConfigured("ACME")));

        async Task<SignatureVerdict> VerdictAsync(string? account) =>
            (await provider.VerifyAsync(request, account, TestContext.Current.CancellationToken)).Verdict;
    }

    public static TheoryData<string> NoKeys()
    {
        using var p256 = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var rsa = RSA.Create(2048);
        var info = p256.ExportSubjectPublicKeyInfo();
        byte[] off = [.. info[..^1], (byte)(info[^1] ^ 1)];
        return
        [
            "", "  ", "key", " " + Text(p256), Text(p256) + "\n", Text(p256)[1..], Text(p384), p256.ExportSubjectPublicKeyInfoPem(),
            Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo()), Convert.ToBase64String(p256.ExportECPrivateKey()),
            Convert.ToBase64String(info.AsSpan(..^1)), Convert.ToBase64String([.. info, 0]), Convert.ToBase64String(off),
            Convert.ToBase64String(Encoding.ASCII.GetBytes(new string('x', 91))),
        ];
    }

    [Theory]
    [MemberData(nameof(NoKeys))]
    public void What_is_no_key_stops_the_start_with_a_sentence_that_names_its_setting(string text)
    {
        foreach (var account in new[] { "", "Accounts:acme:" })
        {
            var key = $"{Section}:{account}PublicKeys:1";
            using var good = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var refusal = Configured.Refusal((key[..^1] + "0", Text(good)), (key, text));

            Assert.Contains(key, refusal, StringComparison.Ordinal);
            Assert.DoesNotContain(":0", refusal, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void An_account_without_a_key_stops_the_start() =>
        Assert.Contains($"{Section}:Accounts:acme:PublicKeys", Configured.Refusal(($"{Section}:Accounts:acme", "")), StringComparison.Ordinal);

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("31.00:00:00")]
    public void A_largest_age_out_of_range_stops_the_start(string age) =>
        Assert.Contains($"{Section}:MaxAge", Configured.Refusal(($"{Section}:MaxAge", age)), StringComparison.Ordinal);

    static string Text(ECDsa key) => Convert.ToBase64String(key.ExportSubjectPublicKeyInfo());
}
