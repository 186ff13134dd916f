using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Tracking.Providers;
using Tracking.Providers.Vonage;
using Xunit;

namespace Tracking.Unit.Providers.Vonage;

public sealed class VonageTokenTests
{
    const string Secret = "u3Lr8Qm1Zs5Xv7Tn2Kd9Wp4Yb6Hc0Fg5";

    const string Body =
        """{"message_uuid":"3a9d1c0e-7b52-4f6e-8c1d-2e5f7a9b0c13","to":"447700900123","from":"447700900000","timestamp":"2026-11-21T02:54:00.000Z","status":"delivered","channel":"sms"}""";

    const string Header1 = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";

    const string Claims1 =
        "eyJpYXQiOjE3OTUyMjk2NDAsImp0aSI6ImE0YzFmMGQyLTU4YjctNGUyYS05YzNkLTBmNmIxZTdhOGQyNSIsImlzcyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6ImUyZWFiODliY2QzNGIwNzE2NmRjZTFlMjViNDAwYTAyMGE0NGMyNWQ3NzY2YTlkMzBiMTZhY2I3ZmM1Zjk5ZGIiLCJhcGlfa2V5IjoiYTFiMmMzZDQiLCJhcHBsaWNhdGlvbl9pZCI6IjBlNWI3YzJhLTlmMTMtNGQ2OC1iMGE0LTZjMWU4ZDNmNWE3MiJ9";

    const string Mac1 = "vGEEVJSO6RgN47DHj381mjg-4eDsnriocgvTTIL_FhE";
    const string V1 = "Bearer " + Header1 + "." + Claims1 + "." + Mac1;
    const string Hash1 = "e2eab89bcd34b07166dce1e25b400a020a44c25d7766a9d30b16acb7fc5f99db";

    [Fact]
    public void The_vector_verifies()
    {
        Assert.Equal(SignatureVerdict.Valid, Verify(V1));
        Assert.Equal(SignatureVerdict.Valid, Verify("bearer" + V1[6..]));
        Assert.Equal(SignatureVerdict.Valid, Verify(V1, apiKey: "a1b2c3d4"));
    }

    [Fact]
    public void What_we_create_verifies() => Assert.Equal(SignatureVerdict.Valid, Verify(
        VonageToken.Create(Encoding.UTF8.GetBytes(Body), "jti", DateTimeOffset.FromUnixTimeSeconds(1795229640), "a1b2c3d4", Secret)));

