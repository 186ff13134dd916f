using Spectre.Console;

namespace Tracking.Simulator.Running;

/// <summary>A summary as people read it.</summary>
static class Report
{
    const int MaxDifferences = 20;

    public static void Write(IAnsiConsole console, Summary s, string reproduction)
    {
        console.Write(Kinds(s));
        Line(console, $"{s.SendingsAcknowledged} acknowledged in {s.Seconds:0.0} s: {s.SendingsPerSecond:0} a second; "
            + $"{s.Unanswered} without an answer, {s.Refused} refused, {s.GivenUp} facts never acknowledged");
        Line(console, $"{s.CallbacksFirst} plays had a callback acknowledged before their producer said anything");
        Line(console, Latency("callbacks", s.Callbacks));
        Line(console, Latency("publishes", s.Publishes));
        Words(console, "refused", s.Refusals);
        Words(console, "not answered", s.Troubles);
        WriteVerdict(console, s);
        Line(console, $"Again: {reproduction}");
    }

    static void WriteVerdict(IAnsiConsole console, Summary s)
    {
        if (s.DifferenceCount is not { } count)
        {
            Line(console, "NOT COMPARED: too much was refused.");
            return;
        }

        var compared = $"{s.Compared} deliveries compared, {s.Timelines} with their timelines, and {s.Suppressions} suppressed addresses"
            + (s.Unsettled > 0 ? $"; {s.Unsettled} left out, for a fact about them was never acknowledged" : "");
        if (count > 0)
        {
            var table = new Table().AddColumns("delivery", "scenario", "field", "expected", "actual");
            foreach (var d in s.Differences.Take(MaxDifferences))
                table.AddRow(new[] { d.Subject, d.Scenario, d.Field, d.Expected, d.Actual }.Select(Markup.Escape).ToArray());
            console.Write(table);
            Line(console, $"{count} DIFFERENCES; {compared}.");
            return;
        }

        Line(console, $"No difference after {s.SecondsToConverge:0.0} s; {compared}.");
    }

    static Table Kinds(Summary s)
    {
        var table = new Table().AddColumns("kind", "facts", "acknowledged", "sent", "unanswered");
        foreach (var (kind, k) in s.Kinds)
            table.AddRow(kind, Number(k.Facts), Number(k.Acknowledged), Number(k.Sent), Number(k.Unanswered));
        return table;
    }

    static void Words(IAnsiConsole console, string what, IReadOnlyDictionary<string, int> said)
    {
        foreach (var (words, count) in said.OrderByDescending(x => x.Value).Take(10))
            Line(console, $"{what} {count}×: {words}");
    }

    static string Latency(string what, Ledger.LatencySummary l) =>
        $"{what}: {l.Count}, p50 {l.P50:0.0} ms, p95 {l.P95:0.0} ms, p99 {l.P99:0.0} ms, max {l.Max:0.0} ms";

    // Not a console's own WriteLine, which would wrap a line of figures that somebody greps for.
    static void Line(IAnsiConsole console, FormattableString text) => Line(console, FormattableString.Invariant(text));

    static void Line(IAnsiConsole console, string text)
    {
        console.Profile.Out.Writer.WriteLine(text);
    }

    static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
