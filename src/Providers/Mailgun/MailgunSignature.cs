using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Tracking.Providers.Mailgun;

/// <summary>
/// HMAC-SHA256 in lower-case hexadecimal digits over a timestamp and a token, which stand with it in the body: <b>nothing of what the
/// request says is signed</b>. Hence a token is good for one statement (<see cref="SingleUseProof"/>).
/// </summary>
/// <param name="Timestamp">Seconds since 1970, as they are written.</param>
/// <param name="Token">Of this request.</param>
/// <param name="Hex">What is claimed to be the signature.</param>
/// <seealso href="https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks"/>
public readonly record struct MailgunSignature(string? Timestamp, string? Token, string? Hex)
{
    internal static readonly string[] Names = ["timestamp", "token", "signature"];

    /// <summary>What a genuine request holds.</summary>
    public static string Compute(string timestamp, string token, string signingKey) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(signingKey), Encoding.UTF8.GetBytes(timestamp + token)));

    /// <summary>Compares in constant time; throws for no input.</summary>
    /// <param name="keys">The signing keys that may have signed, in UTF-8.</param>
    public static SignatureVerdict Verify(CallbackRequest request, ReadOnlySpan<byte[]> keys, TimeSpan maxAge) =>
        TryRead(request.ContentType, request.Body) is { } signature
            ? signature.Verify(keys, request.ReceivedAt, maxAge)
            : SignatureVerdict.Unreadable;

    /// <summary>All that is signed, as one text: nothing marks where in it the timestamp ends and the token begins.</summary>
    public string SignedText => Timestamp + Token;

    SignatureVerdict Verify(ReadOnlySpan<byte[]> keys, DateTimeOffset now, TimeSpan maxAge)
    {
        if (string.IsNullOrEmpty(Timestamp) || string.IsNullOrEmpty(Token) || string.IsNullOrEmpty(Hex))
            return SignatureVerdict.Missing;
        Span<byte> given = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (!Mac.TryReadHex(Hex, given) || Hex.AsSpan().ContainsAnyInRange('A', 'F') || SignedTime.Parse(Timestamp) is not { } signedAt)
            return SignatureVerdict.Malformed;
        if (!Mac.IsMadeBy(keys, HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(SignedText), given))
            return SignatureVerdict.Mismatch;
        return SignedTime.IsFresh(signedAt, now, maxAge) ? SignatureVerdict.Valid : SignatureVerdict.Stale;
    }

    /// <returns>Null where the body is neither a form, by its media type, nor a JSON object.</returns>
    static MailgunSignature? TryRead(string? contentType, ReadOnlyMemory<byte> body)
    {
        if (FormBody.IsTypeOf(contentType))
            return Of(MailgunForm.Read(Encoding.UTF8.GetString(body.Span)));
        using var json = CallbackJson.TryParseObject(body);
        return json is null ? null : Of(json.RootElement.ObjectOrNone("signature"));
    }

    internal static MailgunSignature Of(JsonElement signature) =>
        new(signature.TextOrNull("timestamp"), signature.TextOrNull("token"), signature.TextOrNull("signature"));

    internal static MailgunSignature Of(IReadOnlyDictionary<string, string> form) =>
        new(form.GetValueOrDefault("timestamp"), form.GetValueOrDefault("token"), form.GetValueOrDefault("signature"));
}
