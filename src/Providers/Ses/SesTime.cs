using System.Globalization;

namespace Tracking.Providers.Ses;

static class SesTime
{
    // ISO 8601 as it is documented, and the other shapes that documented samples have. Nothing looser: a lenient parser would
    // complete a time without a date by the day's own.
    static readonly string[] Formats =
        ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss zzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF zzz"];

    /// <returns>In UTC, which is assumed where there is no offset; null for what is no time.</returns>
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal | DateTimeStyles.AllowWhiteSpaces, out var instant)
                ? instant
                : null;
}
