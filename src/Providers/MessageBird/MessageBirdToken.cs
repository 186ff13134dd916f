using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tracking.Providers.MessageBird;

/// <summary>
/// <c>MessageBird-Signature-JWT</c>: a compact JWS over the hash of the URL as called, its query included, and over that of the body where
/// there is one. Of a status report the query is all that is said, so the URL is always checked.
/// </summary>
/// <remarks>
/// The key is an HMAC key and never anything else: what the token's header asks for is looked up among three HMACs, and refused before
/// anything is computed where it is not one of them or brings a key of its own.
/// </remarks>
/// <seealso href="https://developers.messagebird.com/docs/verify-http-requests"/>
/// <seealso href="https://github.com/messagebird/go-rest-api"/>
public static class MessageBirdToken
{
    public const string Header = "MessageBird-Signature-JWT";

    const string Issuer = "MessageBird";
    const int MaxMacLength = 64; // HMAC-SHA512.

    static readonly string[] ForbiddenMembers = ["crit", "jku", "jwk", "x5u", "x5c", "b64"];

    static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>What the header of a genuine request holds.</summary>
    /// <param name="url">As called, with its query.</param>
    /// <param name="tokenId">Of this request: every one has its own.</param>
    public static string Create(string url, ReadOnlySpan<byte> body, string tokenId, DateTimeOffset notBefore, string signingKey)
    {
        var payload = new ArrayBufferWriter<byte>();
        using (var claims = new Utf8JsonWriter(payload))
        {
            claims.WriteStartObject();
            claims.WriteString("iss", Issuer);
            claims.WriteNumber("nbf", notBefore.ToUnixTimeSeconds());
            claims.WriteNumber("exp", (notBefore + Lifetime).ToUnixTimeSeconds());
            claims.WriteString("jti", tokenId);
            claims.WriteString("url_hash", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url))));
            if (!body.IsEmpty)
                claims.WriteString("payload_hash", Convert.ToHexStringLower(SHA256.HashData(body)));
            claims.WriteEndObject();
        }

        var signed = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8) + "." + Base64Url.EncodeToString(payload.WrittenSpan);
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingKey), Encoding.ASCII.GetBytes(signed));
        return signed + "." + Base64Url.EncodeToString(mac);
    }

    /// <summary>Compares in constant time; throws for no input.</summary>
    /// <param name="token">The header's value; null where there is none.</param>
    /// <param name="keys">The signing keys that may have signed, in UTF-8.</param>
    /// <param name="skew">By how much the two clocks may differ.</param>
    public static Verification Verify(CallbackRequest request, string? token, ReadOnlySpan<byte[]> keys, TimeSpan skew)
    {
        if (string.IsNullOrEmpty(token))
            return new Verification(SignatureVerdict.Missing);
        var headerEnd = token.IndexOf('.');
        var payloadEnd = token.LastIndexOf('.');
        if (headerEnd < 0 || payloadEnd == headerEnd || !Ascii.IsValid(token)
            || Decode(token.AsSpan(0, headerEnd)) is not { } header
            || Decode(token.AsSpan((headerEnd + 1)..payloadEnd)) is not { } payload
            || Decode(token.AsSpan(payloadEnd + 1)) is not { } mac)
        {
            return Malformed("not a compact JWS");
        }

        if (AlgorithmOf(header) is not { } algorithm)
            return Malformed("its algorithm is none of HS256, HS384 and HS512, or it brings a key");
        if (!IsSigned(Encoding.ASCII.GetBytes(token, 0, payloadEnd), mac, algorithm, keys))
            return new Verification(SignatureVerdict.Mismatch, "signed by another key");
        using var claims = CallbackJson.TryParseObject(payload);
        return claims is null ? Malformed("its claims are no JSON object") : Check(claims.RootElement, request, skew);
    }

    static Verification Check(JsonElement claims, CallbackRequest request, TimeSpan skew)
    {
        if (TextOf(claims, "iss") != Issuer)
            return Malformed("iss is not MessageBird");
        if (string.IsNullOrEmpty(TextOf(claims, "jti")))
            return Malformed("jti is missing");
        if (!IsHash(TextOf(claims, "url_hash"), Encoding.UTF8.GetBytes(request.Url)))
            return new Verification(SignatureVerdict.Mismatch, "url_hash is of another URL");
        var payloadHash = claims.TryGetProperty("payload_hash", out _);
        if (payloadHash == request.Body.IsEmpty || payloadHash && !IsHash(TextOf(claims, "payload_hash"), request.Body.Span))
            return new Verification(SignatureVerdict.Mismatch, "payload_hash is of another body");

        if (!TryGetTime(claims, "exp", out var expires) || !TryGetTime(claims, "nbf", out var notBefore)
            || !TryGetTime(claims, "iat", out var issued))
        {
            return Malformed("exp, nbf or iat is no time");
        }

        if (expires is null)
            return Malformed("exp is missing");
        var (now, tolerance) = ((request.ReceivedAt - DateTimeOffset.UnixEpoch).TotalSeconds, skew.TotalSeconds);
        return now > expires + tolerance ? new Verification(SignatureVerdict.Stale, "expired")
            : notBefore > now + tolerance || issued > now + tolerance ? new Verification(SignatureVerdict.Stale, "not valid yet")
            : Verification.Valid;
    }

    /// <returns>Null for one that we do not believe in.</returns>
    static HashAlgorithmName? AlgorithmOf(byte[] header)
    {
        using var json = CallbackJson.TryParseObject(header);
        if (json is null || Array.Exists(ForbiddenMembers, name => json.RootElement.TryGetProperty(name, out _)))
            return null;
        return TextOf(json.RootElement, "alg") switch
        {
            "HS256" => HashAlgorithmName.SHA256,
            "HS384" => HashAlgorithmName.SHA384,
            "HS512" => HashAlgorithmName.SHA512,
            _ => null,
        };
    }

    static bool IsSigned(ReadOnlySpan<byte> text, ReadOnlySpan<byte> given, HashAlgorithmName algorithm, ReadOnlySpan<byte[]> keys)
    {
        var matches = false;
        Span<byte> mac = stackalloc byte[MaxMacLength];
        foreach (var key in keys)
        {
            var length = CryptographicOperations.HmacData(algorithm, key, text, mac);
            matches |= CryptographicOperations.FixedTimeEquals(mac[..length], given);
        }

        return matches;
    }

    static bool IsHash(string? hex, ReadOnlySpan<byte> bytes)
    {
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        if (hex?.Length != 2 * expected.Length || Convert.FromHexString(hex, expected, out _, out _) != OperationStatus.Done)
            return false;
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, actual);
        return CryptographicOperations.FixedTimeEquals(expected, actual);
    }

    /// <param name="seconds">Since 1970; null where the claim is absent.</param>
    /// <returns>False where it is there and no time.</returns>
    static bool TryGetTime(JsonElement claims, string name, out double? seconds)
    {
        seconds = null;
        if (!claims.TryGetProperty(name, out var claim))
            return true;
        if (claim.ValueKind != JsonValueKind.Number || !claim.TryGetDouble(out var value) || !double.IsFinite(value))
            return false;
        seconds = value;
        return true;
    }

    static byte[]? Decode(ReadOnlySpan<char> part)
    {
        if (part.IsEmpty || !Base64Url.IsValid(part, out var length))
            return null;
        var bytes = new byte[length];
        return Base64Url.DecodeFromChars(part, bytes, out _, out var written) == OperationStatus.Done && written == length ? bytes : null;
    }

    static string? TextOf(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var member) ? member.TextOrNull() : null;

    static Verification Malformed(string detail) => new(SignatureVerdict.Malformed, detail);
}
