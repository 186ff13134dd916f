using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tracking.Contracts;

/// <summary>
/// A compact JWS with HS256 and an end, for one purpose. The few lines of RFC 7515 that are needed, since the package has no dependency.
/// </summary>
static class SignedToken
{
    const int MinKeyBytes = 32;
    const int MaxLength = 4_096;

    static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8, AllowDuplicateProperties = false };

    public static string Sign(string audience, DateTimeOffset expiresAt, string signingKey, params ReadOnlySpan<(string Name, string? Text)> claims)
    {
        var key = Encoding.UTF8.GetBytes(signingKey);
        if (key.Length < MinKeyBytes)
            throw new ArgumentException($"A signing key must be at least {MinKeyBytes} bytes.", nameof(signingKey));
        var payload = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(payload))
        {
            json.WriteStartObject();
            json.WriteString("aud", audience);
            json.WriteNumber("exp", expiresAt.ToUnixTimeSeconds());
            foreach (var (name, text) in claims)
            {
                if (text is not null)
                    json.WriteString(name, text);
            }

            json.WriteEndObject();
        }

        var signed = $"{Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(payload.WrittenSpan)}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Compares in constant time; throws for no input.</summary>
    /// <returns>Null where it is not to be believed.</returns>
    public static TokenClaims? Read(string token, string audience, IReadOnlyCollection<string> signingKeys, DateTimeOffset now)
    {
        if (token.Length > MaxLength || !Ascii.IsValid(token) || token.Split('.') is not [var header, var payload, var mac]
            || Decode(mac) is not { } given || !IsSigned(token.AsSpan(0, header.Length + 1 + payload.Length), given, signingKeys)
            || Parse(header) is not { } head)
        {
            return null;
        }

        // The key is an HMAC key and never anything else; extensions that must be understood are not.
        if (head.Text("alg") != "HS256" || head.Has("crit"))
            return null;
        return Parse(payload) is { } claims && claims.IsFor(audience) && claims.ExpiresAt > now ? claims : null;
    }

    static bool IsSigned(ReadOnlySpan<char> text, ReadOnlySpan<byte> given, IReadOnlyCollection<string> signingKeys)
    {
        var bytes = Encoding.ASCII.GetBytes(text.ToArray());
        var matches = false;
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var key in signingKeys)
        {
            HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), bytes, mac);
            matches |= CryptographicOperations.FixedTimeEquals(mac, given);
        }

        return matches;
    }

    static TokenClaims? Parse(string part)
    {
        if (Decode(part) is not { } bytes)
            return null;
        try
        {
            using var json = JsonDocument.Parse(bytes, Strict);
            return json.RootElement.ValueKind == JsonValueKind.Object ? new TokenClaims(json.RootElement.Clone()) : null;
        }
        // The reader has no other way to report what it met; the second is for a name with half a surrogate pair.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static byte[]? Decode(string part) => part.Length > 0 && Base64Url.IsValid(part) ? Base64Url.DecodeFromChars(part) : null;
}

/// <summary>What a token says, once it is believed.</summary>
readonly struct TokenClaims(JsonElement claims)
{
    /// <summary>The beginning of time where it does not say, or not in a number.</summary>
    public DateTimeOffset ExpiresAt =>
        claims.TryGetProperty("exp", out var exp) && exp.ValueKind == JsonValueKind.Number && exp.TryGetDouble(out var seconds)
        && seconds >= 0 && seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : DateTimeOffset.MinValue;

    public bool Has(string name) => claims.TryGetProperty(name, out _);

    /// <summary>One audience, or one of several (RFC 7519, section 4.1.3).</summary>
    public bool IsFor(string audience)
    {
        if (!claims.TryGetProperty("aud", out var aud))
            return false;
        if (aud.ValueKind != JsonValueKind.Array)
            return TextOf(aud) == audience;
        foreach (var one in aud.EnumerateArray())
        {
            if (TextOf(one) == audience)
                return true;
        }

        return false;
    }

    /// <returns>Null where the claim is absent, or no text.</returns>
    public string? Text(string name) => claims.TryGetProperty(name, out var claim) ? TextOf(claim) : null;

    static string? TextOf(JsonElement element)
    {
        if (element.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException) // Invalid UTF-8, or an escape that stands for half a surrogate pair.
        {
            return null;
        }
    }
}
