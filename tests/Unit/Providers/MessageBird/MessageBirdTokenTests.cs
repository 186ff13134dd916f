using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tracking.Providers;
using Tracking.Providers.MessageBird;
using Xunit;

namespace Tracking.Unit.Providers.MessageBird;

/// <summary>The vectors' generator reproduces the token in the SDK's own fixture byte for byte.</summary>
public sealed class MessageBirdTokenTests
{
    const string Key = "q7Zt0dXkV2mPaL9sYb4eRn6uHc1wGj8f";
    const string Url = "https://hooks.example.net/cb/messagebird";
    const string Query =
        "?id=2f1e0d9c8b7a46958473625140fedcba&reference=ord-7741&recipient=31612345678&status=delivered"
        + "&statusDatetime=2026-11-21T02%3A54%3A00%2B00%3A00";

    const string Body = """{"id":"2f1e0d9c8b7a46958473625140fedcba","reference":"ord-7741","status":"delivery_failed"}""";
    const string UrlHash1 = "243b540dd63055e0226aac1f9d6c1351f5a81261367ff60f3e8628dd24ea504a";

    const string Claims1 =
        "eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZiI6MTc5NTIyOTY0MCwiZXhwIjoxNzk1MjI5NzAwLCJqdGkiOiIwZDdjOWE1Mi0xZjM1LTRhNjMtOGYwZS01YjJkNmM3YThlOTEi"
        + "LCJ1cmxfaGFzaCI6IjI0M2I1NDBkZDYzMDU1ZTAyMjZhYWMxZjlkNmMxMzUxZjVhODEyNjEzNjdmZjYwZjNlODYyOGRkMjRlYTUwNGEifQ";

    const string M1 = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + Claims1 + ".4qGooQ1AESlgcxsoiHypTmgSLmSnbTZPINQtWp_R1Ss";

    const string M2 =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJNZXNzYWdlQmlyZCIsIm5iZiI6MTc5NTIyOTY0MCwiZXhwIjoxNzk1MjI5NzAwLCJqdGkiOiI3YjY0ZDFm"
        + "MC05NGMyLTRlMGItYTNiNS0yYzhmMWQ2ZTlhMDciLCJ1cmxfaGFzaCI6Ijg1M2E0MDk4OWZlYjc0N2YwNTIzMTVjM2RiNjU4NGU3ZWViYWI1ZDkzYWQ1MDhkN2YyYWJm"
        + "N2ZlM2E2Yjc4NWMiLCJwYXlsb2FkX2hhc2giOiI3ZThmMDM4NTFkN2Q0ZTZmN2RhNzEzMzIzN2NmMWU0MDMwY2E4ZDIyMDc2Y2Q1MmFjNGZjYjJkZmZiYmI1OTJmIn0"
        + ".47w-3SS2y3Yt6pyJ3La6Vpm12vP-AcfFJ0jsgep2gKY";

