using System.Text;
using Tracking.Providers;
using Tracking.Providers.Vonage;
using Xunit;

namespace Tracking.Unit.Providers.Vonage;

public sealed class VonageSmsSignatureTests
{
    const string Secret = "u3Lr8Qm1Zs5Xv7Tn2Kd9Wp4Yb6Hc0Fg5";

    const string Form =
        "msisdn=447700900123&to=Acme&network-code=23410&messageId=0C0000012AB34CD5&price=0.03330000&status=delivered&scts=2611210254"
        + "&err-code=0&api-key=a1b2c3d4&message-timestamp=2026-11-21+02%3A54%3A00&timestamp=1795229640&nonce=6f1d0c2b-1a3e-4b58";

    const string Json =
        """{"msisdn":"447700900123","to":"Acme","network-code":"23410","messageId":"0C0000012AB34CD5","price":"0.03330000","status":"delivered","scts":"2611210254","err-code":"0","api-key":"a1b2c3d4","message-timestamp":"2026-11-21 02:54:00","timestamp":1795229640,"nonce":"6f1d0c2b-1a3e-4b58","sig":""";

    const string V2 = "d556092f45e8fa266648f5332a93b14df2f5688837d3a62bd4b585e2e56292db";
    const string V3 = "42c2cdf65138f1eff1bd40603fa1d8e0";

    [Theory]
    [InlineData("sha256", V2)]
    [InlineData("md5hash", V3)]
    public void The_vectors_verify_however_they_are_sent_and_are_what_we_compute(string method, string signature)
    {
        var parameters = Form.Split('&').Select(p => p.Split('=')).ToDictionary(
            p => p[0], p => Uri.UnescapeDataString(p[1].Replace('+', ' ')), StringComparer.Ordinal);

        Assert.Equal(signature, VonageSmsSignature.Compute(parameters, method, Secret));
        Assert.Equal(SignatureVerdict.Valid, Get($"{Form}&sig={signature}", method));
        Assert.Equal(SignatureVerdict.Valid, Get($"sig={signature}&{Form}#fragment", method));
        Assert.Equal(SignatureVerdict.Valid, Post($"{Form}&sig={signature}", method));
        Assert.Equal(SignatureVerdict.Valid, Post($"{Json}\"{signature}\"}}", method, "application/json"));
    }

    [Theory]
    [InlineData("md5")]
    [InlineData("sha1")]
    [InlineData("sha256")]
    [InlineData("sha512")]
    [InlineData("md5hash")]
    public void Each_method_verifies_what_it_signs_and_no_other_does(string method)
    {
        KeyValuePair<string, string>[] parameters = [KeyValuePair.Create("timestamp", "1795229640"), KeyValuePair.Create("client-ref", "a&b=c")];
        var signed = $"timestamp=1795229640&client-ref=a%26b%3Dc&sig={VonageSmsSignature.Compute(parameters, method, Secret)}";

        Assert.Equal(SignatureVerdict.Valid, Post(signed, method));
        Assert.All(VonageSmsSignature.Methods.Append("").Append("sha384").Except([method]), other => Assert.Equal(SignatureVerdict.Mismatch, Post(signed, other)));
    }

