using System.Security.Cryptography;
using System.Text;

namespace Tracking.Providers.Bird;

/// <summary>
/// <c>MessageBird-Signature</c>, as Bird makes it: Base64 of HMAC-SHA256 over the timestamp, the URL as called and the SHA-256 of the body
/// in its 32 bytes, a line feed between each. MessageBird's deprecated scheme has the same headers and signs something else.
/// </summary>
/// <seealso href="https://docs.bird.com/api/notifications-api/api-reference/webhook-subscriptions/verifying-a-webhook-subscription"/>
public static class BirdSignature
{
    public const string Header = "MessageBird-Signature";
    public const string TimestampHeader = "MessageBird-Request-Timestamp";

    /// <summary>What the header of a genuine request holds.</summary>
    /// <param name="timestamp">Seconds since 1970, as the header has them.</param>
    public static string Compute(string timestamp, string url, ReadOnlySpan<byte> body, string signingKey) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingKey), Text(timestamp, url, body)));

    /// <summary>Compares in constant time; throws for no input.</summary>
    /// <param name="keys">The signing keys that may have signed, in UTF-8.</param>
    /// <param name="maxAge">A repetition keeps its first timestamp: Bird repeats for hours.</param>
    public static SignatureVerdict Verify(CallbackRequest request, ReadOnlySpan<byte[]> keys, TimeSpan maxAge)
    {
        var signature = request.Headers.GetValueOrDefault(Header);
        var timestamp = request.Headers.GetValueOrDefault(TimestampHeader);
        if (string.IsNullOrEmpty(signature) || string.IsNullOrEmpty(timestamp))
            return SignatureVerdict.Missing;
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!Mac.TryReadBase64(signature, given) || SignedTime.Parse(timestamp) is not { } signedAt)
            return SignatureVerdict.Malformed;

        var text = Text(timestamp, request.Url, request.Body.Span);
        if (!Mac.IsMadeBy(keys, HashAlgorithmName.SHA256, text, given))
            return SignatureVerdict.Mismatch;
        return SignedTime.IsFresh(signedAt, request.ReceivedAt, maxAge) ? SignatureVerdict.Valid : SignatureVerdict.Stale;
    }

    static byte[] Text(string timestamp, string url, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes($"{timestamp}\n{url}\n"), .. SHA256.HashData(body)];
}
