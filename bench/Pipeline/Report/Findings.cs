using System.Text.Json;

namespace Tracking.Pipeline.Report;

/// <summary>One figure, once a round.</summary>
sealed record Figure(string Measure, string Name, string Unit, List<double> Rounds)
{
    public double Median => Medians.Of(Rounds);
}

/// <summary>Two figures of the same rounds, one over the other, and what is asked of them.</summary>
/// <param name="Goal">Null where nothing is asked.</param>
sealed record Ratio(string Measure, string Name, double? Goal, bool IsAtLeast, IReadOnlyList<double> Rounds)
{
    public double Median => Medians.Of(Rounds);

    public bool? IsReached => Goal is not { } goal ? null : IsAtLeast ? Median >= goal : Median <= goal;
}

static class Medians
{
    public static double Of(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN
            : sorted.Length % 2 == 1 ? sorted[sorted.Length / 2]
            : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}

/// <summary>What was measured, as tables and as JSON.</summary>
sealed class Findings
{
    public const string Processor = "µs of processor each";

    readonly List<Figure> _figures = [];
    readonly List<Ratio> _ratios = [];

    public void Add(string measure, string name, string unit, double value)
    {
        var figure = _figures.Find(f => (f.Measure, f.Name, f.Unit) == (measure, name, unit));
        if (figure is null)
            _figures.Add(figure = new Figure(measure, name, unit, []));
        figure.Rounds.Add(value);
        Console.WriteLine($"{measure,-34} {name,-30} {value,12:n1} {unit}");
    }

    /// <summary>The one over the other, round by round: what the machine does to a round, it does to both.</summary>
    public void Compare(string measure, string unit, string name, string floor, double? goal = null, bool atLeast = true)
    {
        var (ours, theirs) = (Find(name), Find(floor));
        if (ours is null || theirs is null)
            return;
        _ratios.Add(new Ratio(
            measure, $"{name} / {floor}, {unit}", goal, atLeast, [.. ours.Rounds.Zip(theirs.Rounds, (a, b) => a / b)]));

        Figure? Find(string wanted) => _figures.Find(f => (f.Measure, f.Name, f.Unit) == (measure, wanted, unit));
    }

    /// <summary>Ours over other builds of it, in rate and in processor time.</summary>
    public void CompareBuilds(string measure, string rate, string name, IEnumerable<string> others)
    {
        foreach (var other in others)
        {
            Compare(measure, rate, name, other);
            Compare(measure, Processor, name, other);
        }
    }

    public double Median(string measure, string name, string unit) =>
        _figures.Find(f => (f.Measure, f.Name, f.Unit) == (measure, name, unit))?.Median ?? double.NaN;

    public void Print()
    {
        Console.WriteLine();
        Console.WriteLine("| measure | what | median | least | most |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: |");
        foreach (var f in _figures)
            Console.WriteLine($"| {f.Measure} | {f.Name} | {f.Median:n1} {f.Unit} | {f.Rounds.Min():n1} | {f.Rounds.Max():n1} |");
        Console.WriteLine();
        Console.WriteLine("| measure | ratio | median | least | most | goal | |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | --- | --- |");
        foreach (var r in _ratios)
        {
            var goal = r.Goal is { } asked ? $"{(r.IsAtLeast ? "≥" : "≤")} {asked:0.##}" : "";
            Console.WriteLine(
                $"| {r.Measure} | {r.Name} | {r.Median:0.00} | {r.Rounds.Min():0.00} | {r.Rounds.Max():0.00} | {goal} "
                + $"| {r.IsReached switch { true => "reached", false => "missed", null => "" }} |");
        }
    }

    public void Save(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        File.WriteAllText(path, JsonSerializer.Serialize(new { processors = Environment.ProcessorCount, figures = _figures, ratios = _ratios }, Indented));
    }

    static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };
}
