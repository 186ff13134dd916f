using System.Text;
using Tracking.Providers;
using Tracking.Providers.Bird;
using Xunit;

namespace Tracking.Unit.Providers.Bird;

public sealed class BirdSignatureTests
{
    const string Key = "q7Zt0dXkV2mPaL9sYb4eRn6uHc1wGj8f";
    const string Url = "https://hooks.example.net/cb/bird";
    const string TenantUrl = Url + "?tenant=acme";
    const string Timestamp = "1795229640";

    const string Body =
        """{"service":"channels","event":"sms.outbound","payload":{"id":"6a2b8f6e-3c51-4f0a-9a5d-1f1d5c0a7e33","status":"delivered"}}""";

    const string M5 = "erWRZ15AtXa85SkWWczFv9A64uHx640EYMBu2vHpLWI=";
    const string M5WithQuery = "zBIf6ck/u1jr3E0niGk7FIhq3aEKcETR133uKi3ADp4=";

    [Theory]
    [InlineData(Url, M5)]
    [InlineData(TenantUrl, M5WithQuery)]
    public void The_vectors_verify_and_are_what_we_compute(string url, string signature)
    {
        Assert.Equal(SignatureVerdict.Valid, Verify(signature, url: url));
        Assert.Equal(signature, BirdSignature.Compute(Timestamp, url, Encoding.UTF8.GetBytes(Body), Key));
    }

    [Fact]
    public void What_was_signed_otherwise_is_refused()
    {
        Assert.Equal(SignatureVerdict.Mismatch, Verify(M5, url: TenantUrl));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(M5WithQuery));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(M5, body: Body + " "));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(M5, body: ""));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(M5, timestamp: "1795229641"));
        // The scheme of the older product, over a sorted query: its own vector, and the same for this request.
        Assert.Equal(SignatureVerdict.Mismatch, Verify("KOxdBkrzofYzydwhj178Z2k7zE0GP4arigmxKBidSRk="));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(BirdSignature.Compute(Timestamp, "tenant=acme", Encoding.UTF8.GetBytes(Body), Key), url: TenantUrl));
    }

    [Theory]
    [InlineData(null, Timestamp, SignatureVerdict.Missing)]
    [InlineData("", Timestamp, SignatureVerdict.Missing)]
    [InlineData(M5, null, SignatureVerdict.Missing)]
    [InlineData(M5, "", SignatureVerdict.Missing)]
    [InlineData("67ea2821cb73e28842fc8e1ac5ee0e1b228fbd11d027b376506d105f8fa73ae2", Timestamp, SignatureVerdict.Malformed)]
    [InlineData("erWRZ15AtXa85SkWWczFv9A64uHx640EYMBu2vHpLWI", Timestamp, SignatureVerdict.Malformed)]
    [InlineData("*rWRZ15AtXa85SkWWczFv9A64uHx640EYMBu2vHpLWI=", Timestamp, SignatureVerdict.Malformed)]
    [InlineData(M5, "-1", SignatureVerdict.Malformed)]
    [InlineData(M5, " 1795229640", SignatureVerdict.Malformed)]
    [InlineData(M5, "2026-11-21T03:00:00Z", SignatureVerdict.Malformed)]
    [InlineData(M5, "9223372036854775807", SignatureVerdict.Malformed)]
    [InlineData(M5, "99999999999999999999", SignatureVerdict.Malformed)]
    public void A_signature_that_cannot_be_right_is_told_apart_from_a_wrong_one(string? signature, string? timestamp, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(signature, timestamp: timestamp));

    [Theory]
    [InlineData(0, SignatureVerdict.Valid)]
    [InlineData(14_400, SignatureVerdict.Valid)]
    [InlineData(86_400, SignatureVerdict.Valid)]
    [InlineData(86_401, SignatureVerdict.Stale)]
    [InlineData(-300, SignatureVerdict.Valid)]
    [InlineData(-301, SignatureVerdict.Stale)]
    public void A_repetition_of_hours_later_is_believed_and_one_of_days_later_is_not(int age, SignatureVerdict verdict) =>
        Assert.Equal(verdict, Verify(M5, age: age));

    [Fact]
    public void Any_of_several_keys_may_have_signed_and_none_is_not_any()
    {
        var next = Encoding.UTF8.GetBytes("the next one");

        Assert.Equal(SignatureVerdict.Valid, Verify(M5, keys: [next, Encoding.UTF8.GetBytes(Key)]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(M5, keys: [next]));
        Assert.Equal(SignatureVerdict.Mismatch, Verify(M5, keys: []));
    }

    [Theory]
    [InlineData("00:00:00")]
    [InlineData("31.00:00:00")]
    public void A_largest_age_out_of_range_stops_the_start(string age) =>
        Assert.Contains("Providers:Bird:MaxAge", Configured.Refusal(("Providers:Bird:MaxAge", age)), StringComparison.Ordinal);

    static SignatureVerdict Verify(
        string? signature, string url = Url, string body = Body, string? timestamp = Timestamp, int age = 10, byte[][]? keys = null)
    {
        (string Name, string? Value)[] headers = [("MessageBird-Signature", signature), ("MessageBird-Request-Timestamp", timestamp)];
        var request = Requests.Post(
            url, "application/json", Encoding.UTF8.GetBytes(body),
            [.. headers.Where(h => h.Value is not null).Select(h => (h.Name, h.Value!))]) with
        { ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(1795229640 + age) };
        return BirdSignature.Verify(request, keys ?? [Encoding.UTF8.GetBytes(Key)], TimeSpan.FromDays(1));
    }
}
