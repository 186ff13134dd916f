using System.Diagnostics;
using System.Globalization;
using Tracking.Dashboard.Site;
using Tracking.Deliveries;

namespace Tracking.Dashboard.Deliveries;

/// <summary>
/// Where the events of a timeline stand in its picture: to the right by the time since the first, upwards by the strength of their evidence.
/// Time is logarithmic, since a receipt comes within seconds and an open within days.
/// </summary>
public sealed class TimelinePicture
{
    public const int Width = 960, Left = 132, Right = 24, Top = 16, Bottom = 36, RowHeight = 30;

    const int LeastApart = 48;

    static readonly (double Seconds, string Text)[] Marks =
    [
        (0.1, "0.1 s"), (0.5, "0.5 s"), (1, "1 s"), (10, "10 s"), (60, "1 min"), (600, "10 min"), (3600, "1 h"), (6 * 3600, "6 h"), (86400, "1 day"), (7 * 86400, "1 week"),
        (30 * 86400d, "30 days"), (365 * 86400d, "1 year"),
    ];

    readonly DateTimeOffset _first;
    readonly double _span;
    readonly int[] _strengths;

    public TimelinePicture(IReadOnlyList<ReadEvent> events)
    {
        Events = events;
        _first = events.Min(e => e.Event.OccurredAt);
        _span = Math.Max(1, (events.Max(e => e.Event.OccurredAt) - _first).TotalSeconds);
        _strengths = [.. events.Select(e => e.Evidence.Strength()).Distinct().Order()];
        Rows =
        [
            .. _strengths.Select(strength => (
                Y(strength), string.Join(", ", events.Where(e => e.Evidence.Strength() == strength).Select(e => e.Evidence.Word()).Distinct()))),
        ];
        Ticks = Apart(Marks.Where(mark => mark.Seconds < _span).Select(mark => (X(mark.Seconds), mark.Text)));
    }

    public IReadOnlyList<ReadEvent> Events { get; }

    /// <summary>A row for each strength that occurs, with the evidence in it.</summary>
    public IReadOnlyList<(double Y, string Text)> Rows { get; }

    public IReadOnlyList<(double X, string Text)> Ticks { get; }

    public int Height => Top + Bottom + _strengths.Length * RowHeight;

    public double X(ReadEvent e) => X((e.Event.OccurredAt - _first).TotalSeconds);

    public double Y(ReadEvent e) => Y(e.Evidence.Strength());

    /// <summary>How long after the first event.</summary>
    public static string Since(TimeSpan span) => span switch
    {
        { Ticks: 0 } => "first",
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"+{span.TotalSeconds:0.###} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"+{span.TotalMinutes:0.#} min"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"+{span.TotalHours:0.#} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"+{span.TotalDays:0.#} days"),
    };

    public string Since(ReadEvent e) => Since(e.Event.OccurredAt - _first);

    /// <summary>A number as SVG takes it, whatever the culture.</summary>
    public static string At(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    internal static Tone ToneOf(Evidence evidence) => evidence switch
    {
        Evidence.Delivered or Evidence.Opened or Evidence.Clicked or Evidence.Read => Tone.Good,
        Evidence.Sent or Evidence.Queued or Evidence.Assigned => Tone.Info,
        Evidence.Deferred or Evidence.SoftBounce or Evidence.Unsubscribed => Tone.Warn,
        Evidence.FailedAtTransport or Evidence.FailedAtProvider or Evidence.Undelivered or Evidence.HardBounce or Evidence.Complaint => Tone.Bad,
        Evidence.None or Evidence.Unknown => Tone.Plain,
        _ => throw new UnreachableException($"evidence {evidence}"),
    };

    // Later ones first: they say more about the span.
    static List<(double X, string Text)> Apart(IEnumerable<(double X, string Text)> ticks)
    {
        var kept = new List<(double X, string Text)>();
        foreach (var tick in ticks.Reverse())
        {
            if (kept.Count == 0 || kept[^1].X - tick.X >= LeastApart)
                kept.Add(tick);
        }

        return kept;
    }

    double X(double seconds) => Left + 12 + Math.Log(1 + seconds) / Math.Log(1 + _span) * (Width - Left - Right - 24);

    double Y(int strength) => Top + (_strengths.Length - 1 - Array.IndexOf(_strengths, strength)) * RowHeight + RowHeight / 2.0;
}
