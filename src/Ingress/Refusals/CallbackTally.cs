using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Tracking.Contracts;
using Tracking.Providers;

namespace Tracking.Ingress.Refusals;

/// <summary>
/// How many callbacks were believed and how many not, by provider, account and cause, since they were last reported. Only configured
/// accounts are counted, so there are as many figures as an operator has set up, whatever strangers call. Counting waits for nobody.
/// </summary>
sealed class CallbackTally
{
    public const string MeterName = "Tracking.Ingress";

    readonly ConcurrentDictionary<(string Provider, string Account), Source> _sources = new();
    readonly Counter<long> _callbacks;
    readonly TimeProvider _clock;
    readonly DateTimeOffset _started;

    public CallbackTally(IMeterFactory meters, TimeProvider clock)
    {
        _clock = clock;
        _started = clock.GetUtcNow();
        _callbacks = meters.Create(MeterName).CreateCounter<long>(
            "tracking.ingress.callbacks", "{callback}", "Callbacks by what became of their signature: accepted, or why not");
    }

    public void Count(string provider, string? account, SignatureVerdict verdict)
    {
        var source = _sources.GetOrAdd((provider, account ?? ""), static (_, from) => new Source(from), _started);
        source.Add(verdict);
        _callbacks.Add(1, new("provider", provider), new("account", account), new("verdict", CauseOf(verdict) ?? "accepted"));
    }

    /// <summary>Takes what there is to report: nothing of a source of which all were believed.</summary>
    public IReadOnlyList<CallbacksRefused> Take()
    {
        var now = _clock.GetUtcNow();
        return [.. _sources.SelectMany(source => source.Value.Take(now).Select(taken => new CallbacksRefused
        {
            Provider = source.Key.Provider,
            Account = source.Key.Account is "" ? null : source.Key.Account,
            Cause = CauseOf(taken.Verdict)!,
            Refused = taken.Count,
            Accepted = taken.Accepted,
            From = taken.From,
            To = now,
        }))];
    }

    /// <summary>Puts back what could not be reported: it is taken again with what has come since.</summary>
    public void PutBack(IReadOnlyCollection<CallbacksRefused> reports)
    {
        foreach (var failed in reports.GroupBy(report => (report.Provider, report.Account ?? "")))
            _sources[failed.Key].PutBack([.. failed]);
    }

    /// <returns>Null for a valid signature.</returns>
    static string? CauseOf(SignatureVerdict verdict) => verdict switch
    {
        SignatureVerdict.Valid => null,
        SignatureVerdict.Unreadable => RefusalCause.Unreadable,
        SignatureVerdict.Missing => RefusalCause.Missing,
        SignatureVerdict.Malformed => RefusalCause.Malformed,
        SignatureVerdict.Mismatch => RefusalCause.Mismatch,
        SignatureVerdict.Stale => RefusalCause.Stale,
        SignatureVerdict.Untrusted => RefusalCause.Untrusted,
        SignatureVerdict.Undecided => RefusalCause.Undecided,
        _ => throw new UnreachableException($"verdict {verdict}"),
    };

    static readonly SignatureVerdict[] Refusals = [.. Enum.GetValues<SignatureVerdict>().Where(v => v != SignatureVerdict.Valid)];

    /// <param name="from">Since when nothing of it has been reported.</param>
    sealed class Source(DateTimeOffset from)
    {
        readonly int[] _counts = new int[Refusals.Length + 1];

        public void Add(SignatureVerdict verdict, int count = 1) => Interlocked.Add(ref _counts[(int)verdict], count);

        // Only the one reporter takes and puts back.
        public IReadOnlyList<(SignatureVerdict Verdict, int Count, int Accepted, DateTimeOffset From)> Take(DateTimeOffset now)
        {
            var (since, accepted) = (from, Taken(SignatureVerdict.Valid));
            from = now;
            return [.. Refusals.Select(verdict => (verdict, Taken(verdict), accepted, since)).Where(taken => taken.Item2 > 0)];
        }

        public void PutBack(IReadOnlyList<CallbacksRefused> reports)
        {
            from = reports.Min(report => report.From);
            Add(SignatureVerdict.Valid, reports[0].Accepted);
            foreach (var report in reports)
                Add(Refusals.Single(verdict => CauseOf(verdict) == report.Cause), report.Refused);
        }

        int Taken(SignatureVerdict verdict) => Interlocked.Exchange(ref _counts[(int)verdict], 0);
    }
}
