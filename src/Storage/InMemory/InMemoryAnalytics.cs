namespace Tracking.Storage.InMemory;

/// <summary>Counts that are kept up with each write, so that they outlive their deliveries as they do in a database.</summary>
sealed class InMemoryCounts
{
    readonly Dictionary<CountKey, Tally> _tallies = [];

    public void Add(CountChange change)
    {
        if (!_tallies.TryGetValue(change.Key, out var tally))
            _tallies.Add(change.Key, tally = new Tally());
        tally.Add(change.Measure, change.By);
    }

    public IEnumerable<(CountKey Key, Tally Tally)> In(Interval hours) =>
        _tallies.Where(t => t.Key.Hour >= hours.From && t.Key.Hour < hours.To).Select(t => (t.Key, t.Value));

    /// <summary>The oldest first.</summary>
    public IEnumerable<CountKey> Before(DateTimeOffset hour) => _tallies.Keys.Where(key => key.Hour < hour).OrderBy(key => key.Hour);

    /// <returns>How many measures were counted under it.</returns>
    public int Remove(CountKey key) => _tallies.Remove(key, out var tally) ? tally.Count : 0;
}

/// <summary>Nothing waits to be added up.</summary>
sealed class InMemoryAnalyticsStore : IAnalyticsStore
{
    public Task<int> FoldAsync(int limit, CancellationToken cancellationToken) => Task.FromResult(0);
}

sealed class InMemoryAnalyticsQuery(InMemoryTables tables) : IAnalyticsQuery
{
    public Task<AnalyticsAnswer> AskAsync(AnalyticsQuestion question, CancellationToken cancellationToken)
    {
        lock (tables.Gate)
        {
            var window = AnalyticsWindow.Of(question);
            var groups = new Dictionary<AnalyticsKey, Tally>();
            foreach (var (key, tally) in tables.Counts.In(window.Whole).Where(c => c.Tally.Count > 0 && question.Includes(c.Key)))
                GroupOf(key).Add(tally);
            foreach (var tracked in Created(window.Early).Concat(Created(window.Late)))
            {
                var key = CountKey.Of(tracked);
                if (!question.Includes(key))
                    continue;
                foreach (var measure in Contribution.Of(tracked.Delivery).Measures)
                    GroupOf(key).Add(measure, 1);
            }

            return Task.FromResult(question.Answer(groups));

            Tally GroupOf(CountKey key)
            {
                var group = question.GroupOf(key);
                if (!groups.TryGetValue(group, out var tally))
                    groups.Add(group, tally = new Tally());
                return tally;
            }
        }
    }

    IEnumerable<TrackedDelivery> Created(Interval interval) =>
        tables.ByCreation.Select(row => row.Tracked!).Where(t => t.CreatedAt >= interval.From && t.CreatedAt < interval.To);
}
