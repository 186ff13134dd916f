using System.Text;
using Tracking.Providers;
using Tracking.Providers.Resend;
using Xunit;

namespace Tracking.Unit.Providers.Resend;

public sealed class ResendSignatureTests
{
    const string Secret = "whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY";
    const string Next = "whsec_bmV4dCBuZXh0IG5leHQgbmV4dCBuZXh0IG5leHQ=";
    const string Id = "msg_2pQx7vTn3Zk9Wc4Lb8Rd1Yh6Fs0";
    const string Id3 = "msg_2pQx7vTn3Zk9Wc4Lb8Rd1Yh6Fs1";
    const string Timestamp = "1795229640";
    const string Retried = "1795229700";

    const string Body1 =
        """{"type":"email.delivered","created_at":"2026-11-21T02:54:00.000Z","data":{"email_id":"8f0c2d14-6a3b-4f3e-9d57-0f1e2d3c4b5a","to":["ana@example.org"]}}""";

    const string Body3 = """{"type":"email.opened","data":{"subject":"café ✓"}}""";

    const string S1 = "v1,wQm4Yym7ZEosdLPChaE8wlLevVfa2qq4zhxfV6qqpSQ=";
    const string S2 = "v1,zGTUhcRCT1AwSg/ckXTDZGTNxhUe4KUiV4zgQm0je1I=";
    const string S3 = "v1,xDRZnmTO3XGYHnPW/vKoDVdgRBqmbuf4RG19pbaRzfM=";

