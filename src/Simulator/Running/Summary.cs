using System.Text.Json;
using System.Text.Json.Serialization;
using Tracking.Simulator.Comparison;
using Tracking.Simulator.Ledger;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Running;

/// <summary>What a run did and found.</summary>
sealed record Summary
{
    public required bool Passed { get; init; }
    public required int Seed { get; init; }
    public required DateTimeOffset Epoch { get; init; }
    public required string Prefix { get; init; }
    public required int Deliveries { get; init; }
    public required int Facts { get; init; }
    public required int FactsAcknowledged { get; init; }

    /// <summary>Acknowledged requests and publishes, duplicates among them.</summary>
    public required int SendingsAcknowledged { get; init; }

    /// <summary>Sends without an answer, repeated where the fact was not yet acknowledged.</summary>
    public required int Unanswered { get; init; }
    public required int Refused { get; init; }

    /// <summary>Facts that were never acknowledged.</summary>
    public required int GivenUp { get; init; }

    /// <summary>Plays in which a callback was acknowledged before the producer's first message was even sent.</summary>
    public required int CallbacksFirst { get; init; }
    public required double Seconds { get; init; }
    public required double SendingsPerSecond { get; init; }
    public required LatencySummary Callbacks { get; init; }
    public required LatencySummary Publishes { get; init; }

    /// <summary>Null where it did not converge, or was not compared.</summary>
    public double? SecondsToConverge { get; init; }

    /// <summary>Null where nothing was compared, since too much was refused.</summary>
    public int? Compared { get; init; }
    public int? Timelines { get; init; }
    public int? Unsettled { get; init; }

    /// <summary>Entries that had to be on the suppression list.</summary>
    public int? Suppressions { get; init; }
    public int? DifferenceCount { get; init; }

    /// <summary>The first of them.</summary>
    public required IReadOnlyList<Difference> Differences { get; init; }
    public required IReadOnlyDictionary<string, KindSummary> Kinds { get; init; }
    public required IReadOnlyDictionary<string, int> Refusals { get; init; }
    public required IReadOnlyDictionary<string, int> Troubles { get; init; }

    public static Summary Of(
        SimulationOptions options, Script script, FactLedger ledger, Performance performance, Verdict? verdict)
    {
        var entries = script.Facts.Select(f => (f.Kind, Entry: ledger[f.Number])).ToArray();
        var acknowledged = entries.Count(e => e.Entry.Acknowledged > 0);
        var unacknowledged = entries.Length - acknowledged;
        return new Summary
        {
            Passed = verdict is { Differences.Count: 0 } && performance.Refused == 0 && unacknowledged == 0,
            Seed = options.Script.Seed,
            Epoch = options.Script.Epoch,
            Prefix = script.Prefix,
            Deliveries = script.Plays.Sum(p => p.Deliveries.Count),
            Facts = entries.Length,
            FactsAcknowledged = acknowledged,
            SendingsAcknowledged = performance.Acknowledged,
            Unanswered = entries.Sum(e => e.Entry.Unanswered),
            Refused = performance.Refused,
            GivenUp = unacknowledged,
            CallbacksFirst = script.Plays.Count(p => CallbackCameFirst(p, ledger)),
            Seconds = Math.Round(performance.Elapsed.TotalSeconds, 3),
            SendingsPerSecond = Math.Round(performance.Acknowledged / Math.Max(performance.Elapsed.TotalSeconds, 0.001), 1),
            Callbacks = performance.Callbacks.Summarize(),
            Publishes = performance.Publishes.Summarize(),
            SecondsToConverge = verdict?.ConvergedAfter is { } after ? Math.Round(after.TotalSeconds, 3) : null,
            Compared = verdict?.Compared,
            Timelines = verdict?.Timelines,
            Unsettled = verdict?.Unsettled,
            Suppressions = verdict?.Suppressions,
            DifferenceCount = verdict?.Differences.Count,
            Differences = verdict?.Differences.Take(100).ToArray() ?? [],
            Kinds = entries.GroupBy(e => e.Kind).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(
                g => g.Key, g => new KindSummary(
                    g.Count(), g.Count(e => e.Entry.Acknowledged > 0), g.Sum(e => e.Entry.Sent), g.Sum(e => e.Entry.Unanswered))),
            Refusals = performance.Refusals,
            Troubles = performance.Troubles,
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, SummaryJson.Default.Summary);

    static bool CallbackCameFirst(Play play, FactLedger ledger)
    {
        var told = play.Facts.Where(f => !f.IsCallback).Min(f => ledger[f.Number].FirstSentAt);
        return told is not null
            && play.Facts.Any(f => f.IsCallback && ledger[f.Number].FirstAcknowledgedAt < told);
    }
}

/// <summary>One kind of fact.</summary>
/// <param name="Sent">Sends, repeats and duplicates among them.</param>
readonly record struct KindSummary(int Facts, int Acknowledged, int Sent, int Unanswered);

[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Summary))]
sealed partial class SummaryJson : JsonSerializerContext;
