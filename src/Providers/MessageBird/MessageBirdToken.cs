using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tracking.Providers.MessageBird;

/// <summary>
/// <c>MessageBird-Signature-JWT</c>: a compact JWS over the hash of the URL as called, its query included, and over that of the body where
/// there is one. Of a status report the query is all that is said, so the URL is always checked.
/// </summary>
/// <seealso href="https://developers.messagebird.com/docs/verify-http-requests"/>
/// <seealso href="https://github.com/messagebird/go-rest-api"/>
public static class MessageBirdToken
{
    public const string Header = "MessageBird-Signature-JWT";

    const string Issuer = "MessageBird";

    static readonly string[] Algorithms = ["HS256", "HS384", "HS512"];

    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>What the header of a genuine request holds.</summary>
    /// <param name="url">As called, with its query.</param>
    /// <param name="tokenId">Of this request: every one has its own.</param>
    public static string Create(string url, ReadOnlySpan<byte> body, string tokenId, DateTimeOffset notBefore, string signingKey)
    {
        var bodyHash = body.IsEmpty ? null : Convert.ToHexStringLower(SHA256.HashData(body));
        return CompactJws.Create(signingKey, claims =>
        {
            claims.WriteString("iss", Issuer);
            claims.WriteNumber("nbf", notBefore.ToUnixTimeSeconds());
            claims.WriteNumber("exp", (notBefore + Lifetime).ToUnixTimeSeconds());
            claims.WriteString("jti", tokenId);
            claims.WriteString("url_hash", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url))));
            if (bodyHash is not null)
                claims.WriteString("payload_hash", bodyHash);
        });
    }

    /// <summary>Compares in constant time; throws for no input.</summary>
    /// <param name="token">The header's value; null where there is none.</param>
    /// <param name="keys">The signing keys that may have signed, in UTF-8.</param>
    /// <param name="skew">By how much the two clocks may differ.</param>
    public static Verification Verify(CallbackRequest request, string? token, ReadOnlySpan<byte[]> keys, TimeSpan skew)
    {
        if (string.IsNullOrEmpty(token))
            return new Verification(SignatureVerdict.Missing);
        using var claims = CompactJws.Open(token, Algorithms, keys, out var refusal);
        return claims is null ? refusal : Check(claims.RootElement, request, skew);
    }

    static Verification Check(JsonElement claims, CallbackRequest request, TimeSpan skew)
    {
        if (CompactJws.Claim(claims, "iss") != Issuer)
            return CompactJws.Malformed("iss is not MessageBird");
        if (string.IsNullOrEmpty(CompactJws.Claim(claims, "jti")))
            return CompactJws.Malformed("jti is missing");
        if (!CompactJws.IsHash(CompactJws.Claim(claims, "url_hash"), Encoding.UTF8.GetBytes(request.Url)))
            return new Verification(SignatureVerdict.Mismatch, "url_hash is of another URL");
        var payloadHash = claims.TryGetProperty("payload_hash", out _);
        if (payloadHash == request.Body.IsEmpty || payloadHash && !CompactJws.IsHash(CompactJws.Claim(claims, "payload_hash"), request.Body.Span))
            return new Verification(SignatureVerdict.Mismatch, "payload_hash is of another body");

        if (!CompactJws.TryGetTime(claims, "exp", out var expires) || !CompactJws.TryGetTime(claims, "nbf", out var notBefore)
            || !CompactJws.TryGetTime(claims, "iat", out var issued))
        {
            return CompactJws.Malformed("exp, nbf or iat is no time");
        }

        if (expires is null)
            return CompactJws.Malformed("exp is missing");
        var (now, tolerance) = ((request.ReceivedAt - DateTimeOffset.UnixEpoch).TotalSeconds, skew.TotalSeconds);
        return now > expires + tolerance ? new Verification(SignatureVerdict.Stale, "expired")
            : notBefore > now + tolerance || issued > now + tolerance ? new Verification(SignatureVerdict.Stale, "not valid yet")
            : Verification.Valid;
    }
}