    [Theory]
    [InlineData(Id, Timestamp, Body1, S1)]
    [InlineData(Id, Retried, Body1, S2)]
    [InlineData(Id3, Timestamp, Body3, S3)]
    // Of Svix's own tests.
    [InlineData("msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", """{"test": 2432232314}""",
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    public void The_vectors_verify_and_are_what_we_compute(string id, string timestamp, string body, string signature, string secret = Secret)
    {
        Assert.Equal(signature, ResendSignature.Compute(id, timestamp, Encoding.UTF8.GetBytes(body), secret));
        Assert.Equal(SignatureVerdict.Valid, Verify(id, timestamp, signature, body, long.Parse(timestamp) + 10, [secret]));
    }

    [Fact]
    public void Any_signature_of_a_header_may_be_the_right_one_and_other_versions_are_passed_over()
    {
        Assert.Equal(SignatureVerdict.Valid, Verify(Id, Timestamp, $"v1a,AAAA v1,AAAA {S1}"));
        Assert.Equal(SignatureVerdict.Valid, Verify(Id, Timestamp, $"{S1} {S3}"));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Id, Timestamp, $"{S2} {S3}"));
        Assert.Equal(SignatureVerdict.Malformed, Verify(Id, Timestamp, S1.Replace("v1", "v1a", StringComparison.Ordinal)));
        Assert.Equal(SignatureVerdict.Malformed, Verify(Id, Timestamp, S1.Replace("v1", "V1", StringComparison.Ordinal)));
        Assert.Equal(SignatureVerdict.Malformed, Verify(Id, Timestamp, S1.Replace("v1,", "v1=", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_was_signed_otherwise_is_refused()
    {
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Id, Retried, S1));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Id3, Timestamp, S1));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Id, Timestamp, S1, Body1 + " "));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Id, Timestamp, S1, ""));
        // A secret that is used as it is written, and not as what its Base64 stands for.
        var text = Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(
            Id, Timestamp, ResendSignature.Compute(Id, Timestamp, Encoding.UTF8.GetBytes(Body1), "whsec_" + text)));
    }

    [Theory]
    [InlineData(null, Timestamp, S1, SignatureVerdict.Missing)]
    [InlineData(Id, null, S1, SignatureVerdict.Missing)]
    [InlineData(Id, Timestamp, null, SignatureVerdict.Missing)]
    [InlineData("", Timestamp, S1, SignatureVerdict.Missing)]
    [InlineData(Id, "", S1, SignatureVerdict.Missing)]
    [InlineData(Id, Timestamp, "", SignatureVerdict.Missing)]
    [InlineData(Id, Timestamp, "wQm4Yym7ZEosdLPChaE8wlLevVfa2qq4zhxfV6qqpSQ=", SignatureVerdict.Malformed)]
    [InlineData(Id, Timestamp, "v1,", SignatureVerdict.Malformed)]
    [InlineData(Id, Timestamp, " ", SignatureVerdict.Malformed)]
    [InlineData(Id, Timestamp, "v1,wQm4Yym7ZEosdLPChaE8wlLevVfa2qq4zhxfV6qqpSQ", SignatureVerdict.Malformed)]
    [InlineData(Id, Timestamp, "v1,*Qm4Yym7ZEosdLPChaE8wlLevVfa2qq4zhxfV6qqpSQ=", SignatureVerdict.Malformed)]
    [InlineData(Id, "-1", S1, SignatureVerdict.Malformed)]
    [InlineData(Id, "1795229640.0", S1, SignatureVerdict.Malformed)]
    [InlineData(Id, "99999999999999999999", S1, SignatureVerdict.Malformed)]
    public void A_signature_that_cannot_be_right_is_told_apart_from_a_wrong_one(
        string? id, string? timestamp, string? signature, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(id, timestamp, signature));

    [Theory]
    [InlineData(300, SignatureVerdict.Valid)]
    [InlineData(301, SignatureVerdict.Stale)]
    [InlineData(-300, SignatureVerdict.Valid)]
    [InlineData(-301, SignatureVerdict.Stale)]
    public void The_window_is_five_minutes_both_ways(int age, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(Id, Timestamp, S1, now: 1795229640 + age));

    [Fact]
    public void The_two_families_of_headers_are_never_mixed()
    {
        (string, string)[] svix = [("svix-id", Id), ("svix-timestamp", Timestamp), ("svix-signature", S1)];
        (string, string)[] standard = [("webhook-id", Id), ("webhook-timestamp", Timestamp), ("webhook-signature", S1)];

        Assert.Equal(SignatureVerdict.Valid, Verify(svix));
        Assert.Equal(SignatureVerdict.Valid, Verify(standard));
        Assert.Equal(SignatureVerdict.Valid, Verify([.. svix, ("webhook-signature", S2)]));
        Assert.Equal(SignatureVerdict.Missing, Verify([svix[0], standard[1], standard[2]]));
        Assert.Equal(SignatureVerdict.Missing, Verify([.. standard, ("svix-id", Id)]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify([.. standard, svix[0], svix[1], ("svix-signature", S2)]));
    }

    [Fact]
    public void Any_of_several_secrets_may_have_signed_and_none_is_not_any()
    {
        Assert.Equal(SignatureVerdict.Valid, Verify(Id, Timestamp, S1, secrets: [Next, Secret]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Id, Timestamp, S1, secrets: [Next]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Id, Timestamp, S1, secrets: []));
    }

    [Theory]
    [InlineData("")]
    [InlineData("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY")]
    [InlineData("whsec_")]
    [InlineData("whsec_====")]
    [InlineData("whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhc")]
    [InlineData("WHSEC_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY")]
    [InlineData(" whsec_AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcY")]
    public void A_secret_that_is_none_stops_the_start(string secret)
    {
        Assert.Contains(
            "Providers:Resend:SigningSecrets:0", Configured.Refusal(("Providers:Resend:SigningSecrets:0", secret)), StringComparison.Ordinal);
        Assert.Contains(
            "Providers:Resend:Accounts:acme:SigningSecrets:0",
            Configured.Refusal(("Providers:Resend:Accounts:acme:SigningSecrets:0", secret)), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_account_has_its_own_secrets()
    {
        var provider = Configured.Provider(
            "resend", ("Providers:Resend:SigningSecrets:0", Secret), ("Providers:Resend:Accounts:acme:SigningSecrets:0", Next));

        Assert.True(provider.IsConfigured(null));
        Assert.True(provider.IsConfigured("acme"));
        Assert.False(provider.IsConfigured("ACME"));
        Assert.False(Configured.Provider("resend").IsConfigured(null));
        Assert.Contains(
            "Providers:Resend:Accounts:acme:SigningSecrets", Configured.Refusal(("Providers:Resend:Accounts:acme", "")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("31.00:00:00")]
    public void A_largest_age_out_of_range_stops_the_start(string age) =>
        Assert.Contains("Providers:Resend:MaxAge", Configured.Refusal(("Providers:Resend:MaxAge", age)), StringComparison.Ordinal);

    static SignatureVerdict Verify(
        string? id, string? timestamp, string? signature, string body = Body1, long now = 1795229650, string[]? secrets = null)
    {
        (string Name, string? Value)[] headers = [("svix-id", id), ("svix-timestamp", timestamp), ("svix-signature", signature)];
        return Verify([.. headers.Where(h => h.Value is not null).Select(h => (h.Name, h.Value!))], body, now, secrets);
    }

    static SignatureVerdict Verify((string, string)[] headers, string body = Body1, long now = 1795229650, string[]? secrets = null) =>
        ResendSignature.Verify(
            Requests.Post("https://h.example/webhooks/resend", "application/json", Encoding.UTF8.GetBytes(body), headers) with
            { ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(now) },
            [.. (secrets ?? [Secret]).Select(secret => ResendSignature.TryReadSecret(secret)!)], TimeSpan.FromMinutes(5));
}
