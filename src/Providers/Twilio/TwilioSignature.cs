using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Tracking.Providers.Twilio;

/// <summary>
/// <c>X-Twilio-Signature</c>: Base64 of HMAC-SHA1, keyed by the Auth Token, over the URL and every field of the form, in order of
/// their names. Where the URL carries <c>bodySHA256</c>, it signs the URL alone, which holds the digest of the body.
/// </summary>
/// <remarks>
/// The URL decides between the two, for it is signed and the Content-Type is not. Duplicate names follow Twilio's helper for Node:
/// each distinct value once, in order; no messaging callback is documented to have any.
/// </remarks>
/// <seealso href="https://www.twilio.com/docs/usage/webhooks/webhooks-security"/>
public static class TwilioSignature
{
    public const string Header = "X-Twilio-Signature";

    const int EncodedLength = 28; // Base64 of the 20 bytes of HMAC-SHA1.

    /// <summary>What the header of a genuine request holds.</summary>
    /// <param name="url">As configured at Twilio, with its query. Userinfo and fragment are left out.</param>
    /// <param name="formBody">As posted. Not looked at where the URL carries <c>bodySHA256</c>.</param>
    public static string Compute(string url, ReadOnlySpan<byte> formBody, string authToken)
    {
        var signed = TwilioUrl.Signed(url);
        var text = ArrayPool<byte>.Shared.Rent(MaxLength(signed, formBody));
        try
        {
            var tail = MaxUrlLength(signed);
            var end = tail + WriteFields(TwilioUrl.BodyHash(signed) is null ? formBody : default, text.AsSpan(tail));
            Span<byte> encoded = stackalloc byte[EncodedLength];
            Sign(signed, text, tail, end, Encoding.UTF8.GetBytes(authToken), encoded);
            return Encoding.ASCII.GetString(encoded);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    /// <summary>Compares in constant time; throws for no input.</summary>
    /// <param name="signature">The header's value; null where there is none.</param>
    /// <param name="keys">The Auth Tokens that may have signed, in UTF-8.</param>
    public static SignatureVerdict Verify(string url, ReadOnlySpan<byte> body, string? signature, ReadOnlySpan<byte[]> keys)
    {
        if (string.IsNullOrEmpty(signature))
            return SignatureVerdict.Missing;
        Span<byte> given = stackalloc byte[EncodedLength];
        if (signature.Length != EncodedLength || !Ascii.IsValid(signature) || !Base64.IsValid(signature))
            return SignatureVerdict.Malformed;
        Encoding.ASCII.GetBytes(signature, given);

        var signed = TwilioUrl.Signed(url);
        if (TwilioUrl.BodyHash(signed) is { } expected)
        {
            if (!HasHash(body, expected))
                return SignatureVerdict.Mismatch;
            body = default;
        }

        var text = ArrayPool<byte>.Shared.Rent(MaxLength(signed, body));
        try
        {
            var tail = MaxUrlLength(signed);
            var end = tail + WriteFields(body, text.AsSpan(tail));
            return IsSigned(signed, text, tail, end, given, keys)
                || TwilioUrl.OtherPort(signed) is { } other && IsSigned(other, text, tail, end, given, keys)
                    ? SignatureVerdict.Valid
                    : SignatureVerdict.Mismatch;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(text);
        }
    }

    static bool IsSigned(
        string url, Span<byte> text, int tail, int end, ReadOnlySpan<byte> given, ReadOnlySpan<byte[]> keys)
    {
        var matches = false;
        Span<byte> encoded = stackalloc byte[EncodedLength];
        foreach (var key in keys)
        {
            Sign(url, text, tail, end, key, encoded);
            matches |= CryptographicOperations.FixedTimeEquals(encoded, given);
        }

        return matches;
    }

    // The text ends with the fields, which are written once; each form of the URL is put directly before them.
    static void Sign(string url, Span<byte> text, int tail, int end, ReadOnlySpan<byte> key, Span<byte> encoded)
    {
        var start = tail - Encoding.UTF8.GetByteCount(url);
        Encoding.UTF8.GetBytes(url, text[start..tail]);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
#pragma warning disable CA5350 // Twilio's choice. What breaks SHA-1 are collisions, which do not help to forge an HMAC.
        HMACSHA1.HashData(key, text[start..end], mac);
#pragma warning restore CA5350
        Base64.EncodeToUtf8(mac, encoded, out _, out _);
    }

    /// <summary>Name and value of each field without separators, in order of names and values, repeats left out.</summary>
    static int WriteFields(ReadOnlySpan<byte> body, Span<byte> into)
    {
        var decoded = ArrayPool<byte>.Shared.Rent(body.Length);
        var fields = ArrayPool<FormField>.Shared.Rent(FormBody.MaxFields(body));
        try
        {
            var sorted = fields.AsSpan(0, FormBody.Decode(body, decoded, fields));
            sorted.Sort(new FormFieldOrder(decoded));
            var used = 0;
            for (var i = 0; i < sorted.Length; i++)
            {
                if (i > 0 && new FormFieldOrder(decoded).Compare(sorted[i - 1], sorted[i]) == 0)
                    continue;
                var field = sorted[i].NameAndValue(decoded);
                field.CopyTo(into[used..]);
                used += field.Length;
            }

            return used;
        }
        finally
        {
            ArrayPool<FormField>.Shared.Return(fields);
            ArrayPool<byte>.Shared.Return(decoded);
        }
    }

    static bool HasHash(ReadOnlySpan<byte> body, string expectedHex)
    {
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        if (expectedHex.Length != 2 * expected.Length
            || Convert.FromHexString(expectedHex, expected, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(body, actual);
        return CryptographicOperations.FixedTimeEquals(expected, actual);
    }

    // The other form of the URL may be longer by ":443".
    static int MaxUrlLength(string url) => Encoding.UTF8.GetByteCount(url) + 4;

    static int MaxLength(string url, ReadOnlySpan<byte> body) => MaxUrlLength(url) + body.Length;
}
