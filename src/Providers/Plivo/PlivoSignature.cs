using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Providers.Plivo;

/// <summary>
/// Base64 of HMAC-SHA256, keyed by an Auth Token. Version 3 signs URL, parameters and nonce; version 2 signs the URL without its query,
/// and the nonce: <b>not what the request says</b>. Each comes in two headers, signed by the account that owns the message and by the main
/// account (<c>Ma</c>), and each header may hold several signatures, separated by commas, while a token is being replaced.
/// </summary>
/// <seealso href="https://www.plivo.com/docs/messaging/concepts/signature-validation"/>
/// <seealso href="https://github.com/plivo/plivo-node"/>
public static class PlivoSignature
{
    public const string V2Header = "X-Plivo-Signature-V2";
    public const string MainV2Header = "X-Plivo-Signature-Ma-V2";
    public const string V2NonceHeader = "X-Plivo-Signature-V2-Nonce";
    public const string V3Header = "X-Plivo-Signature-V3";
    public const string MainV3Header = "X-Plivo-Signature-Ma-V3";
    public const string V3NonceHeader = "X-Plivo-Signature-V3-Nonce";

    const int EncodedLength = 44; // Base64 of the 32 bytes of HMAC-SHA256.

    /// <summary>What the headers of version 2 hold.</summary>
    /// <param name="url">As configured at Plivo. Its query takes no part.</param>
    public static string ComputeV2(string url, string nonce, string authToken) =>
        Compute(V2Text(url, nonce, out var length), length, authToken);

    /// <summary>What the headers of version 3 hold.</summary>
    /// <param name="form">The body as posted; not looked at where the method is GET.</param>
    public static string ComputeV3(string method, string url, ReadOnlySpan<byte> form, string nonce, string authToken) =>
        Compute(V3Text(method, url, form, nonce, out var length), length, authToken);

