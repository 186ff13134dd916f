namespace Tracking.Storage.Postgres;

/// <summary>What the changes of a batch do to the counts, each for one delivery, the keys written once: batches share few.</summary>
sealed class CountedChanges
{
    readonly List<Counted> _counted = [];
    readonly Dictionary<CountKey, int> _numbers = [];

    public CountedChanges(IReadOnlyList<DeliveryChange> changes)
    {
        foreach (var (before, after) in changes)
        {
            foreach (var (key, measure, by) in Contribution.Change(before, after))
            {
                if (!_numbers.TryGetValue(key, out var number))
                    _numbers.Add(key, number = _numbers.Count + 1);
                _counted.Add(new Counted(after.Delivery.DeliveryId, number, measure, by));
            }
        }
    }

    public T[] Of<T>(Func<Counted, T> column) => [.. _counted.Select(column)];

    /// <summary>In the order of their numbers.</summary>
    public T[] OfKeys<T>(Func<CountKey, T> column) => [.. _numbers.OrderBy(n => n.Value).Select(n => column(n.Key))];

    /// <param name="Key">Its number, from 1.</param>
    public readonly record struct Counted(string DeliveryId, int Key, Measure Measure, int By);
}