    const string M3 = "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + Claims1 + ".";

    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1795229650);

    [Fact]
    public void The_vectors_verify_and_are_what_we_make()
    {
        Assert.Equal(SignatureVerdict.Valid, Verify(M1, Url + Query));
        Assert.Equal(SignatureVerdict.Valid, Verify(M2, Url, Body));
        var notBefore = DateTimeOffset.FromUnixTimeSeconds(1795229640);
        Assert.Equal(M1, MessageBirdToken.Create(Url + Query, default, "0d7c9a52-1f35-4a63-8f0e-5b2d6c7a8e91", notBefore, Key));
        Assert.Equal(M2, MessageBirdToken.Create(Url, Encoding.UTF8.GetBytes(Body), "7b64d1f0-94c2-4e0b-a3b5-2c8f1d6e9a07", notBefore, Key));
    }

    [Theory]
    [InlineData("reference=ord-7741&recipient=31612345678", "recipient=31612345678&reference=ord-7741")]
    [InlineData("%3A", "%3a")]
    [InlineData("%2B", "+")]
    [InlineData("status=delivered", "status=sent")]
    [InlineData("https", "http")]
    [InlineData("net/", "net:443/")]
    public void Any_other_url_is_refused(string part, string instead) =>
        Assert.Equal(SignatureVerdict.Mismatch, Verify(M1, (Url + Query).Replace(part, instead, StringComparison.Ordinal)));

    [Fact]
    public void The_hash_of_a_body_is_required_where_there_is_one_and_forbidden_where_there_is_none()
    {
        Assert.Equal(SignatureVerdict.Mismatch, Verify(M2, Url));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(M2, Url, Body + " "));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(M1, Url + Query, Body));
    }

    [Theory]
    [InlineData(1795229640, SignatureVerdict.Valid)]
    [InlineData(1795229700, SignatureVerdict.Valid)]
    [InlineData(1795229580, SignatureVerdict.Valid)]
    [InlineData(1795229760, SignatureVerdict.Valid)]
    [InlineData(1795229579, SignatureVerdict.Stale)]
    [InlineData(1795229761, SignatureVerdict.Stale)]
    [InlineData(1795229800, SignatureVerdict.Stale)]
    public void A_token_counts_for_its_minute_and_what_the_clocks_may_differ(long now, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(M1, Url + Query, now: DateTimeOffset.FromUnixTimeSeconds(now)));

    [Fact]
    public void Without_tolerance_the_minute_is_exact()
    {
        Assert.Equal(SignatureVerdict.Valid, Verify(M1, Url + Query, now: DateTimeOffset.FromUnixTimeSeconds(1795229700), skew: 0));
        Assert.Equal(SignatureVerdict.Stale, Verify(M1, Url + Query, now: DateTimeOffset.FromUnixTimeSeconds(1795229701), skew: 0));
        Assert.Equal(SignatureVerdict.Stale, Verify(M1, Url + Query, now: DateTimeOffset.FromUnixTimeSeconds(1795229639), skew: 0));
    }

    [Theory]
    [InlineData("HS256", SignatureVerdict.Valid)]
    [InlineData("HS384", SignatureVerdict.Valid)]
    [InlineData("HS512", SignatureVerdict.Valid)]
    [InlineData("none", SignatureVerdict.Malformed)]
    [InlineData("hs256", SignatureVerdict.Malformed)]
    [InlineData("RS256", SignatureVerdict.Malformed)]
    [InlineData("", SignatureVerdict.Malformed)]
    public void The_algorithm_is_one_of_ours_and_not_the_tokens_to_choose(string algorithm, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(Token(Claims(), $$"""{"alg":"{{algorithm}}","typ":"JWT"}"""), Url + Query));

    [Fact]
    public void A_token_that_nobody_signed_is_refused()
    {
        Assert.Equal(SignatureVerdict.Malformed, Verify(M3, Url + Query));
        Assert.Equal(SignatureVerdict.Malformed, Verify(M3 + "AAAA", Url + Query));
    }

    [Theory]
    [InlineData("crit", "[\"exp\"]")]
    [InlineData("jku", "\"https://evil.example/keys\"")]
    [InlineData("jwk", "{}")]
    [InlineData("x5u", "\"https://evil.example/cert\"")]
    [InlineData("x5c", "[]")]
    public void A_token_that_brings_or_names_a_key_is_refused_though_it_is_signed(string member, string value) =>
        Assert.Equal(SignatureVerdict.Malformed, Verify(Token(Claims(), $$"""{"alg":"HS256","{{member}}":{{value}}}"""), Url + Query));

    [Fact]
    public void A_token_with_claims_as_they_should_be_verifies() =>
        Assert.Equal(SignatureVerdict.Valid, Verify(Token(Claims(more: ""","iat":1795229640.5,"other":[1]""")), Url + Query));

    public static TheoryData<string, SignatureVerdict> OtherClaims() => new()
    {
        { "null", SignatureVerdict.Malformed },
        { "[]", SignatureVerdict.Malformed },
        { "{", SignatureVerdict.Malformed },
        { "{}", SignatureVerdict.Malformed },
        { Claims(issuer: "\"Other\""), SignatureVerdict.Malformed },
        { Claims(issuer: "1"), SignatureVerdict.Malformed },
        { Claims(jti: "\"\""), SignatureVerdict.Malformed },
        { Claims(jti: "7"), SignatureVerdict.Malformed },
        { Claims(exp: "\"1795229700\""), SignatureVerdict.Malformed },
        { Claims(exp: "null"), SignatureVerdict.Malformed },
        { Claims(exp: "1e999"), SignatureVerdict.Malformed },
        { Claims().Replace("\"exp\"", "\"xep\"", StringComparison.Ordinal), SignatureVerdict.Malformed },
        { Claims(urlHash: "null"), SignatureVerdict.Mismatch },
        { Claims(urlHash: "\"\""), SignatureVerdict.Mismatch },
        { Claims(urlHash: "\"" + new string('z', 64) + "\""), SignatureVerdict.Mismatch },
        { Claims().Replace("\"url_hash\"", "\"hash\"", StringComparison.Ordinal), SignatureVerdict.Mismatch },
        { Claims(more: ""","payload_hash":null"""), SignatureVerdict.Mismatch },
        { Claims(more: ""","iat":1795229900"""), SignatureVerdict.Stale },
        { Claims(more: ""","iat":"x" """), SignatureVerdict.Malformed },
        { Claims(more: $""","url_hash":"{UrlHash1}" """), SignatureVerdict.Malformed },
    };

    [Theory]
    [MemberData(nameof(OtherClaims))]
    public void Claims_that_are_not_as_they_should_be_are_refused_though_they_are_signed(string claims, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(Token(claims), Url + Query));

    [Theory]
    [InlineData(null, SignatureVerdict.Missing)]
    [InlineData("", SignatureVerdict.Missing)]
    [InlineData(" ", SignatureVerdict.Malformed)]
    [InlineData(".", SignatureVerdict.Malformed)]
    [InlineData("..", SignatureVerdict.Malformed)]
    [InlineData("a.b", SignatureVerdict.Malformed)]
    [InlineData("é.é.é", SignatureVerdict.Malformed)]
    [InlineData("a.b.c.d", SignatureVerdict.Malformed)]
    [InlineData(M1 + "," + M1, SignatureVerdict.Malformed)]
    [InlineData(M1 + ".", SignatureVerdict.Malformed)]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + Claims1 + ".5qGooQ1AESlgcxsoiHypTmgSLmSnbTZPINQtWp_R1Ss", SignatureVerdict.Mismatch)]
    [InlineData("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9." + Claims1 + ".4qGo", SignatureVerdict.Mismatch)]
    public void A_token_that_cannot_be_right_is_told_apart_from_a_wrong_one(string? token, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(token, Url + Query));

    [Fact]
    public void Any_of_several_keys_may_have_signed_and_none_is_not_any()
    {
        var request = Requests.Get(Url + Query) with { ReceivedAt = Now };

        Assert.Equal(SignatureVerdict.Valid, Verdict([Bytes("the next one"), Bytes(Key)]));
        Assert.Equal(SignatureVerdict.Mismatch, Verdict([Bytes("the next one")]));
        Assert.Equal(SignatureVerdict.Mismatch, Verdict([]));

        SignatureVerdict Verdict(byte[][] keys) => MessageBirdToken.Verify(request, M1, keys, TimeSpan.FromMinutes(1)).Verdict;
    }

    [Fact]
    public async Task The_older_scheme_is_refused_and_the_log_can_say_why()
    {
        var provider = Configured.Provider("messagebird", ("Providers:MessageBird:SigningKeys:0", Key));
        var request = Requests.Get(
            Url + Query, ("MessageBird-Signature", "KOxdBkrzofYzydwhj178Z2k7zE0GP4arigmxKBidSRk="),
            ("MessageBird-Request-Timestamp", "1795229640")) with
        { ReceivedAt = Now };

        var verified = await provider.VerifyAsync(request, null, TestContext.Current.CancellationToken);

        Assert.Equal(SignatureVerdict.Missing, verified.Verdict);
        Assert.Contains("MessageBird-Signature", verified.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-00:00:01")]
    [InlineData("1.00:00:01")]
    public void A_skew_out_of_range_stops_the_start(string skew) => Assert.Contains(
        "Providers:MessageBird:ClockSkew", Configured.Refusal(("Providers:MessageBird:ClockSkew", skew)), StringComparison.Ordinal);

    static string Claims(
        string issuer = "\"MessageBird\"", string jti = "\"0d7c\"", string exp = "1795229700", string urlHash = $"\"{UrlHash1}\"",
        string more = "") =>
        $$"""{"iss":{{issuer}},"nbf":1795229640,"exp":{{exp}},"jti":{{jti}},"url_hash":{{urlHash}}{{more}}}""";

    static string Token(string claims, string header = """{"alg":"HS256","typ":"JWT"}""")
    {
        var signed = Base64Url.EncodeToString(Bytes(header)) + "." + Base64Url.EncodeToString(Bytes(claims));
        var mac = header.Contains("HS384", StringComparison.Ordinal) ? HMACSHA384.HashData(Bytes(Key), Bytes(signed))
            : header.Contains("HS512", StringComparison.Ordinal) ? HMACSHA512.HashData(Bytes(Key), Bytes(signed))
            : HMACSHA256.HashData(Bytes(Key), Bytes(signed));
        return signed + "." + Base64Url.EncodeToString(mac);
    }

    static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    static SignatureVerdict Verify(string? token, string url, string body = "", DateTimeOffset? now = null, int skew = 60) =>
        MessageBirdToken.Verify(
            Requests.Get(url) with { Body = Bytes(body), ReceivedAt = now ?? Now }, token, [Bytes(Key)], TimeSpan.FromSeconds(skew)).Verdict;
}
