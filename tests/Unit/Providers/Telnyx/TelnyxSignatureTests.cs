using System.Globalization;
using System.Numerics;
using System.Text;
using Tracking.Providers;
using Tracking.Providers.Telnyx;
using Xunit;

namespace Tracking.Unit.Providers.Telnyx;

public sealed class TelnyxSignatureTests
{
    const string Key = "xW3/yjFn6jZrXzxbd6H4LpB71gzkHTuOW8vPnDFRpJo=";
    const string Timestamp = "1795229640";

    const string Body1 =
        """{"data":{"event_type":"message.finalized","id":"b301ed3f-1490-491f-995f-6e64e69674d4","payload":{"id":"40385f64-5717-4562-b3fc-2c963f66afa6","to":[{"phone_number":"+14155550123","status":"delivered"}]}}}""";

    const string Body2 = """{"data":{"event_type":"message.sent"}}""";
    const string Body3 = """{"note":"café | pipe"}""";

    const string X1 = "snvRpLsR4Zw+FE01WCiRcN1PBndkx5RlzQSHT4LmH1CbAsBzYzpXphq7sPLx1hln0eYzLJ/QA88KxJ9SSY+uAw==";
    const string X2 = "SHG8NACj1Cws5PoD6lVo5w3ZHX2CJaLASL0Lv4qTafYVaRzFOna+Am4E2LaZcA5oqOQ6a4a3gik0czK7JG0mBQ==";
    const string X3 = "rIp0rUGdzD1Ji9RLfmeV4zE88Ql84QRvwDDqpsSAVV8h2GPVvdrCnBJntIZfdIhKqY6gVUWq9ySNEsHBCHdBBw==";

    // Edwards 25519: the field's prime, and the order of the group.
    static readonly BigInteger P = BigInteger.Pow(2, 255) - 19;
    static readonly BigInteger L = BigInteger.Pow(2, 252) + BigInteger.Parse("27742317777372353535851937790883648493", CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("1795229640", Body1, X1)]
    [InlineData("1795229641", Body2, X2)]
    [InlineData("1795229642", Body3, X3)]
    public void The_vectors_verify(string timestamp, string body, string signature) =>
        Assert.Equal(SignatureVerdict.Valid, Verify(signature, timestamp, body));

