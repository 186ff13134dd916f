using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Simulator.Players;

/// <summary>
/// Signs as Twilio does: the URL, then every parameter's name and value in the order of the names. Written apart from the code that
/// verifies, so that a mistake of either shows.
/// </summary>
/// <seealso href="https://www.twilio.com/docs/usage/webhooks/webhooks-security"/>
static class TwilioSigner
{
    [SuppressMessage("Security", "CA5350", Justification = "Twilio signs with HMAC-SHA1.")]
    public static string Sign(string url, IEnumerable<KeyValuePair<string, string>> parameters, ReadOnlySpan<byte> token)
    {
        var text = new StringBuilder(url, 1024);
        foreach (var (name, value) in parameters.Distinct().OrderBy(p => p.Key, StringComparer.Ordinal)
            .ThenBy(p => p.Value, StringComparer.Ordinal))
        {
            text.Append(name).Append(value);
        }

        return Convert.ToBase64String(HMACSHA1.HashData(token, Encoding.UTF8.GetBytes(text.ToString())));
    }
}
