using System.CommandLine.Parsing;

namespace Tracking.Simulator.Commands;

/// <summary>Durations as people write them: <c>500ms</c>, <c>90s</c>, <c>2m</c>, <c>1h</c>, or <c>00:01:30</c>.</summary>
static class Durations
{
    /// <returns>Null where the text is none, or is negative.</returns>
    public static TimeSpan? Parse(string text)
    {
        (string Suffix, TimeSpan Unit)[] units =
        [
            ("ms", TimeSpan.FromMilliseconds(1)),
            ("s", TimeSpan.FromSeconds(1)),
            ("m", TimeSpan.FromMinutes(1)),
            ("h", TimeSpan.FromHours(1)),
        ];
        foreach (var (suffix, unit) in units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                    && count * unit.TotalDays < 365
                    ? unit * count
                    : null;
            }
        }

        // A bare number would be taken for days.
        return text.Contains(':') && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) && span >= TimeSpan.Zero
            ? span
            : null;
    }

    public static TimeSpan Parse(ArgumentResult result)
    {
        if (result.Tokens is [var token] && Parse(token.Value) is { } duration)
            return duration;
        result.AddError($"{OptionOf(result)} takes a duration, such as 500ms, 90s, 2m or 00:01:30.");
        return default;
    }

    static string OptionOf(ArgumentResult result) => ((OptionResult)result.Parent!).Option.Name;
}
