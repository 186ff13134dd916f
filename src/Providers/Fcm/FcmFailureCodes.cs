using Tracking.Deliveries;

namespace Tracking.Providers.Fcm;

/// <summary>
/// The <c>errorCode</c> of an <c>FcmError</c>, which comes with a refusal by FCM's HTTP v1 API. FCM calls nobody back.
/// </summary>
/// <remarks>
/// A token is given up for what its code says alone: a 404 without a code is a wrong project or URL, and one bad release would otherwise
/// take every token with it.
/// </remarks>
/// <seealso href="https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode"/>
sealed class FcmFailureCodes : IFailureCodes
{
    const string ProviderName = "fcm";
    const string TokenField = "message.token";

    public string Provider => ProviderName;

    public FailureMeaning Read(string? code, string? message) => code?.ToUpperInvariant() switch
    {
        // The second is that of the older API, in messages that were kept from its time.
        "UNREGISTERED" or "NOTREGISTERED" => new(SuppressionReason.InvalidRecipient),
        "INVALID_ARGUMENT" => new(NamesToken(message) ? SuppressionReason.InvalidRecipient : "rejected"),
        // Of another project. Which one was asked is not told, so the token is good for nothing at this provider, but may be elsewhere.
        "SENDER_ID_MISMATCH" =>
            new(SuppressionReason.InvalidRecipient, new(SuppressionReason.InvalidRecipient, SuppressionScope.Sender(ProviderName))),
        "QUOTA_EXCEEDED" => new("rate_limited"),
        "UNAVAILABLE" or "INTERNAL" => new("unavailable"),
        // The second, without an FcmError, is that of our own account.
        "THIRD_PARTY_AUTH_ERROR" or "PERMISSION_DENIED" => new("credentials"),
        _ => default, // UNSPECIFIED_ERROR says no more than that it failed.
    };

    /// <summary>Whether the violation is of that field, and not of one whose name only begins or ends like it.</summary>
    static bool NamesToken(string? message)
    {
        for (var at = 0; message is not null && (at = message.IndexOf(TokenField, at, StringComparison.Ordinal)) >= 0; at++)
        {
            var end = at + TokenField.Length;
            if ((at == 0 || !IsOfName(message[at - 1])) && (end == message.Length || !IsOfName(message[end]) || IsFullStop(message, end)))
                return true;
        }

        return false;
    }

    static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '.';

    static bool IsFullStop(string message, int at) => message[at] == '.' && (at + 1 == message.Length || !IsOfName(message[at + 1]));
}
