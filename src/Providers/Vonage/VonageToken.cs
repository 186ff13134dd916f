using System.Security.Cryptography;
using System.Text.Json;

namespace Tracking.Providers.Vonage;

/// <summary>
/// <c>Authorization: Bearer</c> and a compact JWS, HS256, over the SHA-256 of the body as received. Vonage calls that hash optional where
/// https is used; a token without it says nothing of what it came with, and is refused.
/// </summary>
/// <seealso href="https://developer.vonage.com/en/messages/concepts/signed-webhooks"/>
public static class VonageToken
{
    public const string Header = "Authorization";

    const string Scheme = "Bearer ";
    const string Issuer = "Vonage";

    static readonly string[] Algorithms = ["HS256"];

    /// <summary>What the header of a genuine request holds.</summary>
    /// <param name="tokenId">Of this request.</param>
    /// <param name="apiKey">Of the account that sends.</param>
    public static string Create(ReadOnlySpan<byte> body, string tokenId, DateTimeOffset issuedAt, string apiKey, string signatureSecret)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(body));
        return Scheme + CompactJws.Create(signatureSecret, claims =>
        {
            claims.WriteNumber("iat", issuedAt.ToUnixTimeSeconds());
            claims.WriteString("jti", tokenId);
            claims.WriteString("iss", Issuer);
            claims.WriteString("payload_hash", hash);
            claims.WriteString("api_key", apiKey);
        });
    }

    /// <summary>Compares in constant time; throws for no input.</summary>
    /// <param name="keys">The signature secrets that may have signed, in UTF-8.</param>
    /// <param name="apiKey">Which the token must name; null for any.</param>
    public static Verification Verify(CallbackRequest request, ReadOnlySpan<byte[]> keys, string? apiKey, TimeSpan maxAge)
    {
        var authorization = request.Headers.GetValueOrDefault(Header);
        if (string.IsNullOrEmpty(authorization))
            return new Verification(SignatureVerdict.Missing);
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return CompactJws.Malformed("not a bearer token");
        using var claims = CompactJws.Open(authorization[Scheme.Length..], Algorithms, keys, out var refusal);
        return claims is null ? refusal : Check(claims.RootElement, request, apiKey, maxAge);
    }

    static Verification Check(JsonElement claims, CallbackRequest request, string? apiKey, TimeSpan maxAge)
    {
        if (CompactJws.Claim(claims, "iss") != Issuer)
            return CompactJws.Malformed("iss is not Vonage");
        if (apiKey is not null && CompactJws.Claim(claims, "api_key") != apiKey)
            return new Verification(SignatureVerdict.Untrusted, "api_key is of another account");
        if (!CompactJws.IsHash(CompactJws.Claim(claims, "payload_hash"), request.Body.Span))
            return new Verification(SignatureVerdict.Mismatch, "payload_hash is of another body");
        if (!CompactJws.TryGetTime(claims, "iat", out var issued) || issued is not { } seconds
            || seconds < 0 || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return CompactJws.Malformed("iat is missing, or is no time");
        }

        return SignedTime.IsFresh(DateTimeOffset.FromUnixTimeSeconds((long)seconds), request.ReceivedAt, maxAge)
            ? Verification.Valid
            : new Verification(SignatureVerdict.Stale, "issued at another time");
    }
}