    [Fact]
    public void With_any_byte_of_the_body_changed_it_is_refused()
    {
        var body = Encoding.UTF8.GetBytes(Body);
        for (var i = 0; i < body.Length; i++)
        {
            body[i] ^= 1;
            Assert.Equal(SignatureVerdict.Mismatch, Verify(V1, body));
            body[i] ^= 1;
        }

        Assert.Equal(SignatureVerdict.Mismatch, Verify(V1, [.. body, (byte)' ']));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(V1, []));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("RS256")]
    [InlineData("HS384")]
    [InlineData("HS512")]
    [InlineData("hs256")]
    public void Another_algorithm_is_not_the_tokens_to_choose(string algorithm)
    {
        var header = Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"alg":"{{algorithm}}","typ":"JWT"}"""));

        Assert.Equal(SignatureVerdict.Malformed, Verify($"Bearer {header}.{Claims1}.{Mac1}"));
        Assert.Equal(SignatureVerdict.Malformed, Verify($"Bearer {header}.{Claims1}."));
        Assert.Equal(SignatureVerdict.Malformed, Verify(Token(Claims(), $$"""{"alg":"{{algorithm}}"}""")));
    }

    public static TheoryData<string, SignatureVerdict> OtherClaims() => new()
    {
        { Claims(), SignatureVerdict.Valid },
        { "[]", SignatureVerdict.Malformed },
        { "{", SignatureVerdict.Malformed },
        { Claims(issuer: "\"MessageBird\""), SignatureVerdict.Malformed },
        { Claims(issuer: "null"), SignatureVerdict.Malformed },
        { Claims(hash: "null"), SignatureVerdict.Mismatch },
        { Claims(hash: "\"\""), SignatureVerdict.Mismatch },
        { Claims(hash: "\"" + new string('0', 64) + "\""), SignatureVerdict.Mismatch },
        { Claims().Replace("payload_hash", "hash", StringComparison.Ordinal), SignatureVerdict.Mismatch },
        { Claims(issued: "null"), SignatureVerdict.Malformed },
        { Claims(issued: "\"1795229640\""), SignatureVerdict.Malformed },
        { Claims(issued: "1e300"), SignatureVerdict.Malformed },
        { Claims(issued: "-1"), SignatureVerdict.Malformed },
        { Claims().Replace("\"iat\"", "\"tai\"", StringComparison.Ordinal), SignatureVerdict.Malformed },
        { Claims(issued: "1795229640.5"), SignatureVerdict.Valid },
        { Claims(issued: "1"), SignatureVerdict.Stale },
    };

    [Theory]
    [MemberData(nameof(OtherClaims))]
    public void Claims_that_are_not_as_they_should_be_are_refused_though_they_are_signed(string claims, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(Token(claims)));

    [Theory]
    [InlineData("a1b2c3d4", SignatureVerdict.Valid)]
    [InlineData("A1B2C3D4", SignatureVerdict.Untrusted)]
    [InlineData("other", SignatureVerdict.Untrusted)]
    public void Where_an_API_key_is_configured_the_token_must_name_it(string apiKey, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(V1, apiKey: apiKey));

    [Theory]
    [InlineData(null, SignatureVerdict.Missing)]
    [InlineData("", SignatureVerdict.Missing)]
    [InlineData("Bearer ", SignatureVerdict.Malformed)]
    [InlineData("Basic dXNlcjpwYXNzd29yZA==", SignatureVerdict.Malformed)]
    [InlineData(Header1 + "." + Claims1 + "." + Mac1, SignatureVerdict.Malformed)]
    [InlineData("Bearer  " + Header1 + "." + Claims1 + "." + Mac1, SignatureVerdict.Mismatch)]
    [InlineData("Bearer " + Header1 + "." + Claims1, SignatureVerdict.Malformed)]
    [InlineData("Bearer " + Header1 + "." + Claims1 + "." + Mac1 + "." + Mac1, SignatureVerdict.Malformed)]
    [InlineData("Bearer " + Header1 + "." + Claims1 + ".wGEEVJSO6RgN47DHj381mjg-4eDsnriocgvTTIL_FhE", SignatureVerdict.Mismatch)]
    public void A_token_that_cannot_be_right_is_told_apart_from_a_wrong_one(string? authorization, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(authorization));

    [Theory]
    [InlineData(86_400, SignatureVerdict.Valid)]
    [InlineData(86_401, SignatureVerdict.Stale)]
    [InlineData(-300, SignatureVerdict.Valid)]
    [InlineData(-301, SignatureVerdict.Stale)]
    public void A_repetition_of_a_day_is_believed_and_an_older_one_is_not(int age, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(V1, now: 1795229640 + age));

    [Fact]
    public void Either_of_two_secrets_may_have_signed_and_none_is_not_any()
    {
        Assert.Equal(SignatureVerdict.Valid, Verify(V1, secrets: ["the next one", Secret]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(V1, secrets: ["the next one"]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(V1, secrets: []));
    }

    [Fact]
    public async Task An_account_is_bound_to_its_own_API_key()
    {
        var provider = Configured.Provider(
            "vonage", ("Providers:Vonage:SignatureSecrets:0", Secret), ("Providers:Vonage:Accounts:acme:SignatureSecrets:0", Secret),
            ("Providers:Vonage:Accounts:acme:ApiKey", "other"));
        var request = Request(V1, Encoding.UTF8.GetBytes(Body), 1795229650);

        Assert.Equal(SignatureVerdict.Valid, (await provider.VerifyAsync(request, null, TestContext.Current.CancellationToken)).Verdict);
        Assert.Equal(SignatureVerdict.Untrusted, (await provider.VerifyAsync(request, "acme", TestContext.Current.CancellationToken)).Verdict);
    }

    [Fact]
    public void An_account_whose_URL_is_taken_stops_the_start() => Assert.Contains(
        "Providers:Vonage:Accounts:sms", Configured.Refusal(("Providers:Vonage:Accounts:sms:SignatureSecrets:0", Secret)), StringComparison.Ordinal);

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("31.00:00:00")]
    public void A_largest_age_out_of_range_stops_the_start(string age) =>
        Assert.Contains("Providers:Vonage:MaxAge", Configured.Refusal(("Providers:Vonage:MaxAge", age)), StringComparison.Ordinal);

    static string Claims(string issuer = "\"Vonage\"", string hash = $"\"{Hash1}\"", string issued = "1795229640") =>
        $$"""{"iat":{{issued}},"iss":{{issuer}},"payload_hash":{{hash}}}""";

    static string Token(string claims, string header = """{"alg":"HS256"}""")
    {
        var signed = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims));
        return $"Bearer {signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(signed)))}";
    }

    static SignatureVerdict Verify(
        string? authorization, byte[]? body = null, string? apiKey = null, long now = 1795229650, string[]? secrets = null) =>
        VonageToken.Verify(
            Request(authorization, body ?? Encoding.UTF8.GetBytes(Body), now), [.. (secrets ?? [Secret]).Select(Encoding.UTF8.GetBytes)],
            apiKey, TimeSpan.FromDays(1)).Verdict;

    static CallbackRequest Request(string? authorization, byte[] body, long now) =>
        Requests.Post(
            "https://h.example/webhooks/vonage", "application/json", body,
            authorization is null ? [] : [("Authorization", authorization)]) with
        { ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(now) };
}