    [Fact]
    public void What_was_signed_otherwise_is_refused()
    {
        var signed = $"{Form}&sig={V2}";

        Assert.Equal(SignatureVerdict.Mismatch, Get(signed, "md5hash"));
        Assert.Equal(SignatureVerdict.Mismatch, Get(signed, "md5"));
        Assert.Equal(SignatureVerdict.Mismatch, Get(signed.Replace("delivered", "failed", StringComparison.Ordinal)));
        Assert.Equal(SignatureVerdict.Mismatch, Get(signed + "&more=x"));
        Assert.Equal(SignatureVerdict.Mismatch, Get(signed.Replace("&scts=2611210254", "", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_parameter_cannot_be_hidden_in_the_name_of_another()
    {
        // The text that is signed stays the same: "&api-key=a1b2c3d4&err-code=0&…".
        var hidden = Form.Replace("&err-code=0&api-key=a1b2c3d4", "&api-key%3Da1b2c3d4%26err-code=0", StringComparison.Ordinal);

        Assert.Equal(SignatureVerdict.Malformed, Get($"{hidden}&sig={V2}"));
        Assert.Equal(SignatureVerdict.Malformed, Post($"{Form}&a%3Db=c&sig={V2}"));
    }

    [Theory]
    [InlineData(Form, SignatureVerdict.Missing)]
    [InlineData(Form + "&sig=", SignatureVerdict.Missing)]
    [InlineData("", SignatureVerdict.Missing)]
    [InlineData(Form + "&sig=zz", SignatureVerdict.Malformed)]
    [InlineData(Form + "&sig=abc", SignatureVerdict.Malformed)]
    [InlineData(Form + "&sig=abcd", SignatureVerdict.Mismatch)]
    [InlineData("status=delivered&sig=" + V2, SignatureVerdict.Malformed)]
    [InlineData("timestamp=x&sig=" + V2, SignatureVerdict.Malformed)]
    [InlineData("timestamp=-1&sig=" + V2, SignatureVerdict.Malformed)]
    [InlineData(Form + "&sig=" + V2 + "&sig=" + V2, SignatureVerdict.Unreadable)]
    [InlineData(Form + "&status=failed&sig=" + V2, SignatureVerdict.Unreadable)]
    public void A_signature_that_cannot_be_right_is_told_apart_from_a_wrong_one(string parameters, SignatureVerdict verdict)
    {
        Assert.Equal(verdict, Get(parameters));
        Assert.Equal(verdict, Post(parameters));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData(Form + "&sig=" + V2)]
    [InlineData("""{"sig":{}}""")]
    [InlineData("""{"a":true}""")]
    [InlineData("""{"a":"x","a":"y"}""")]
    public void JSON_that_is_none_or_holds_more_than_text_cannot_be_read(string body) =>
        Assert.Equal(SignatureVerdict.Unreadable, Post(body, mediaType: "application/json"));

    [Fact]
    public void What_stands_in_the_other_place_is_not_looked_at()
    {
        Assert.Equal(SignatureVerdict.Missing, Post("", url: $"https://h.example/webhooks/vonage/sms?{Form}&sig={V2}"));
        Assert.Equal(SignatureVerdict.Valid, Post($"{Form}&sig={V2}", url: "https://h.example/webhooks/vonage/sms?status=failed"));
    }

    [Theory]
    [InlineData(86_400, SignatureVerdict.Valid)]
    [InlineData(86_401, SignatureVerdict.Stale)]
    [InlineData(-300, SignatureVerdict.Valid)]
    [InlineData(-301, SignatureVerdict.Stale)]
    public void A_repetition_of_a_day_is_believed_and_an_older_one_is_not(int age, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Get($"{Form}&sig={V2}", now: 1795229640 + age));

    [Theory]
    [InlineData("sha256", V2)]
    [InlineData("md5hash", V3)]
    public void Either_of_two_secrets_may_have_signed_and_none_is_not_any(string method, string signature)
    {
        var signed = $"{Form}&sig={signature}";

        Assert.Equal(SignatureVerdict.Valid, Get(signed, method, secrets: ["the next one", Secret]));
        Assert.Equal(SignatureVerdict.Mismatch, Get(signed, method, secrets: ["the next one"]));
        Assert.Equal(SignatureVerdict.Mismatch, Get(signed, method, secrets: []));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("MD5")]
    [InlineData("sha384")]
    public void A_method_is_required_and_stops_the_start_where_it_is_none(string? method)
    {
        foreach (var account in new[] { "", "Accounts:acme:" })
        {
            (string, string)[] settings = [($"Providers:VonageSms:{account}SignatureSecrets:0", Secret)];
            Assert.Contains(
                $"Providers:VonageSms:{account}SignatureMethod",
                Configured.Refusal(method is null ? settings : [.. settings, ($"Providers:VonageSms:{account}SignatureMethod", method)]),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Each_account_has_its_own_secrets_and_its_own_method()
    {
        var provider = Configured.Provider(
            "vonage-sms", ("Providers:VonageSms:SignatureSecrets:0", Secret), ("Providers:VonageSms:SignatureMethod", "sha256"),
            ("Providers:VonageSms:Accounts:acme:SignatureSecrets:0", Secret), ("Providers:VonageSms:Accounts:acme:SignatureMethod", "md5hash"));
        var request = Requests.Get($"https://h.example/webhooks/vonage/sms?{Form}&sig={V3}");

        Assert.True(provider.IsConfigured(null));
        Assert.False(provider.IsConfigured("ACME"));
        Assert.False(Configured.Provider("vonage-sms").IsConfigured(null));
        Assert.Equal(SignatureVerdict.Mismatch, (await provider.VerifyAsync(request, null, TestContext.Current.CancellationToken)).Verdict);
        Assert.Equal(SignatureVerdict.Valid, (await provider.VerifyAsync(request, "acme", TestContext.Current.CancellationToken)).Verdict);
        Assert.Contains(
            "Providers:VonageSms:Accounts:acme:SignatureSecrets", Configured.Refusal(("Providers:VonageSms:Accounts:acme", "")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("31.00:00:00")]
    public void A_largest_age_out_of_range_stops_the_start(string age) =>
        Assert.Contains("Providers:VonageSms:MaxAge", Configured.Refusal(("Providers:VonageSms:MaxAge", age)), StringComparison.Ordinal);

    static SignatureVerdict Get(string query, string method = "sha256", long now = 1795229650, string[]? secrets = null) =>
        Verify(Requests.Get("https://h.example/webhooks/vonage/sms?" + query), method, now, secrets);

    static SignatureVerdict Post(
        string body, string method = "sha256", string mediaType = "application/x-www-form-urlencoded", string url = "https://h.example/webhooks/vonage/sms") =>
        Verify(Requests.Post(url, mediaType, Encoding.UTF8.GetBytes(body)), method, 1795229650, null);

    static SignatureVerdict Verify(CallbackRequest request, string method, long now, string[]? secrets) =>
        VonageSmsSignature.Verify(
            request with { ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(now) }, [.. (secrets ?? [Secret]).Select(Encoding.UTF8.GetBytes)],
            method, TimeSpan.FromDays(1)).Verdict;
}
