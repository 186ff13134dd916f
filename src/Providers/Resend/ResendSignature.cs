using System.Security.Cryptography;
using System.Text;

namespace Tracking.Providers.Resend;

/// <summary>
/// The Standard Webhooks signature: Base64 of HMAC-SHA256 over the id, the timestamp and the body as received, a full stop between each.
/// Svix sends its headers as <c>svix-…</c>, others as <c>webhook-…</c>; where there is any of the first, the second are not looked at.
/// </summary>
/// <seealso href="https://github.com/standard-webhooks/standard-webhooks"/>
/// <seealso href="https://docs.svix.com/receiving/verifying-payloads/how-manual"/>
public static class ResendSignature
{
    const string Version = "v1";
    const string SecretPrefix = "whsec_";

    static readonly string[] SvixHeaders = ["svix-id", "svix-timestamp", "svix-signature"];
    static readonly string[] StandardHeaders = ["webhook-id", "webhook-timestamp", "webhook-signature"];

    public static IReadOnlyList<string> Headers { get; } = [.. SvixHeaders, .. StandardHeaders];

    /// <summary>One of the signatures that the header of a genuine request holds.</summary>
    /// <param name="timestamp">Seconds since 1970, as the header has them.</param>
    /// <param name="secret">As the provider shows it.</param>
    public static string Compute(string id, string timestamp, ReadOnlySpan<byte> body, string secret) =>
        TryReadSecret(secret) is { } key
            ? $"{Version},{Convert.ToBase64String(HMACSHA256.HashData(key, Text(id, timestamp, body)))}"
            : throw new ArgumentException("not whsec_ and Base64", nameof(secret));

    /// <summary>Compares in constant time; throws for no input.</summary>
    /// <param name="keys">Those of the secrets that may have signed.</param>
    /// <param name="maxAge">A repetition is signed anew, so it may be short.</param>
    public static SignatureVerdict Verify(CallbackRequest request, ReadOnlySpan<byte[]> keys, TimeSpan maxAge)
    {
        var family = Array.Exists(SvixHeaders, request.Headers.ContainsKey) ? SvixHeaders : StandardHeaders;
        var (id, timestamp, signatures) = (Header(family[0]), Header(family[1]), Header(family[2]));
        if (string.IsNullOrEmpty(id) || string.IsNullOrEmpty(timestamp) || string.IsNullOrEmpty(signatures))
            return SignatureVerdict.Missing;
        if (SignedTime.Parse(timestamp) is not { } signedAt)
            return SignatureVerdict.Malformed;
        var verdict = Verify(signatures, Text(id, timestamp, request.Body.Span), keys);
        return verdict == SignatureVerdict.Valid && !SignedTime.IsFresh(signedAt, request.ReceivedAt, maxAge)
            ? SignatureVerdict.Stale
            : verdict;

        string? Header(string name) => request.Headers.GetValueOrDefault(name);
    }

    /// <returns>Null for what is no secret, also for an empty one.</returns>
    internal static byte[]? TryReadSecret(string secret)
    {
        if (!secret.StartsWith(SecretPrefix, StringComparison.Ordinal))
            return null;
        var key = new byte[secret.Length];
        return Convert.TryFromBase64Chars(secret.AsSpan(SecretPrefix.Length), key, out var length) && length > 0 ? key[..length] : null;
    }

    /// <summary>Any of a header's signatures may be the right one: while a secret is replaced, both sign. Other versions are passed over.</summary>
    static SignatureVerdict Verify(ReadOnlySpan<char> signatures, ReadOnlySpan<byte> text, ReadOnlySpan<byte[]> keys)
    {
        var (wellFormed, matches) = (false, false);
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var range in signatures.Split(' '))
        {
            var signature = signatures[range];
            var comma = signature.IndexOf(',');
            if (comma < 0 || signature[..comma] is not Version || !Mac.TryReadBase64(signature[(comma + 1)..], given))
                continue;
            wellFormed = true;
            matches |= Mac.IsMadeBy(keys, HashAlgorithmName.SHA256, text, given);
        }

        return matches ? SignatureVerdict.Valid : wellFormed ? SignatureVerdict.Mismatch : SignatureVerdict.Malformed;
    }

    static byte[] Text(string id, string timestamp, ReadOnlySpan<byte> body) =>
        [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
}
