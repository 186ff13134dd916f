namespace Tracking.Deliveries;

/// <summary>Addresses are compared in one form only, everywhere.</summary>
public static class Recipient
{
    /// <summary>
    /// Mail addresses in lower case without a display name; numbers by their digits, without a channel prefix; anything else,
    /// such as a device token, as it stands.
    /// </summary>
    /// <returns>Null where there is no address.</returns>
    public static string? Normalize(string? address)
    {
        var text = address.AsSpan().Trim();
        if (text.IsEmpty)
            return null;

        // "Ana <ana@example.org>"
        if (text[^1] == '>' && text.LastIndexOf('<') is >= 0 and var open)
            text = text[(open + 1)..^1].Trim();
        if (text.IsEmpty)
            return null;
        if (text.Contains('@'))
            return text.ToString().ToLowerInvariant();

        // "whatsapp:+31612345678", "rcs:…": a word and a colon before a number.
        var number = text;
        if (text.IndexOf(':') is > 0 and var colon && !text[..colon].ContainsAnyExcept(PrefixLetters))
            number = text[(colon + 1)..].Trim();
        return Digits(number) ?? text.ToString();
    }

    const string Punctuation = "+-.() ";
    static readonly SearchValues<char> PrefixLetters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_");

    static string? Digits(ReadOnlySpan<char> text)
    {
        Span<char> digits = stackalloc char[32];
        var count = 0;
        foreach (var c in text)
        {
            if (char.IsAsciiDigit(c) && count < digits.Length)
                digits[count++] = c;
            else if (!Punctuation.Contains(c))
                return null;
        }

        return count == 0 ? null : digits[..count].ToString();
    }
}
