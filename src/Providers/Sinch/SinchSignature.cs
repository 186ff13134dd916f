using System.Security.Cryptography;
using System.Text;

namespace Tracking.Providers.Sinch;

/// <summary>
/// <c>x-sinch-webhook-signature</c>: Base64 of HMAC-SHA256 over the body as received, a nonce and a timestamp, a full stop between each.
/// Sinch's other products sign otherwise, and are not believed here.
/// </summary>
/// <seealso href="https://developers.sinch.com/docs/conversation/callbacks"/>
/// <seealso href="https://github.com/sinch/sinch-sdk-dotnet"/>
public static class SinchSignature
{
    public const string Header = "x-sinch-webhook-signature";
    public const string NonceHeader = "x-sinch-webhook-signature-nonce";
    public const string TimestampHeader = "x-sinch-webhook-signature-timestamp";
    public const string AlgorithmHeader = "x-sinch-webhook-signature-algorithm";
    public const string Algorithm = "HmacSHA256";

    public static IReadOnlyList<string> Headers { get; } = [Header, NonceHeader, TimestampHeader, AlgorithmHeader];

    /// <summary>What the header of a genuine request holds.</summary>
    /// <param name="timestamp">Seconds since 1970, as the header has them.</param>
    public static string Compute(ReadOnlySpan<byte> body, string nonce, string timestamp, string webhookSecret) =>
        Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(webhookSecret), Text(body, nonce, timestamp)));

    /// <summary>Compares in constant time; throws for no input.</summary>
    /// <param name="keys">The secrets that may have signed, in UTF-8.</param>
    public static SignatureVerdict Verify(CallbackRequest request, ReadOnlySpan<byte[]> keys, TimeSpan maxAge)
    {
        var (signature, nonce, timestamp, algorithm) = (Value(Header), Value(NonceHeader), Value(TimestampHeader), Value(AlgorithmHeader));
        if (string.IsNullOrEmpty(signature) || string.IsNullOrEmpty(nonce) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(algorithm))
            return SignatureVerdict.Missing;
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (algorithm != Algorithm || !Mac.TryReadBase64(signature, given) || SignedTime.Parse(timestamp) is not { } signedAt)
            return SignatureVerdict.Malformed;
        if (!Mac.IsMadeBy(keys, HashAlgorithmName.SHA256, Text(request.Body.Span, nonce, timestamp), given))
            return SignatureVerdict.Mismatch;
        return SignedTime.IsFresh(signedAt, request.ReceivedAt, maxAge) ? SignatureVerdict.Valid : SignatureVerdict.Stale;

        string? Value(string name) => request.Headers.GetValueOrDefault(name);
    }

    static byte[] Text(ReadOnlySpan<byte> body, string nonce, string timestamp) =>
        [.. body, .. Encoding.UTF8.GetBytes($".{nonce}.{timestamp}")];
}
