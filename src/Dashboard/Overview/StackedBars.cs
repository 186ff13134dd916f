using System.Globalization;
using Tracking.Storage;

namespace Tracking.Dashboard.Overview;

/// <summary>A part of every bar, with its colour.</summary>
/// <param name="Style">The class of its colour.</param>
public sealed record Layer(string Name, string Style);

/// <summary>One step of time.</summary>
/// <param name="Label">Of the axis.</param>
/// <param name="Values">One for each layer.</param>
public sealed record Bar(DateTimeOffset From, DateTimeOffset To, string Label, IReadOnlyList<long> Values)
{
    public long Sum { get; } = Values.Sum();
}

/// <summary>Where the bars of a chart stand: from the left by time, upwards by how many, layer on layer.</summary>
public sealed class StackedBars(string name, IReadOnlyList<Layer> layers, IReadOnlyList<Bar> bars)
{
    public const int Width = 720, Height = 232, Left = 64, Right = 20, Top = 12, Bottom = 32;

    const int MaxLayers = 6;
    const int MaxLabels = 6;

    /// <summary>Unique on its page.</summary>
    public string Name => name;

    public IReadOnlyList<Layer> Layers => layers;

    public IReadOnlyList<Bar> Bars => bars;

    /// <summary>The end of the axis: the least of 4, 8, 12 or 20, with noughts, that none exceeds. A fourth of it is a whole number.</summary>
    public long Most { get; } = RoundUp(bars.Max(bar => bar.Sum));

    public IEnumerable<(double Y, string Text)> Ticks => Enumerable.Range(0, 5).Select(i => i * Most / 4.0).Distinct()
        .Select(value => (Y(value), value.ToString("#,0.##", CultureInfo.InvariantCulture)));

    /// <summary>So many that they do not touch.</summary>
    public IEnumerable<(double X, string Text)> Labels
    {
        get
        {
            var every = (bars.Count + MaxLabels - 1) / MaxLabels;
            return bars.Index().Where(b => (bars.Count - 1 - b.Index) % every == 0).Select(b => (X(b.Index) + BarWidth / 2, b.Item.Label));
        }
    }

    public double BarWidth => Math.Max(1, Step * 0.8);

    public double X(int bar) => Left + bar * Step + Step * 0.1;

    public double Y(double value) => Top + (1 - value / Most) * (Height - Top - Bottom);

    /// <summary>The parts of a bar from below, those that are not empty.</summary>
    public IEnumerable<(Layer Layer, double Y, double Height)> Parts(Bar bar)
    {
        var below = 0L;
        foreach (var (layer, value) in layers.Zip(bar.Values))
        {
            if (value > 0)
                yield return (layer, Y(below + value), Y(below) - Y(below + value));
            below += value;
        }
    }

    double Step => (double)(Width - Left - Right) / bars.Count;

    /// <summary>What became of the deliveries of each step. Facts overlap, so each delivery counts for the first of these that it is.</summary>
    public static StackedBars Outcomes(IReadOnlyList<DateTimeOffset> steps, OverviewWindow window, AnalyticsAnswer answer)
    {
        Layer[] layers = [new("delivered", "fill-good"), new("awaiting a verdict", "fill-info"), new("bounced or failed", "fill-bad"), new("not sent yet", "fill-grey")];
        return new StackedBars("outcome", layers, [.. steps.Select(at => BarOf(at, window, Values(At(answer, at))))]);

        static long[] Values(IEnumerable<DeliveryFigures> figures)
        {
            long[] values = [0, 0, 0, 0];
            foreach (var f in figures)
            {
                var undelivered = Math.Max(0, f.Deliveries - f.Delivered - f.Unconfirmed);
                var failed = Math.Min(f.Bounced + f.Failed, undelivered);
                values[0] += f.Delivered;
                values[1] += f.Unconfirmed;
                values[2] += failed;
                values[3] += undelivered - failed;
            }

            return values;
        }
    }

    /// <summary>How many deliveries of each name: those of most, and the others together.</summary>
    public static StackedBars Of(
        string name, IReadOnlyList<DateTimeOffset> steps, OverviewWindow window, AnalyticsAnswer answer, Func<AnalyticsKey, string?> of)
    {
        var names = answer.Groups.GroupBy(g => of(g.Key)).OrderByDescending(g => g.Sum(n => n.Figures.Deliveries)).Select(g => g.Key).ToArray();
        var shown = names.Length <= MaxLayers ? names : names[..(MaxLayers - 1)];
        List<Layer> layers = [.. shown.Select((n, i) => new Layer(n ?? "none", $"fill-{i + 1}"))];
        if (shown.Length < names.Length)
            layers.Add(new Layer($"{names.Length - shown.Length} others", "fill-grey"));
        return new StackedBars(name, layers, [.. steps.Select(at => BarOf(at, window, Values(at)))]);

        long[] Values(DateTimeOffset at)
        {
            var values = new long[layers.Count];
            foreach (var (key, figures) in answer.Groups.Where(g => g.Key.At == at))
                values[Array.IndexOf(shown, of(key)) is >= 0 and var i ? i : layers.Count - 1] += figures.Deliveries;
            return values;
        }
    }

    static IEnumerable<DeliveryFigures> At(AnalyticsAnswer answer, DateTimeOffset at) => answer.Groups.Where(g => g.Key.At == at).Select(g => g.Figures);

    static Bar BarOf(DateTimeOffset at, OverviewWindow window, long[] values) => new(at, at + window.StepLength, window.Label(at), values);

    static long RoundUp(long most)
    {
        for (var unit = 1L; ; unit *= 10)
        {
            foreach (var times in (long[])[4, 8, 12, 20])
            {
                if (times * unit >= most)
                    return times * unit;
            }
        }
    }
}
