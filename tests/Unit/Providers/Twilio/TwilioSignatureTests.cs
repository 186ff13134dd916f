using System.Text;
using Tracking.Providers;
using Tracking.Providers.Twilio;
using Xunit;

namespace Tracking.Unit.Providers.Twilio;

/// <summary>The vectors were accepted by Twilio's own validator.</summary>
public sealed class TwilioSignatureTests
{
    const string Token = "8d1f6b3c2a9e4f70b5c6d7e8f9a0b1c2";
    const string Url1 = "https://hooks.example.net/cb/twilio/t-7";
    const string Url2 = "https://hooks.example.net:8443/cb/twilio?tenant=acme&ref=o%2F42";
    const string Url3 = "https://hooks.example.net/cb/twilio";
    const string Url4 = Url3 + "?bodySHA256=db518330ef598feb17723e827333e5b7fc80fb1f5dbadf4561a8d9e5f5dbe5e1";

    const string Body1 =
        "AccountSid=AC0f3e2d1c0b9a8f7e6d5c4b3a29181706&ApiVersion=2010-04-01&From=%2B15005550006" +
        "&MessageSid=SM5b0f6a1e2d3c4b5a69788796a5b4c3d2&MessageStatus=delivered&RawDlrDoneDate=2611210254" +
        "&SmsSid=SM5b0f6a1e2d3c4b5a69788796a5b4c3d2&SmsStatus=delivered&To=%2B31612345678";

    const string Body2 =
        "MessageSid=SM00aa11bb22cc33dd44ee55ff66007788&MessageStatus=undelivered&ErrorCode=30006&To=%2B14155550123";

    const string Body3 =
        "MessageSid=MM99887766554433221100ffeeddccbbaa&MessageStatus=failed&ErrorCode=63024" +
        "&ChannelStatusMessage=+r%C3%A9f+caf%C3%A9++&ErrorMessage=&Tag=b&Tag=a&Tag=a&messageid=x";

    const string Body4 = """{"MessageSid":"SM5b0f6a1e2d3c4b5a69788796a5b4c3d2","MessageStatus":"read"}""";
    const string Signature1 = "GsMSOIAmQWL8Eu16kIRhpU/KIec=";

    [Theory]
    [InlineData(Url1, Body1, Signature1)]
    [InlineData(Url2, Body2, "VeZB906qS9qoCo4ReGloCYCeVD4=")]
    [InlineData(Url3, Body3, "uf+Ujli5svHSPKipsd9TtqFJI4A=")]
    [InlineData(Url4, Body4, "Nw2OIZg0wVLGF1+tZ7JMoH9IrOI=")]
    public void Twilios_own_vectors_verify_and_are_what_we_compute(string url, string body, string signature)
    {
        Assert.Equal(SignatureVerdict.Valid, Verify(url, body, signature));
        Assert.Equal(signature, TwilioSignature.Compute(url, Encoding.UTF8.GetBytes(body), Token));
    }

    // Twilio's published example: https://www.twilio.com/docs/usage/security#validating-requests
    [Fact]
    public void The_documented_example_verifies()
    {
        var body = "CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212";

        var signature = TwilioSignature.Compute(
            "https://mycompany.com/myapp.php?foo=1&bar=2", Encoding.UTF8.GetBytes(body), "12345");

        Assert.Equal("RSOYDt4T1cUTdK1PDd93/VVr8B8=", signature);
    }

    [Fact]
    public void A_default_port_may_be_signed_or_left_out() =>
        Assert.Equal(SignatureVerdict.Valid, Verify(Url1, Body1, "o5kFlImlMD/rMa5m3gvkazZnxww="));

    [Theory]
    [InlineData("https://h.example/a", "https://h.example:443/a")]
    [InlineData("https://h.example:443/a", "https://h.example/a")]
    [InlineData("https://h.example:8443?a=b", "https://h.example?a=b")]
    [InlineData("http://h.example/a:1", "http://h.example:80/a:1")]
    [InlineData("https://[::1]/a", "https://[::1]:443/a")]
    [InlineData("https://[::1]:9/a", "https://[::1]/a")]
    [InlineData("https://h.example", "https://h.example:443")]
    [InlineData("https://user:pass@h.example/a#rc=5&rp=all", "https://h.example/a")]
    public void Each_form_of_the_url_that_twilio_may_sign_is_accepted(string ours, string theirs) =>
        Assert.Equal(SignatureVerdict.Valid, Verify(ours, Body1, TwilioSignature.Compute(theirs, Bytes(Body1), Token)));

