using System.Collections.Concurrent;
using Tracking.Simulator.Ledger;
using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Comparison;

/// <summary>
/// Waits until every delivery is what it must be, or time is up, and then says what differs. States are compared for all; timelines,
/// which cost a request each, for up to <paramref name="details"/> deliveries, chosen by the seed.
/// </summary>
sealed class Convergence(Script script, FactLedger ledger, DashboardClient dashboard, int details, TimeProvider time)
{
    const int Requests = 16;
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    // The rows may be older than the run by what the clocks differ.
    static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    readonly Dictionary<string, Play> _playOf =
        script.Plays.SelectMany(p => p.Deliveries.Select(id => (id, p))).ToDictionary(x => x.id, x => x.p);

    /// <summary>How many deliveries and timelines have been read so far, in all looks together: what moves while one waits.</summary>
    public int Read => Volatile.Read(ref _read);

    int _read;

    /// <param name="began">When the run began to send.</param>
    /// <param name="settle">How long to wait from now.</param>
    public async Task<Verdict> SettleAsync(DateTimeOffset began, TimeSpan settle, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var first = Sample();
        for (var pause = FirstPause; ; pause = pause * 1.5 > LongestPause ? LongestPause : pause * 1.5)
        {
            var last = time.GetElapsedTime(start) >= settle;
            var differences = await LookAsync(began, first, thorough: last, cancellationToken);
            var elapsed = time.GetElapsedTime(start);
            if (differences.Count == 0 && !last)
                // What was equal a moment ago must still be so, now that all of it is.
                differences = await LookAsync(began, first, thorough: true, cancellationToken);
            if (differences.Count == 0 || last)
            {
                return new Verdict(
                    differences, differences.Count == 0 ? elapsed : null, _playOf.Count - Unsettled, first.Count, Unsettled, Suppressions);
            }

            // What differed last is most likely to differ still: look there first.
            first = [.. differences.Select(d => d.Subject).Where(_playOf.ContainsKey).Concat(first).Distinct()];
            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>Deliveries that nothing can be said of, because a fact about them was never acknowledged.</summary>
    int Unsettled { get; } = script.Plays.Where(p => Expectation.Of(p, ledger) is null).Sum(p => p.Deliveries.Count);

    // Unless it is thorough, a look ends with the first difference found: it has then seen that it is too early.
    async Task<IReadOnlyList<Difference>> LookAsync(
        DateTimeOffset began, List<string> sample, bool thorough, CancellationToken cancellationToken)
    {
        List<Difference> found = [];
        if (sample.Count < _playOf.Count)
            found.AddRange(await StatesAsync(began - ClockSlack, cancellationToken));
        if (thorough || found.Count == 0)
            found.AddRange(await TimelinesAsync(sample, thorough, cancellationToken));
        if (thorough || found.Count == 0)
            found.AddRange(await OrphansAsync(cancellationToken));
        if (thorough || found.Count == 0)
            found.AddRange(await SuppressionsAsync(cancellationToken));
        return [.. found.Distinct()];
    }

    // Up to that many by their timelines; beyond it, as many again are drawn.
    List<string> Sample()
    {
        var ids = _playOf.Keys.ToArray();
        if (ids.Length <= details)
            return [.. ids];
        new Random(script.Options.Seed).Shuffle(ids);
        return [.. ids.Take(details)];
    }

    async Task<List<Difference>> StatesAsync(DateTimeOffset from, CancellationToken cancellationToken)
    {
        var found = new List<Difference>();
        var seen = new HashSet<string>();
        await foreach (var actual in dashboard.ListAsync(from, cancellationToken))
        {
            Interlocked.Increment(ref _read);
            if (_playOf.TryGetValue(actual.DeliveryId, out var play))
            {
                // Listed twice is an error of the pages, and no page may be skipped for it.
                if (seen.Add(actual.DeliveryId))
                    found.AddRange(Compare(actual.DeliveryId, play, actual));
                else
                    found.Add(new Difference(actual.DeliveryId, play.Scenario, "list", "once", "twice"));
            }
            else if (actual.DeliveryId.StartsWith(script.Prefix, StringComparison.Ordinal))
            {
                found.Add(new Difference(actual.DeliveryId, "", "delivery", "unknown", "known"));
            }
        }

        foreach (var (id, play) in _playOf)
        {
            if (!seen.Contains(id))
                found.AddRange(Compare(id, play, null));
        }

        return found;
    }

    async Task<IReadOnlyCollection<Difference>> TimelinesAsync(
        List<string> sample, bool thorough, CancellationToken cancellationToken)
    {
        var found = new ConcurrentQueue<Difference>();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            await Parallel.ForEachAsync(
                sample, new ParallelOptions { MaxDegreeOfParallelism = Requests, CancellationToken = enough.Token },
                async (id, cancel) =>
                {
                    var actual = await dashboard.FindAsync(id, cancel);
                    Interlocked.Increment(ref _read);
                    foreach (var difference in Compare(id, _playOf[id], actual))
                        found.Enqueue(difference);
                    if (!found.IsEmpty && !thorough)
                        await enough.CancelAsync();
                });
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Ended by ourselves: one difference is enough to know that it is too early.
        }

        return found;
    }

    async Task<IReadOnlyList<Difference>> OrphansAsync(CancellationToken cancellationToken)
    {
        var expected = new Dictionary<OrphanKey, (string Scenario, int Count)>();
        var ours = new HashSet<(string Provider, string? MessageId)>();
        foreach (var play in script.Plays)
        {
            ours.UnionWith(play.Facts.SelectMany(f => f.Evidence(default)).Where(e => e.Source == EventSource.Callback)
                .Select(e => (e.Provider!, e.ProviderMessageId)));
            if (Expectation.Of(play, ledger) is not { } expectation)
                continue;
            foreach (var orphan in expectation.Orphans.Select(OrphanKey.Of))
                expected[orphan] = (play.Scenario, expected.GetValueOrDefault(orphan).Count + 1);
        }

        var actual = new Dictionary<OrphanKey, int>();
        await foreach (var orphan in dashboard.OrphansAsync(cancellationToken))
        {
            var key = new OrphanKey(orphan.Provider ?? "", orphan.ProviderMessageId, orphan.Evidence);
            if (ours.Contains((key.Provider, key.MessageId)) && !IsUnsettled(key))
                actual[key] = actual.GetValueOrDefault(key) + 1;
        }

        return
        [
            .. expected.Keys.Union(actual.Keys)
                .Select(k => (Key: k, Expected: expected.GetValueOrDefault(k), Actual: actual.GetValueOrDefault(k)))
                .Where(x => x.Expected.Count != x.Actual)
                .Select(x => new Difference(
                    $"{x.Key.Provider} {x.Key.MessageId}", x.Expected.Scenario ?? "", $"orphans: {x.Key.Evidence}",
                    x.Expected.Count.ToString(CultureInfo.InvariantCulture), x.Actual.ToString(CultureInfo.InvariantCulture))),
        ];
    }

    // Every play's addresses are its own, so what is on the list of them follows from its facts alone.
    async Task<IReadOnlyList<Difference>> SuppressionsAsync(CancellationToken cancellationToken)
    {
        var found = new List<Difference>();
        var missing = new Dictionary<SuppressedAddress, (string Scenario, ExpectedSuppression Entry)>();
        foreach (var play in script.Plays)
        {
            foreach (var entry in Expectation.Of(play, ledger)?.Suppressions ?? [])
                missing.Add(entry.Address, (play.Scenario, entry));
        }

        var known = missing.Count;
        await foreach (var actual in dashboard.SuppressionsAsync(cancellationToken))
        {
            // The newest come first, and what is older than the script is of another.
            if (actual.Since < _earliest)
                break;
            if (!_playOfAddress.TryGetValue(actual.Recipient, out var play) || Expectation.Of(play, ledger) is null)
                continue;
            var address = SuppressedAddress.Of(actual);
            if (missing.Remove(address, out var expected))
                found.AddRange(expected.Entry.Compare(actual).Select(d => Differs(address, play.Scenario, d.Field, d.Expected, d.Actual)));
            else
                found.Add(Differs(address, play.Scenario, "entry", DeliveryComparison.Nothing, actual.Reason));
        }

        Suppressions = known;
        found.AddRange(missing.Values.Select(m => Differs(m.Entry.Address, m.Scenario, "entry", m.Entry.Reason, DeliveryComparison.Nothing)));
        return found;

        static Difference Differs(SuppressedAddress address, string scenario, string field, string expected, string actual) =>
            new(address.ToString(), scenario, "suppression: " + field, expected, actual);
    }

    /// <summary>Entries that must be on the list.</summary>
    int Suppressions { get; set; }

    readonly DateTimeOffset _earliest = script.Facts.Select(f => f.At).DefaultIfEmpty().Min() - ClockSlack;

    readonly Dictionary<string, Play> _playOfAddress = AddressesOf(script).DistinctBy(x => x.Address).ToDictionary(x => x.Address, x => x.Play);

    static IEnumerable<(string Address, Play Play)> AddressesOf(Script script) =>
        from play in script.Plays
        from fact in play.Facts
        from address in fact.Evidence(default).Select(e => e.Recipient ?? Recipient.Normalize(e.Description?[DescriptionField.Recipient]))
            .Append(fact is UnsubscribeFact unsubscribe ? Recipient.Normalize(unsubscribe.Recipient) : null)
        where address is not null
        select (address, play);

    readonly HashSet<(string, string?)> _unsettledMessages =
    [
        .. script.Plays.Where(p => Expectation.Of(p, ledger) is null).SelectMany(p => p.Facts)
            .SelectMany(f => f.Evidence(default)).Where(e => e.Source == EventSource.Callback)
            .Select(e => (e.Provider!, e.ProviderMessageId)),
    ];

    bool IsUnsettled(OrphanKey key) => _unsettledMessages.Contains((key.Provider, key.MessageId));

    IEnumerable<Difference> Compare(string deliveryId, Play play, TrackedDelivery? actual) =>
        Expectation.Of(play, ledger) is { } expectation
            ? DeliveryComparison.Compare(
                expectation.Deliveries.First(d => d.Earliest.DeliveryId == deliveryId), play.Scenario, actual)
            : [];

    readonly record struct OrphanKey(string Provider, string? MessageId, string Evidence)
    {
        public static OrphanKey Of(DeliveryEvent e) => new(e.Provider ?? "", e.ProviderMessageId, e.Evidence.Word());
    }
}

/// <summary>What the comparison found.</summary>
/// <param name="ConvergedAfter">From the last acknowledgement until everything was equal; null where it never was.</param>
/// <param name="Compared">Deliveries whose state was compared.</param>
/// <param name="Timelines">Deliveries whose timeline was compared, too.</param>
/// <param name="Unsettled">Deliveries left out, because a fact about them was never acknowledged.</param>
/// <param name="Suppressions">Entries that had to be on the suppression list.</param>
sealed record Verdict(
    IReadOnlyList<Difference> Differences, TimeSpan? ConvergedAfter, int Compared, int Timelines, int Unsettled, int Suppressions);
