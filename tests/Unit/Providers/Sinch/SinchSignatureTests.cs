using System.Security.Cryptography;
using System.Text;
using Tracking.Providers;
using Tracking.Providers.Sinch;
using Xunit;

namespace Tracking.Unit.Providers.Sinch;

public sealed class SinchSignatureTests
{
    const string Secret = "foo_secret1234";
    const string Nonce = "01FJA8B4A7BM43YGWSG9GBV067";
    const string Timestamp = "1795229640";

    const string Body =
        """{"project_id":"d1f2","message_delivery_report":{"message_id":"01HXYZ9K3M7Q2V8B4N6T0R5W1C","status":"DELIVERED"}}""";

    const string Y1 = "phTntqFXUrggylVqGtaZlxVZz5zRH/E5emRq/s4FMOI=";
    const string Y2 = "7jRf3bUyWp+1gTJUgIHFU/hnTHUxB2brqX38iy/aroM=";
    const string Y3 = "6hJhrKN5kx991zNYWmWcKItfY0CAFWHhs10IgitChOA=";

    [Theory]
    [InlineData(Body, Nonce, Timestamp, Y1)]
    [InlineData(Body, Nonce, "1795229641", Y2)]
    [InlineData("{}", "n", "1", Y3)]
    public void The_vectors_verify_and_are_what_we_compute(string body, string nonce, string timestamp, string signature)
    {
        Assert.Equal(signature, SinchSignature.Compute(Encoding.UTF8.GetBytes(body), nonce, timestamp, Secret));
        Assert.Equal(SignatureVerdict.Valid, Verify(signature, nonce, timestamp, body, now: long.Parse(timestamp) + 10));
    }

    [Fact]
    public void What_was_signed_otherwise_is_refused()
    {
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Y2));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Y1, timestamp: "1795229641"));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Y1, nonce: Nonce + "0"));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Y1, body: Body + " "));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Y1, body: ""));
        // That of another product, whose header and hash are others.
        var other = Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), Encoding.UTF8.GetBytes(Body)));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(other));
    }

    [Theory]
    [InlineData(null, Nonce, Timestamp, "HmacSHA256", SignatureVerdict.Missing)]
    [InlineData("", Nonce, Timestamp, "HmacSHA256", SignatureVerdict.Missing)]
    [InlineData(Y1, null, Timestamp, "HmacSHA256", SignatureVerdict.Missing)]
    [InlineData(Y1, "", Timestamp, "HmacSHA256", SignatureVerdict.Missing)]
    [InlineData(Y1, Nonce, null, "HmacSHA256", SignatureVerdict.Missing)]
    [InlineData(Y1, Nonce, Timestamp, null, SignatureVerdict.Missing)]
    [InlineData(Y1, Nonce, Timestamp, "HmacSHA1", SignatureVerdict.Malformed)]
    [InlineData(Y1, Nonce, Timestamp, "hmacsha256", SignatureVerdict.Malformed)]
    [InlineData(Y1, Nonce, Timestamp, "none", SignatureVerdict.Malformed)]
    [InlineData(Y1, Nonce, "x", "HmacSHA256", SignatureVerdict.Malformed)]
    [InlineData(Y1, Nonce, "-1", "HmacSHA256", SignatureVerdict.Malformed)]
    [InlineData("AAAA", Nonce, Timestamp, "HmacSHA256", SignatureVerdict.Malformed)]
    [InlineData("*hTntqFXUrggylVqGtaZlxVZz5zRH/E5emRq/s4FMOI=", Nonce, Timestamp, "HmacSHA256", SignatureVerdict.Malformed)]
    public void A_signature_that_cannot_be_right_is_told_apart_from_a_wrong_one(
        string? signature, string? nonce, string? timestamp, string? algorithm, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(signature, nonce, timestamp, algorithm: algorithm));

    [Theory]
    [InlineData(86_400, SignatureVerdict.Valid)]
    [InlineData(86_401, SignatureVerdict.Stale)]
    [InlineData(-300, SignatureVerdict.Valid)]
    [InlineData(-301, SignatureVerdict.Stale)]
    public void A_repetition_of_hours_later_is_believed_and_one_of_days_later_is_not(int age, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(Y1, now: 1795229640 + age));

    [Fact]
    public void Any_of_several_secrets_may_have_signed_and_none_is_not_any()
    {
        Assert.Equal(SignatureVerdict.Valid, Verify(Y1, secrets: ["the next one", Secret]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Y1, secrets: ["the next one"]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Y1, secrets: []));
    }

    [Fact]
    public void An_account_whose_URL_is_taken_stops_the_start() => Assert.Contains(
        "Providers:Sinch:Accounts:sms", Configured.Refusal(("Providers:Sinch:Accounts:sms:WebhookSecrets:0", Secret)), StringComparison.Ordinal);

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("31.00:00:00")]
    public void A_largest_age_out_of_range_stops_the_start(string age) =>
        Assert.Contains("Providers:Sinch:MaxAge", Configured.Refusal(("Providers:Sinch:MaxAge", age)), StringComparison.Ordinal);

    static SignatureVerdict Verify(
        string? signature, string? nonce = Nonce, string? timestamp = Timestamp, string body = Body, string? algorithm = "HmacSHA256",
        long now = 1795229650, string[]? secrets = null)
    {
        (string Name, string? Value)[] headers =
        [
            ("x-sinch-webhook-signature", signature), ("x-sinch-webhook-signature-nonce", nonce),
            ("x-sinch-webhook-signature-timestamp", timestamp), ("x-sinch-webhook-signature-algorithm", algorithm),
        ];
        var request = Requests.Post(
            "https://h.example/webhooks/sinch", "application/json", Encoding.UTF8.GetBytes(body),
            [.. headers.Where(h => h.Value is not null).Select(h => (h.Name, h.Value!))]) with
        { ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(now) };
        return SinchSignature.Verify(request, [.. (secrets ?? [Secret]).Select(Encoding.UTF8.GetBytes)], TimeSpan.FromDays(1));
    }
}
