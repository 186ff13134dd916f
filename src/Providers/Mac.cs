using System.Buffers;
using System.Security.Cryptography;

namespace Tracking.Providers;

/// <summary>A message authentication code as a request carries it, and whether one of our keys made it.</summary>
static class Mac
{
    const int MaxLength = 64; // HMAC-SHA512.

    /// <summary>Tries every key, and compares in constant time.</summary>
    public static bool IsMadeBy(
        ReadOnlySpan<byte[]> keys, HashAlgorithmName algorithm, ReadOnlySpan<byte> text, ReadOnlySpan<byte> given)
    {
        var matches = false;
        Span<byte> mac = stackalloc byte[MaxLength];
        foreach (var key in keys)
        {
            var length = CryptographicOperations.HmacData(algorithm, key, text, mac);
            matches |= CryptographicOperations.FixedTimeEquals(mac[..length], given);
        }

        return matches;
    }

    /// <returns>False for anything but exactly as many bytes.</returns>
    public static bool TryReadBase64(ReadOnlySpan<char> text, Span<byte> bytes) =>
        text.Length == (bytes.Length + 2) / 3 * 4
        && Convert.TryFromBase64Chars(text, bytes, out var length)
        && length == bytes.Length;

    /// <returns>False for anything but exactly as many bytes.</returns>
    public static bool TryReadHex(ReadOnlySpan<char> text, Span<byte> bytes) =>
        text.Length == 2 * bytes.Length && Convert.FromHexString(text, bytes, out _, out _) == OperationStatus.Done;
}
