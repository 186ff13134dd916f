using System.Text;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Tracking.Providers.Telnyx;

/// <summary>
/// <c>telnyx-signature-ed25519</c>: Base64 of an Ed25519 signature over the timestamp, a vertical bar and the body as received.
/// </summary>
/// <remarks>
/// Strict, so that one request has one signature: the scalar is below the group's order, and the point and the key are encoded in the one
/// way that the RFC allows. A key of a small group, under which anything is signed, is refused when the options are read.
/// </remarks>
/// <seealso href="https://developers.telnyx.com/development/api-fundamentals/webhooks/receiving-webhooks"/>
/// <seealso href="https://www.rfc-editor.org/rfc/rfc8032"/>
public static class TelnyxSignature
{
    public const string Header = "telnyx-signature-ed25519";
    public const string TimestampHeader = "telnyx-timestamp";

    /// <summary>Throws for no input.</summary>
    /// <param name="keys">The public keys whose owner may have signed, of 32 bytes each.</param>
    public static SignatureVerdict Verify(CallbackRequest request, ReadOnlySpan<byte[]> keys, TimeSpan maxAge)
    {
        var signature = request.Headers.GetValueOrDefault(Header);
        var timestamp = request.Headers.GetValueOrDefault(TimestampHeader);
        if (string.IsNullOrEmpty(signature) || string.IsNullOrEmpty(timestamp))
            return SignatureVerdict.Missing;
        var given = new byte[Ed25519.SignatureSize];
        if (!Mac.TryReadBase64(signature, given) || SignedTime.Parse(timestamp) is not { } signedAt)
            return SignatureVerdict.Malformed;

        var text = Text(timestamp, request.Body.Span);
        var matches = false;
        foreach (var key in keys)
            matches |= Ed25519.Verify(given, 0, key, 0, text, 0, text.Length);
        return !matches ? SignatureVerdict.Mismatch
            : SignedTime.IsFresh(signedAt, request.ReceivedAt, maxAge) ? SignatureVerdict.Valid
            : SignatureVerdict.Stale;
    }

    /// <summary>What is signed.</summary>
    /// <param name="timestamp">Seconds since 1970, as the header has them.</param>
    public static byte[] Text(string timestamp, ReadOnlySpan<byte> body) => [.. Encoding.UTF8.GetBytes(timestamp), (byte)'|', .. body];

    /// <returns>Null for what is no point of the group, or one of a small part of it.</returns>
    internal static byte[]? TryReadKey(string base64)
    {
        var key = new byte[Ed25519.PublicKeySize];
        return Mac.TryReadBase64(base64, key) && Ed25519.ValidatePublicKeyFull(key, 0) ? key : null;
    }
}
