using System.Security.Cryptography;
using System.Text;

namespace Tracking.Simulator.Players;

/// <summary>Signs as Plivo does. Written apart from the code that verifies, so that a mistake of either shows.</summary>
/// <seealso href="https://github.com/plivo/plivo-python"/>
static class PlivoSigner
{
    /// <param name="url">Without a query.</param>
    public static string SignV2(string url, string nonce, ReadOnlySpan<byte> token) => Sign(url + nonce, token);

    /// <param name="url">Without a query.</param>
    public static string SignV3(
        bool byGet, string url, IEnumerable<KeyValuePair<string, string>> parameters, string nonce, ReadOnlySpan<byte> token)
    {
        var sorted = parameters.OrderBy(p => p.Key, StringComparer.Ordinal).ThenBy(p => p.Value, StringComparer.Ordinal);
        var said = byGet
            ? string.Join('&', sorted.Select(p => $"{p.Key}={p.Value}"))
            : string.Concat(sorted.Select(p => p.Key + p.Value));
        return Sign($"{url}?{said}.{nonce}", token);
    }

    static string Sign(string text, ReadOnlySpan<byte> token) =>
        Convert.ToBase64String(HMACSHA256.HashData(token, Encoding.UTF8.GetBytes(text)));
}
