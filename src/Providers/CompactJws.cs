using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tracking.Providers;

/// <summary>
/// A signed token of three parts. The key is an HMAC key and never anything else: what the token's header asks for is looked up among the
/// HMACs that its provider uses, and refused before anything is computed where it is not one of them or brings a key of its own.
/// </summary>
/// <seealso href="https://www.rfc-editor.org/rfc/rfc7515"/>
static class CompactJws
{
    static readonly string[] ForbiddenMembers = ["crit", "jku", "jwk", "x5u", "x5c", "b64"];

    /// <summary>Signed with HS256.</summary>
    /// <param name="writeClaims">Writes the members of the object.</param>
    public static string Create(string signingKey, Action<Utf8JsonWriter> writeClaims)
    {
        var payload = new ArrayBufferWriter<byte>();
        using (var claims = new Utf8JsonWriter(payload))
        {
            claims.WriteStartObject();
            writeClaims(claims);
            claims.WriteEndObject();
        }

        var signed = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8) + "." + Base64Url.EncodeToString(payload.WrittenSpan);
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingKey), Encoding.ASCII.GetBytes(signed));
        return signed + "." + Base64Url.EncodeToString(mac);
    }

    /// <param name="algorithms">Those of HS256, HS384 and HS512 that the provider uses.</param>
    /// <param name="keys">The keys that may have signed.</param>
    /// <returns>The claims, which the caller disposes of; null where the token is refused, for the reason given.</returns>
    public static JsonDocument? Open(
        string token, ReadOnlySpan<string> algorithms, ReadOnlySpan<byte[]> keys, out Verification refusal)
    {
        var headerEnd = token.IndexOf('.');
        var payloadEnd = token.LastIndexOf('.');
        if (headerEnd < 0 || payloadEnd == headerEnd || !Ascii.IsValid(token)
            || Decode(token.AsSpan(0, headerEnd)) is not { } header
            || Decode(token.AsSpan((headerEnd + 1)..payloadEnd)) is not { } payload
            || Decode(token.AsSpan(payloadEnd + 1)) is not { } mac)
        {
            refusal = Malformed("not a compact JWS");
            return null;
        }

        if (AlgorithmOf(header, algorithms) is not { } algorithm)
        {
            refusal = Malformed($"its algorithm is none of {string.Join(", ", algorithms)}, or it brings a key");
            return null;
        }

        if (!Mac.IsMadeBy(keys, algorithm, Encoding.ASCII.GetBytes(token, 0, payloadEnd), mac))
        {
            refusal = new Verification(SignatureVerdict.Mismatch, "signed by another key");
            return null;
        }

        var claims = CallbackJson.TryParseObject(payload);
        refusal = claims is null ? Malformed("its claims are no JSON object") : default;
        return claims;
    }

    public static Verification Malformed(string detail) => new(SignatureVerdict.Malformed, detail);

    public static string? Claim(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var claim) ? claim.TextOrNull() : null;

    /// <param name="seconds">Since 1970; null where the claim is absent.</param>
    /// <returns>False where it is there and no time.</returns>
    public static bool TryGetTime(JsonElement claims, string name, out double? seconds)
    {
        seconds = null;
        if (!claims.TryGetProperty(name, out var claim))
            return true;
        if (claim.ValueKind != JsonValueKind.Number || !claim.TryGetDouble(out var value) || !double.IsFinite(value))
            return false;
        seconds = value;
        return true;
    }

    /// <summary>Whether a claim is the SHA-256 of that, in hexadecimal digits.</summary>
    public static bool IsHash(string? hex, ReadOnlySpan<byte> bytes)
    {
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        if (!Mac.TryReadHex(hex, expected))
            return false;
        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, actual);
        return CryptographicOperations.FixedTimeEquals(expected, actual);
    }

    /// <returns>Null for one that we do not believe in.</returns>
    static HashAlgorithmName? AlgorithmOf(byte[] header, ReadOnlySpan<string> algorithms)
    {
        using var json = CallbackJson.TryParseObject(header);
        if (json is null || Array.Exists(ForbiddenMembers, name => json.RootElement.TryGetProperty(name, out _)))
            return null;
        var name = Claim(json.RootElement, "alg");
        return !algorithms.Contains(name) ? null : name switch
        {
            "HS256" => HashAlgorithmName.SHA256,
            "HS384" => HashAlgorithmName.SHA384,
            "HS512" => HashAlgorithmName.SHA512,
            _ => null,
        };
    }

    static byte[]? Decode(ReadOnlySpan<char> part)
    {
        if (part.IsEmpty || !Base64Url.IsValid(part, out var length))
            return null;
        var bytes = new byte[length];
        return Base64Url.DecodeFromChars(part, bytes, out _, out var written) == OperationStatus.Done && written == length ? bytes : null;
    }
}
