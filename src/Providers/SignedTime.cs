using System.Globalization;

namespace Tracking.Providers;

/// <summary>When a request was signed, in seconds since 1970 that the signature covers, and how long it is believed.</summary>
static class SignedTime
{
    /// <summary>How far ahead of ours the signer's clock may be.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromMinutes(5);
    static readonly TimeSpan LongestMaxAge = TimeSpan.FromDays(30);

    /// <returns>Null for what are no seconds since 1970: whole ones, without sign or blanks.</returns>
    public static DateTimeOffset? Parse(string? seconds) =>
        long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        && value <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(value)
            : null;

    /// <summary>Not older than that, and not of a clock that is more than five minutes ahead of ours.</summary>
    public static bool IsFresh(DateTimeOffset signedAt, DateTimeOffset now, TimeSpan maxAge) =>
        signedAt >= now - maxAge && signedAt <= now + MaxAhead;

    /// <summary>A sentence where a setting <c>MaxAge</c> cannot be right.</summary>
    public static IEnumerable<string> Problems(string section, TimeSpan maxAge)
    {
        if (maxAge <= TimeSpan.Zero || maxAge > LongestMaxAge)
            yield return $"{section}:MaxAge must be a time span of more than nothing and at most {LongestMaxAge.TotalDays} days.";
    }
}