    [Fact]
    public void What_was_signed_otherwise_is_refused()
    {
        Assert.Equal(SignatureVerdict.Mismatch, Verify(X2, "1795229640", Body2));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(X1, body: Body1 + " "));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(X1, body: ""));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(X1, timestamp: "01795229640"));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(Convert.ToBase64String(new byte[64])));
    }

    [Fact]
    public void A_scalar_that_is_not_below_the_order_is_refused_though_it_stands_for_the_same()
    {
        var signature = Convert.FromBase64String(X1);
        var scalar = new BigInteger(signature.AsSpan(32), isUnsigned: true);

        foreach (var same in new[] { scalar + L, scalar + 8 * L })
        {
            var bytes = new byte[32];
            Assert.True(same.TryWriteBytes(bytes, out _, isUnsigned: true));
            Assert.Equal(SignatureVerdict.Mismatch, Verify(Convert.ToBase64String([.. signature[..32], .. bytes])));
        }
    }

    [Theory]
    [InlineData(null, Timestamp, SignatureVerdict.Missing)]
    [InlineData("", Timestamp, SignatureVerdict.Missing)]
    [InlineData(X1, null, SignatureVerdict.Missing)]
    [InlineData(X1, "", SignatureVerdict.Missing)]
    [InlineData("AAAA", Timestamp, SignatureVerdict.Malformed)]
    [InlineData("snvRpLsR4Zw+FE01WCiRcN1PBndkx5RlzQSHT4LmH1CbAsBzYzpXphq7sPLx1hln0eYzLJ/QA88KxJ9SSY+uAw", Timestamp, SignatureVerdict.Malformed)]
    [InlineData("*nvRpLsR4Zw+FE01WCiRcN1PBndkx5RlzQSHT4LmH1CbAsBzYzpXphq7sPLx1hln0eYzLJ/QA88KxJ9SSY+uAw==", Timestamp, SignatureVerdict.Malformed)]
    [InlineData(X1 + "," + X1, Timestamp, SignatureVerdict.Malformed)]
    [InlineData(X1, "-1", SignatureVerdict.Malformed)]
    [InlineData(X1, "2026-11-21T03:00:00Z", SignatureVerdict.Malformed)]
    [InlineData(X1, "99999999999999999999", SignatureVerdict.Malformed)]
    public void A_signature_that_cannot_be_right_is_told_apart_from_a_wrong_one(string? signature, string? timestamp, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(signature, timestamp));

    [Theory]
    [InlineData(300, 300, SignatureVerdict.Valid)]
    [InlineData(301, 300, SignatureVerdict.Stale)]
    [InlineData(86_400, 86_400, SignatureVerdict.Valid)]
    [InlineData(86_401, 86_400, SignatureVerdict.Stale)]
    [InlineData(-300, 300, SignatureVerdict.Valid)]
    [InlineData(-301, 86_400, SignatureVerdict.Stale)]
    public void The_window_is_a_setting(int age, int maxAge, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(X1, now: 1795229640 + age, maxAge: maxAge));

    [Fact]
    public void Either_of_two_keys_may_have_signed_and_none_is_not_any()
    {
        const string Other = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

        Assert.Equal(SignatureVerdict.Valid, Verify(X1, keys: [Other, Key]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(X1, keys: [Other]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(X1, keys: []));
    }

    public static TheoryData<string> BadKeys() => new(
        "", "AAAA", Key + "A", Key[..^1], " " + Key,
        // Encoded in another way than the one: at or above the prime.
        Encoded(P), Encoded(P + 1), Encoded(P + 18), Encoded(P + 3),
        // Zero with a sign.
        Encoded(1 + BigInteger.Pow(2, 255)),
        // No point of the curve.
        Encoded(2),
        // Points of a small group, under which anything is signed: of the orders 4, 1, 2 and 8.
        Encoded(0), Encoded(1), Encoded(P - 1), "JujVj7DCsiewRerUiffDijZw3wX+yFO76AkPcz+gBQo=",
        // That of our own key and such a point: its sum with the one of order 2.
        Encoded(P - (Value(Key) - BigInteger.Pow(2, 255))));

    [Theory]
    [MemberData(nameof(BadKeys))]
    public void A_key_that_is_none_or_of_a_small_group_stops_the_start(string key)
    {
        Assert.Contains("Providers:Telnyx:PublicKeys:0", Configured.Refusal(("Providers:Telnyx:PublicKeys:0", key)), StringComparison.Ordinal);
        Assert.Contains(
            "Providers:Telnyx:Accounts:acme:PublicKeys:0",
            Configured.Refusal(("Providers:Telnyx:Accounts:acme:PublicKeys:0", key)), StringComparison.Ordinal);
    }

    [Fact]
    public void Each_account_has_its_own_keys()
    {
        var provider = Configured.Provider("telnyx", ("Providers:Telnyx:PublicKeys:0", Key), ("Providers:Telnyx:Accounts:acme:PublicKeys:0", Key));

        Assert.True(provider.IsConfigured(null));
        Assert.True(provider.IsConfigured("acme"));
        Assert.False(provider.IsConfigured("ACME"));
        Assert.False(Configured.Provider("telnyx").IsConfigured(null));
        Assert.Contains(
            "Providers:Telnyx:Accounts:acme:PublicKeys", Configured.Refusal(("Providers:Telnyx:Accounts:acme", "")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("31.00:00:00")]
    public void A_largest_age_out_of_range_stops_the_start(string age) =>
        Assert.Contains("Providers:Telnyx:MaxAge", Configured.Refusal(("Providers:Telnyx:MaxAge", age)), StringComparison.Ordinal);

    static BigInteger Value(string key) => new(Convert.FromBase64String(key), isUnsigned: true);

    static string Encoded(BigInteger value)
    {
        var bytes = new byte[32];
        Assert.True(value.TryWriteBytes(bytes, out _, isUnsigned: true));
        return Convert.ToBase64String(bytes);
    }

    static SignatureVerdict Verify(
        string? signature, string? timestamp = Timestamp, string body = Body1, long now = 1795229650, int maxAge = 300, string[]? keys = null)
    {
        (string Name, string? Value)[] headers = [("telnyx-signature-ed25519", signature), ("telnyx-timestamp", timestamp)];
        var request = Requests.Post(
            "https://h.example/webhooks/telnyx", "application/json", Encoding.UTF8.GetBytes(body),
            [.. headers.Where(h => h.Value is not null).Select(h => (h.Name, h.Value!))]) with
        { ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(now) };
        return TelnyxSignature.Verify(
            request, [.. (keys ?? [Key]).Select(key => TelnyxSignature.TryReadKey(key)!)], TimeSpan.FromSeconds(maxAge));
    }
}
