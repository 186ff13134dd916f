using System.Globalization;

namespace Tracking.Providers;

/// <summary>Seconds since 1970, as headers and callbacks write them.</summary>
static class UnixSeconds
{
    /// <returns>Null for what is no whole number of them, or more than the calendar has.</returns>
    public static DateTimeOffset? Parse(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
