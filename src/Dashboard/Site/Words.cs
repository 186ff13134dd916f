using System.Globalization;

namespace Tracking.Dashboard.Site;

/// <summary>Figures as people read them.</summary>
static class Words
{
    const string Nothing = "–";

    public static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    /// <param name="of">Of how many: over nothing there is no share.</param>
    public static string Share(double share, long of) => of == 0 ? Nothing : Percent(share);

    /// <summary>With the digits that a thousandth needs.</summary>
    public static string SmallShare(double share, long of) =>
        of == 0 ? Nothing : $"{(100 * share).ToString("0.###", CultureInfo.InvariantCulture)} %";

    // What is not quite all is never rounded to it.
    public static string Percent(double share) =>
        $"{(share is < 1 and > 0.999 ? 99.9 : 100 * share).ToString("0.#", CultureInfo.InvariantCulture)} %";

    public static string Seconds(double? seconds) => seconds switch
    {
        null => Nothing,
        < 1 => $"{(seconds.Value * 1000).ToString("0", CultureInfo.InvariantCulture)} ms",
        < 100 => $"{seconds.Value.ToString("0.#", CultureInfo.InvariantCulture)} s",
        < 6_000 => $"{(seconds.Value / 60).ToString("0.#", CultureInfo.InvariantCulture)} min",
        < 360_000 => $"{(seconds.Value / 3_600).ToString("0.#", CultureInfo.InvariantCulture)} h",
        _ => $"{(seconds.Value / 86_400).ToString("0.#", CultureInfo.InvariantCulture)} days",
    };
}
