using System.Security.Cryptography;
using System.Text;

namespace Tracking.Providers.SendGrid;

/// <summary>
/// <c>X-Twilio-Email-Event-Webhook-Signature</c>: Base64 of an ECDSA signature in DER, on P-256 and over the SHA-256 of the timestamp
/// header, directly followed by the body's bytes. Neither URL nor method is signed.
/// </summary>
/// <remarks>Who knows one valid signature can make a second of it: it identifies nothing.</remarks>
/// <seealso href="https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features"/>
public static class SendGridSignature
{
    public const string Header = "X-Twilio-Email-Event-Webhook-Signature";
    public const string TimestampHeader = "X-Twilio-Email-Event-Webhook-Timestamp";

    const int NumberLength = 32; // Of the curve's two numbers, in bytes.
    const int MaxDerLength = 2 + 2 * (2 + 1 + NumberLength); // Each number may need a zero before it.

    /// <summary>Signs as SendGrid does, for tests and simulations: what belongs into the header.</summary>
    /// <param name="timestamp">Seconds since 1970, as the header has them.</param>
    public static string Sign(string timestamp, ReadOnlySpan<byte> body, ECDsa key) =>
        Convert.ToBase64String(key.SignHash(Digest(timestamp, body), DSASignatureFormat.Rfc3279DerSequence));

    /// <summary>Throws for no input.</summary>
    /// <param name="keys">Any of them may have signed.</param>
    /// <param name="maxAge">By the time of the post, not of the events in it.</param>
    internal static SignatureVerdict Verify(CallbackRequest request, ReadOnlySpan<SendGridKey> keys, TimeSpan maxAge)
    {
        var header = request.Headers.GetValueOrDefault(Header);
        var timestamp = request.Headers.GetValueOrDefault(TimestampHeader);
        if (string.IsNullOrEmpty(header) || string.IsNullOrEmpty(timestamp))
            return SignatureVerdict.Missing;
        Span<byte> der = stackalloc byte[MaxDerLength];
        Span<byte> signature = stackalloc byte[2 * NumberLength];
        if (!Convert.TryFromBase64String(header, der, out var length) || !TryReadNumbers(der[..length], signature)
            || SignedTime.Parse(timestamp) is not { } signedAt)
        {
            return SignatureVerdict.Malformed;
        }

        var digest = Digest(timestamp, request.Body.Span);
        var matches = false;
        foreach (var key in keys)
            matches = matches || key.Verifies(digest, signature);
        if (!matches)
            return SignatureVerdict.Mismatch;
        return SignedTime.IsFresh(signedAt, request.ReceivedAt, maxAge) ? SignatureVerdict.Valid : SignatureVerdict.Stale;
    }

    static byte[] Digest(string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(timestamp));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    // By hand, for the decoders at hand throw for what is no DER, and anybody may send that.
    static bool TryReadNumbers(ReadOnlySpan<byte> der, Span<byte> into)
    {
        if (der is not [0x30, var length, .. var numbers] || length != numbers.Length)
            return false;
        return TryReadNumber(ref numbers, into[..NumberLength]) && TryReadNumber(ref numbers, into[NumberLength..]) && numbers.IsEmpty;
    }

    static bool TryReadNumber(ref ReadOnlySpan<byte> der, Span<byte> into)
    {
        if (der is not [0x02, var length, .. var rest] || length > rest.Length)
            return false;
        var number = rest[..length];
        der = rest[length..];

        // In the fewest bytes, and not negative: a zero stands before a first bit that is set, and nowhere else.
        if (number is [] or [>= 0x80, ..] or [0, < 0x80, ..])
            return false;
        number = number is [0, ..] ? number[1..] : number;
        if (number.Length > into.Length)
            return false;
        into.Clear();
        number.CopyTo(into[^number.Length..]);
        return true;
    }
}