    /// <summary>
    /// Compares in constant time; throws for no input. Where there is a header of version 3, version 3 decides: a wrong one is never
    /// made up for by version 2, which proves less.
    /// </summary>
    /// <param name="keys">The Auth Tokens that may have signed, in UTF-8.</param>
    public static SignatureVerdict Verify(CallbackRequest request, ReadOnlySpan<byte[]> keys)
    {
        var headers = request.Headers;
        var isV3 = headers.ContainsKey(V3Header) || headers.ContainsKey(MainV3Header) || headers.ContainsKey(V3NonceHeader);
        var own = headers.GetValueOrDefault(isV3 ? V3Header : V2Header);
        var main = headers.GetValueOrDefault(isV3 ? MainV3Header : MainV2Header);
        var nonce = headers.GetValueOrDefault(isV3 ? V3NonceHeader : V2NonceHeader);
        if (string.IsNullOrEmpty(own) && string.IsNullOrEmpty(main) || string.IsNullOrEmpty(nonce))
            return SignatureVerdict.Missing;

        var text = isV3
            ? V3Text(request.Method, request.Url, request.Body.Span, nonce, out var length)
            : V2Text(request.Url, nonce, out length);
        try
        {
            return Verify(text.AsSpan(0, length), own, main, keys);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    static SignatureVerdict Verify(ReadOnlySpan<byte> text, string? own, string? main, ReadOnlySpan<byte[]> keys)
    {
        var (wellFormed, matches) = (false, false);
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        foreach (var key in keys)
        {
            HMACSHA256.HashData(key, text, mac);
            matches |= Holds(own, mac, ref wellFormed) | Holds(main, mac, ref wellFormed);
        }

        return matches ? SignatureVerdict.Valid : wellFormed ? SignatureVerdict.Mismatch : SignatureVerdict.Malformed;
    }

    /// <summary>Whether one of a header's signatures is that one.</summary>
    static bool Holds(ReadOnlySpan<char> header, ReadOnlySpan<byte> mac, ref bool wellFormed)
    {
        var matches = false;
        Span<byte> given = stackalloc byte[EncodedLength / 4 * 3];
        foreach (var range in header.Split(','))
        {
            var signature = header[range].Trim();
            if (signature.Length != EncodedLength
                || !Convert.TryFromBase64Chars(signature, given, out var length) || length != mac.Length)
            {
                continue;
            }

            wellFormed = true;
            matches |= CryptographicOperations.FixedTimeEquals(given[..length], mac);
        }

        return matches;
    }

    static string Compute(byte[] text, int length, string authToken)
    {
        try
        {
            return Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(authToken), text.AsSpan(0, length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    /// <summary>Nothing stands between the path and the nonce.</summary>
    /// <returns>A pooled buffer, which the caller returns.</returns>
    static byte[] V2Text(string url, string nonce, out int length)
    {
        var start = PlivoUrl.Base(url);
        var text = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(start.Length + nonce.Length));
        length = Encoding.UTF8.GetBytes(start, text);
        length += Encoding.UTF8.GetBytes(nonce, text.AsSpan(length));
        return text;
    }

    /// <summary>
    /// <c>https://host/path?a=1&amp;b=2.FromXToY.nonce</c>: the query by its names, then the form by its names, without separators. Both
    /// are signed as they read, and not as they are escaped; of a GET, the query is all there is.
    /// </summary>
    /// <returns>A pooled buffer, which the caller returns.</returns>
    static byte[] V3Text(string method, string url, ReadOnlySpan<byte> form, string nonce, out int length)
    {
        var start = PlivoUrl.Base(url);
        var query = Encoding.UTF8.GetBytes(UrlQuery.Of(url).ToString());
        var text = ArrayPool<byte>.Shared.Rent(
            Encoding.UTF8.GetMaxByteCount(start.Length + nonce.Length)
            + query.Length + 2 * FormBody.MaxFields(query) // "=" and "&" of each field.
            + form.Length + 3); // "?" and two "."
        length = Encoding.UTF8.GetBytes(start, text);

        // Written where they go if there are any: a byte is left free for the mark before the query, and for the dot behind it.
        var inQuery = WriteFields(query, "="u8, "&"u8, text.AsSpan(length + 1));
        var dot = inQuery > 0 ? 1 : 0;
        var inForm = WriteFields(method == "GET" ? default : form, default, default, text.AsSpan(length + 1 + inQuery + dot));
        if (inQuery > 0 || inForm > 0)
            text[length++] = (byte)'?';
        length += inQuery;
        if (inQuery > 0 && inForm > 0)
            text[length++] = (byte)'.';
        length += inForm;
        text[length++] = (byte)'.';
        length += Encoding.UTF8.GetBytes(nonce, text.AsSpan(length));
        return text;
    }

    /// <summary>Each field in order of names and values, repeats kept.</summary>
    static int WriteFields(
        ReadOnlySpan<byte> encoded, ReadOnlySpan<byte> beforeValue, ReadOnlySpan<byte> beforeNext, Span<byte> into)
    {
        var decoded = ArrayPool<byte>.Shared.Rent(encoded.Length);
        var fields = ArrayPool<FormField>.Shared.Rent(FormBody.MaxFields(encoded));
        try
        {
            var sorted = fields.AsSpan(0, FormBody.Decode(encoded, decoded, fields));
            sorted.Sort(new FormFieldOrder(decoded));
            var used = 0;
            foreach (var field in sorted)
            {
                if (used > 0)
                    Append(beforeNext, into, ref used);
                Append(field.Name(decoded), into, ref used);
                Append(beforeValue, into, ref used);
                Append(field.Value(decoded), into, ref used);
            }

            return used;
        }
        finally
        {
            ArrayPool<FormField>.Shared.Return(fields);
            ArrayPool<byte>.Shared.Return(decoded);
        }
    }

    static void Append(ReadOnlySpan<byte> bytes, Span<byte> into, ref int used)
    {
        bytes.CopyTo(into[used..]);
        used += bytes.Length;
    }
}