    [Theory]
    [InlineData("https://h.example/a", "https://h.example:8443/a")]
    [InlineData("https://h.example:8443/a", "https://h.example:443/a")]
    [InlineData("https://h.example/a", "https://h.example/a/")]
    [InlineData("https://h.example/a%2Fb", "https://h.example/a%2fb")]
    [InlineData("https://h.example/a?b=c", "https://h.example/a")]
    [InlineData("https://h.example/a", "http://h.example/a")]
    public void Any_other_url_is_refused(string ours, string theirs) =>
        Assert.Equal(SignatureVerdict.Mismatch, Verify(ours, Body1, TwilioSignature.Compute(theirs, Bytes(Body1), Token)));

    [Theory]
    [InlineData(Url1, Body1, "o9UCyZefozsSz4n2wJXwAr6/PPk=")] // Signed with http.
    [InlineData(Url3, Body3, "BEUgtM4LJEjeJjqLWn0gfSo2XT4=")] // Duplicates joined by a comma.
    [InlineData(Url3, Body4, "Nw2OIZg0wVLGF1+tZ7JMoH9IrOI=")] // Without the digest of its body.
    [InlineData(Url4, Body4 + " ", "Nw2OIZg0wVLGF1+tZ7JMoH9IrOI=")]
    [InlineData(Url1, Body1 + "&Extra=", Signature1)]
    [InlineData(Url1, Body1, "hsMSOIAmQWL8Eu16kIRhpU/KIec=")]
    public void What_was_signed_otherwise_is_refused(string url, string body, string signature) =>
        Assert.Equal(SignatureVerdict.Mismatch, Verify(url, body, signature));

    [Theory]
    [InlineData(null, SignatureVerdict.Missing)]
    [InlineData("", SignatureVerdict.Missing)]
    [InlineData(" ", SignatureVerdict.Malformed)]
    [InlineData("GsMSOIAmQWL8Eu16kIRhpU/KIec", SignatureVerdict.Malformed)]
    [InlineData(Signature1 + "," + Signature1, SignatureVerdict.Malformed)]
    [InlineData("*sMSOIAmQWL8Eu16kIRhpU/KIec=", SignatureVerdict.Malformed)]
    [InlineData("ésMSOIAmQWL8Eu16kIRhpU/KIec=", SignatureVerdict.Malformed)]
    [InlineData("gsmsoiamqwl8eu16kirhpu/kiec=", SignatureVerdict.Mismatch)]
    public void A_signature_that_cannot_be_right_is_told_apart_from_a_wrong_one(string? signature, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(Url1, Body1, signature));

    [Theory]
    [InlineData("")]
    [InlineData("=")]
    [InlineData("db518330")]
    [InlineData("zb518330ef598feb17723e827333e5b7fc80fb1f5dbadf4561a8d9e5f5dbe5e1")]
    public void A_digest_that_is_none_is_refused_though_it_is_signed(string digest)
    {
        var url = Url3 + "?bodySHA256=" + digest;

        Assert.Equal(SignatureVerdict.Mismatch, Verify(url, Body4, TwilioSignature.Compute(url, Bytes(Body4), Token)));
    }

    [Fact]
    public void Any_of_several_tokens_may_have_signed()
    {
        byte[][] keys = [Bytes("the next one"), Bytes(Token)];

        Assert.Equal(SignatureVerdict.Valid, TwilioSignature.Verify(Url1, Bytes(Body1), Signature1, keys));
        Assert.Equal(SignatureVerdict.Mismatch, TwilioSignature.Verify(Url1, Bytes(Body1), Signature1, keys.AsSpan(0, 1)));
        Assert.Equal(SignatureVerdict.Mismatch, TwilioSignature.Verify(Url1, Bytes(Body1), Signature1, []));
    }

    [Fact]
    public void A_token_that_is_configured_twice_is_no_obstacle() =>
        Assert.Equal(SignatureVerdict.Valid, TwilioSignature.Verify(Url1, Bytes(Body1), Signature1, [Bytes(Token), Bytes(Token)]));

    [Theory]
    [InlineData("a=1&b=2", "&&b=2&&a=1&")]
    [InlineData("a=+%C3%A9%25", "%61=%20é%")]
    [InlineData("a=&b", "b=&a")]
    [InlineData("a=1&=x", "=x&a=1")]
    [InlineData("=x", "x")]
    public void A_form_is_signed_as_it_reads_not_as_it_is_written(string one, string other) =>
        Assert.Equal(
            TwilioSignature.Compute(Url1, Bytes(one), Token), TwilioSignature.Compute(Url1, Bytes(other), Token));

    [Fact]
    public void Even_the_largest_body_of_separators_is_decided()
    {
        var body = Bytes(string.Concat(Enumerable.Repeat("a&", 32 * 1024)));

        Assert.Equal(
            SignatureVerdict.Valid,
            TwilioSignature.Verify(Url1, body, TwilioSignature.Compute(Url1, body, Token), [Bytes(Token)]));
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static SignatureVerdict Verify(string url, string body, string? signature) =>
        TwilioSignature.Verify(url, Bytes(body), signature, [Bytes(Token)]);
}
