using System.Globalization;

namespace Tracking.Providers;

/// <summary>Instants as providers write them. Each is null for what is no time.</summary>
static class CallbackTime
{
    // Nothing looser: a lenient parser would complete a time without a date by the day's own.
    static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz",
        "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    const int MaxFraction = 7; // Digits of a second's fraction that an instant keeps.

    /// <summary>
    /// ISO 8601, the offset with or without a colon, a blank for the T where somebody writes it so, and as many digits as somebody likes; in
    /// UTC, which is assumed where there is no offset.
    /// </summary>
    public static DateTimeOffset? OfText(string? text) =>
        DateTimeOffset.TryParseExact(
            Shortened(text), Formats, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
                ? instant
                : null;

    /// <summary>Seconds since 1970, in digits, with or without a fraction.</summary>
    public static DateTimeOffset? OfSeconds(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;

    /// <summary>Milliseconds since 1970, in digits.</summary>
    public static DateTimeOffset? OfMilliseconds(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    // Nanoseconds are written by whoever has them.
    static string? Shortened(string? text)
    {
        if (text?.IndexOf('.') is not { } point || point < 0)
            return text;
        var end = point + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        var kept = Math.Min(end, point + 1 + MaxFraction);
        return text.Remove(kept, end - kept);
    }
}
