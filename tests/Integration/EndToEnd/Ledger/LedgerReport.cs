using System.Globalization;
using System.Text;
using Tracking.Integration.EndToEnd.Announcements;
using Tracking.Simulator.Running;

namespace Tracking.Integration.EndToEnd.Ledger;

/// <summary>What a run did, what was done to it, and what was wrong in the end. Its text is for people.</summary>
sealed record LedgerReport
{
    const int MaxProblems = 40;

    public required LedgerOptions Options { get; init; }

    public required Summary Summary { get; init; }

    public required IReadOnlyList<InjectedFault> Faults { get; init; }

    /// <summary>None: everything that was acknowledged is where it belongs.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Hosts that were asked to stop and had to end without a part of theirs. Nothing may be lost by it.</summary>
    public required IReadOnlyList<string> LateStops { get; init; }

    public required IReadOnlyList<Letter> Letters { get; init; }

    /// <summary>What was sent to become a dead letter.</summary>
    public required int Planted { get; init; }

    public required AnnouncementVerdict Announcements { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Where the hosts' logs are; null where nothing went wrong.</summary>
    public string? Logs { get; init; }

    public override string ToString()
    {
        var text = new StringBuilder();
        Line("seed", $"{Options.Seed}; {Options.Workers} workers, {Options.Ingresses} ingresses, producers {Options.Producers}, spool {(Options.Spool ? "on" : "off")}");
        Line("facts", $"{Summary.Facts} of {Summary.Deliveries} deliveries, {Summary.FactsAcknowledged} acknowledged");
        Line("sent", $"{Summary.SendingsAcknowledged} acknowledged at {Summary.SendingsPerSecond:0} a second; {Summary.Unanswered} without an answer, sent again");
        Line("duration", $"{Summary.Seconds:0.0} s of sending, {Summary.SecondsToConverge ?? double.NaN:0.0} s to converge, {Elapsed.TotalSeconds:0} s in all");
        Line("faults", $"{Faults.Count}");
        foreach (var (kind, count) in Faults.CountBy(fault => fault.Fault.Kind).OrderBy(kind => kind.Key))
            Line("", $"{count,4} {kind}");
        foreach (var outages in Faults.Where(fault => fault.Recovery is not null).GroupBy(fault => fault.Fault.Kind).OrderBy(group => group.Key))
            Line("recovery", $"{outages.Key}: {string.Join(", ", outages.Select(Recovered))}");
        Line("differences", $"{Summary.DifferenceCount?.ToString(CultureInfo.InvariantCulture) ?? "not compared"}; {Summary.Compared} deliveries compared, {Summary.Timelines} with their timelines");
        Line("dead letters", $"{Letters.Count}, of {Planted} that were planted");
        foreach (var (letter, count) in Letters.CountBy(letter => letter with { Mark = null }).OrderBy(letter => letter.Key.Queue, StringComparer.Ordinal))
            Line("", $"{count,4} {letter.Queue}, {letter.Class}: {letter.Reason}");
        Line("changes", $"{Announcements.Changes}; {Announcements.Announced} announced, {Announcements.Repeats} of them again");
        foreach (var (said, count) in Summary.Troubles.OrderByDescending(trouble => trouble.Value).Take(8))
            Line("not answered", $"{count,4} {said}");
        foreach (var late in LateStops)
            Line("stopped late", $"{late}");
        foreach (var problem in Problems.Take(MaxProblems))
            Line("WRONG", $"{problem}");
        if (Logs is not null)
            Line("logs", $"{Logs}");
        Line("", $"{(Problems.Count == 0 ? "Everything that was acknowledged is where it belongs." : $"{Problems.Count} THINGS ARE WRONG.")}");
        return text.ToString();

        void Line(string what, FormattableString value) =>
            text.Append(what.PadRight(13)).Append(value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    static string Recovered(InjectedFault fault) =>
        FormattableString.Invariant($"{fault.Recovery!.Value.TotalSeconds:0.0} s after {fault.Away.TotalSeconds:0}");
}
