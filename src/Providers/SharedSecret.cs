using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using Microsoft.Extensions.Options;

namespace Tracking.Providers;

/// <summary>
/// The proof of a provider that signs nothing: a secret of ours that it was given with the URL and sends with every request, either as
/// Basic credentials or as the value of a header. It proves who calls, and nothing of what is said: it is worth what the https is worth
/// that it travels by, and whoever reads it once may say anything. So it never travels on with the callback, and is never logged.
/// </summary>
/// <param name="section">The name of the options, and the section that they are bound to: such as <c>Providers:Postmark</c>.</param>
/// <seealso href="https://www.rfc-editor.org/rfc/rfc7617"/>
sealed class SharedSecret(IOptionsMonitor<SharedSecretOptions> options, string section)
{
    public const string AuthorizationHeader = "Authorization";

    const string Scheme = "Basic ";

    // Read when first asked, for the worker reads callbacks without secrets.
    readonly Lazy<Dictionary<string, byte[][]>> _credentials =
        new(() => Hashes(options.Get(section).Credentials, options.Get(section).NamedCredentials));

    readonly Lazy<Dictionary<string, byte[][]>> _headerSecrets =
        new(() => Hashes(options.Get(section).HeaderSecrets, options.Get(section).NamedHeaderSecrets));

    /// <summary>The headers that <see cref="Verify"/> looks at: a route's signature headers, and never its kept ones.</summary>
    public IReadOnlyList<string> Headers =>
        [.. new[] { AuthorizationHeader, options.Get(section).HeaderName }.Distinct(StringComparer.OrdinalIgnoreCase)];

    /// <summary>Whether there is a secret for that account. Without one, nothing is believed.</summary>
    public bool IsConfigured(string? account) => Of(_credentials, account).Length > 0 || Of(_headerSecrets, account).Length > 0;

    /// <summary>Either proof is enough. Compares in constant time with each secret of the account; throws for no input.</summary>
    public Verification Verify(CallbackRequest request, string? account)
    {
        var headers = request.Headers;
        var byCredentials = VerifyCredentials(headers.GetValueOrDefault(AuthorizationHeader), Of(_credentials, account));
        var byHeader = VerifyHeader(headers.GetValueOrDefault(options.Get(section).HeaderName), Of(_headerSecrets, account));
        if (byCredentials == SignatureVerdict.Valid || byHeader == SignatureVerdict.Valid)
            return Verification.Valid;
        return new Verification(byCredentials == SignatureVerdict.Missing ? byHeader : byCredentials);
    }

    /// <param name="authorization">The header's value; null where there is none.</param>
    /// <param name="hashes">Of the credentials that are believed (<see cref="Hash"/>). With none, any others are as good as missing.</param>
    internal static SignatureVerdict VerifyCredentials(string? authorization, ReadOnlySpan<byte[]> hashes)
    {
        if (hashes.IsEmpty || string.IsNullOrEmpty(authorization))
            return SignatureVerdict.Missing;
        return CredentialsOf(authorization) is { } credentials ? Compare(credentials, hashes) : SignatureVerdict.Malformed;
    }

    /// <param name="value">Of the secret's header; null where there is none.</param>
    /// <param name="hashes">Of the secrets that are believed (<see cref="Hash"/>).</param>
    internal static SignatureVerdict VerifyHeader(string? value, ReadOnlySpan<byte[]> hashes) =>
        hashes.IsEmpty || string.IsNullOrEmpty(value) ? SignatureVerdict.Missing : Compare(Encoding.UTF8.GetBytes(value), hashes);

    /// <summary>What is compared instead of a secret: it has the same length for any, so that a comparison does not tell that, either.</summary>
    internal static byte[] Hash(byte[] secret) => SHA256.HashData(secret);

    static SignatureVerdict Compare(byte[] given, ReadOnlySpan<byte[]> hashes)
    {
        var matches = false;
        var hash = Hash(given);
        foreach (var known in hashes)
            matches |= CryptographicOperations.FixedTimeEquals(hash, known);
        return matches ? SignatureVerdict.Valid : SignatureVerdict.Mismatch;
    }

    /// <summary>
    /// User, colon and password in UTF-8. The user ends at the first colon, and neither is empty: a client that was given none sends a
    /// colon alone.
    /// </summary>
    /// <returns>Null for what are no Basic credentials.</returns>
    static byte[]? CredentialsOf(string authorization)
    {
        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var encoded = authorization.AsSpan(Scheme.Length).Trim(' ');
        var decoded = new byte[encoded.Length / 4 * 3];
        // Encoded again it must be the same: the decoder passes over blanks, and over bits that stand for nothing.
        if (!Convert.TryFromBase64Chars(encoded, decoded, out var length)
            || !encoded.SequenceEqual(Convert.ToBase64String(decoded, 0, length)))
        {
            return null;
        }

        var colon = decoded.AsSpan(0, length).IndexOf((byte)':');
        return colon > 0 && colon + 1 < length && Utf8.IsValid(decoded.AsSpan(0, length)) ? decoded[..length] : null;
    }

    static byte[][] Of(Lazy<Dictionary<string, byte[][]>> secrets, string? account) => secrets.Value.GetValueOrDefault(account ?? "", []);

    static Dictionary<string, byte[][]> Hashes(IList<string> unnamed, IEnumerable<KeyValuePair<string, IList<string>>> named) =>
        AccountSecrets.Keys(unnamed, named)
            .ToDictionary(account => account.Key, account => Array.ConvertAll(account.Value, Hash), StringComparer.Ordinal);
}
