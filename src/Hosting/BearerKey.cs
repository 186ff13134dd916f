using System.Security.Cryptography;
using System.Text;

namespace Tracking.Hosting;

/// <summary>A key that its holder sends as <c>Authorization: Bearer &lt;key&gt;</c>. Only its SHA-256 is configured: the key itself is nowhere at rest.</summary>
public static class BearerKey
{
    const string Scheme = "Bearer ";

    /// <summary>Whether a setting is a hash: SHA-256 in lower-case hex.</summary>
    public static bool IsHash(string? setting) =>
        setting is { Length: SHA256.HashSizeInBytes * 2 } && setting.All(char.IsAsciiHexDigitLower);

    /// <summary>The hash of the key that a header holds; null where it holds none.</summary>
    public static byte[]? HashOf(string? authorization) =>
        authorization is not null && authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? Hash(authorization[Scheme.Length..])
            : null;

    /// <summary>The hash of a key, as somebody typed or pasted it.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key.Trim()));

    /// <summary>
    /// Which of the holders has that hash. Every one is compared, each in constant time: the duration tells nothing about any of them.
    /// </summary>
    /// <returns>Null where none has it.</returns>
    public static T? Find<T>(IEnumerable<T> holders, Func<T, byte[]> hashOf, byte[] hash)
        where T : class
    {
        T? found = null;
        foreach (var holder in holders)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, hashOf(holder)))
                found = holder;
        }

        return found;
    }
}
