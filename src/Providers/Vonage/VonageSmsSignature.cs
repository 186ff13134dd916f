using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Providers.Vonage;

/// <summary>
/// The parameter <c>sig</c>: hexadecimal digits of a hash over all other parameters, sorted by name, each as <c>&amp;name=value</c> with
/// the values' own <c>&amp;</c> and <c>=</c> replaced by <c>_</c>. The plain hash has the secret behind them, the HMACs as their key.
/// </summary>
/// <remarks>
/// Names are not escaped, so that one which holds a separator could hide other parameters in itself and leave the text as it was signed:
/// such a name is refused.
/// </remarks>
/// <seealso href="https://developer.vonage.com/en/getting-started/concepts/signing-messages"/>
/// <seealso href="https://github.com/Vonage/vonage-python-sdk"/>
public static class VonageSmsSignature
{
    const string Parameter = "sig";
    const string PlainMd5 = "md5hash";

    /// <summary>The names of the methods, as the account's settings have them.</summary>
    public static IReadOnlyList<string> Methods { get; } = [PlainMd5, "md5", "sha1", "sha256", "sha512"];

    /// <summary>What the parameter of a genuine receipt holds.</summary>
    /// <param name="method">One of <see cref="Methods"/>.</param>
    public static string Compute(IEnumerable<KeyValuePair<string, string>> parameters, string method, string signatureSecret)
    {
        var text = Text(new SortedDictionary<string, string>(parameters.ToDictionary(), StringComparer.Ordinal));
        var key = Encoding.UTF8.GetBytes(signatureSecret);
        return Convert.ToHexStringLower(
            method == PlainMd5 ? Md5([.. text, .. key]) : CryptographicOperations.HmacData(AlgorithmOf(method)!.Value, key, text));
    }

    /// <summary>Compares in constant time; throws for no input.</summary>
    /// <param name="keys">The signature secrets that may have signed, in UTF-8.</param>
    /// <param name="method">The account's, one of <see cref="Methods"/>; with any other, nothing is believed.</param>
    public static Verification Verify(CallbackRequest request, ReadOnlySpan<byte[]> keys, string method, TimeSpan maxAge)
    {
        var parameters = VonageSmsParameters.TryRead(request.Method, request.Url, request.ContentType, request.Body, out var problem);
        if (parameters is null)
            return new Verification(SignatureVerdict.Unreadable, problem);
        if (!parameters.TryGetValue(Parameter, out var signature) || signature.Length == 0)
            return new Verification(SignatureVerdict.Missing);
        if (parameters.Keys.Any(name => name.AsSpan().ContainsAny('&', '=')))
            return new Verification(SignatureVerdict.Malformed, "a name holds a separator");
        if (!parameters.TryGetValue("timestamp", out var timestamp) || SignedTime.Parse(timestamp) is not { } signedAt)
            return new Verification(SignatureVerdict.Malformed, "timestamp is missing, or is no time");
        var given = new byte[signature.Length / 2];
        if (!Mac.TryReadHex(signature, given))
            return new Verification(SignatureVerdict.Malformed, "sig is not hexadecimal");

        if (!IsMadeBy(keys, method, Text(parameters), given))
            return new Verification(SignatureVerdict.Mismatch);
        return SignedTime.IsFresh(signedAt, request.ReceivedAt, maxAge) ? Verification.Valid : new Verification(SignatureVerdict.Stale);
    }

    static bool IsMadeBy(ReadOnlySpan<byte[]> keys, string method, byte[] text, byte[] given)
    {
        if (method != PlainMd5)
            return AlgorithmOf(method) is { } algorithm && Mac.IsMadeBy(keys, algorithm, text, given);
        var matches = false;
        foreach (var key in keys)
            matches |= CryptographicOperations.FixedTimeEquals(Md5([.. text, .. key]), given);
        return matches;
    }

    static byte[] Text(SortedDictionary<string, string> parameters)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in parameters.Where(p => p.Key != Parameter))
            text.Append('&').Append(name).Append('=').Append(value.Replace('&', '_').Replace('=', '_'));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    static HashAlgorithmName? AlgorithmOf(string method) => method switch
    {
        "md5" => HashAlgorithmName.MD5,
        "sha1" => HashAlgorithmName.SHA1,
        "sha256" => HashAlgorithmName.SHA256,
        "sha512" => HashAlgorithmName.SHA512,
        _ => null,
    };

    [SuppressMessage("Security", "CA5351", Justification = "It is what the account is set to, and the default of old ones.")]
    static byte[] Md5(byte[] bytes) => MD5.HashData(bytes);
}
