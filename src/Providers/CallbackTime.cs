using System.Globalization;

namespace Tracking.Providers;

/// <summary>Instants as providers write them. Each is null for what is no time.</summary>
static class CallbackTime
{
    // Nothing looser: a lenient parser would complete a time without a date by the day's own.
    static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz"];

    /// <summary>ISO 8601, the offset with or without a colon; in UTC, which is assumed where there is no offset.</summary>
    public static DateTimeOffset? OfText(string? text) =>
        DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
                ? instant
                : null;

    /// <summary>Seconds since 1970, in digits.</summary>
    public static DateTimeOffset? OfSeconds(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>Milliseconds since 1970, in digits.</summary>
    public static DateTimeOffset? OfMilliseconds(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;
}
