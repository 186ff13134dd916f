using System.Text;
using Tracking.Contracts;

namespace Tracking.Providers;

/// <summary>Text as it can be kept: PostgreSQL stores neither NUL nor half a surrogate pair.</summary>
static class StorableText
{
    public static bool IsStorable(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            if (text[0] == '\0' || Rune.DecodeFromUtf16(text, out _, out var consumed) != System.Buffers.OperationStatus.Done)
                return false;
            text = text[consumed..];
        }

        return true;
    }

    /// <summary>
    /// Whether a recipient is longer than one may be: in characters, and in bytes of UTF-8 as well, since it is part of keys.
    /// </summary>
    public static bool IsTooLong(string? recipient) =>
        recipient is not null
        && (recipient.Length > MessageRules.MaxRecipientLength || Encoding.UTF8.GetByteCount(recipient) > MessageRules.MaxRecipientLength);

    /// <summary>At most that many characters of it; null where nothing is left but blanks.</summary>
    public static string? Cut(string? text, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (text.Length <= maxLength)
            return text;
        return char.IsHighSurrogate(text[maxLength - 1]) ? text[..(maxLength - 1)] : text[..maxLength];
    }
}
