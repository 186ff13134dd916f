using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Simulator.Players;

/// <summary>Makes tokens as MessageBird does, for a request without a body. Written apart from the code that verifies.</summary>
/// <seealso href="https://github.com/messagebird/go-rest-api"/>
static class MessageBirdSigner
{
    public static string Sign(string url, Guid tokenId, DateTimeOffset now, ReadOnlySpan<byte> key)
    {
        var seconds = now.ToUnixTimeSeconds();
        var urlHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url)));
        var claims = FormattableString.Invariant(
            $$"""{"iss":"MessageBird","nbf":{{seconds}},"exp":{{seconds + 60}},"jti":"{{tokenId}}","url_hash":"{{urlHash}}"}""");
        var signed = $"{Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }
}
