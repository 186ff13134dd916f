using Tracking.Dashboard.Queues;

namespace Tracking.Standalone;

/// <summary>What has passed through one queue.</summary>
sealed class InMemoryQueue(TimeProvider clock)
{
    readonly Passing _added = new(clock);
    readonly Passing _taken = new(clock);
    readonly Passing _done = new(clock);

    public void Added() => _added.Count();

    public void Taken() => _taken.Count();

    public void Done() => _done.Count();

    // A message may be taken before its publisher gets to count it: for a moment it would be fewer than none.
    public QueueView View(string name, long deadLetters) => new()
    {
        Name = name,
        Ready = Math.Max(0, _added.Total - _taken.Total),
        Unacknowledged = Math.Max(0, _taken.Total - _done.Total),
        Consumers = 1,
        Rates = new QueueRates(_added.Rate, _taken.Rate, _done.Rate),
        DeadLetters = deadLetters,
    };

    /// <summary>How many there were, and how many a second over the last few.</summary>
    sealed class Passing(TimeProvider clock)
    {
        const int Seconds = 5;

        // One more than is looked at: the second that runs is not over.
        readonly (long Second, int Count)[] _seconds = new (long, int)[Seconds + 1];
        readonly Lock _gate = new();
        long _total;

        public long Total => Interlocked.Read(ref _total);

        public double Rate
        {
            get
            {
                var now = Now;
                lock (_gate)
                    return _seconds.Where(s => s.Second < now && s.Second >= now - Seconds).Sum(s => s.Count) / (double)Seconds;
            }
        }

        long Now => clock.GetTimestamp() / clock.TimestampFrequency;

        public void Count()
        {
            Interlocked.Increment(ref _total);
            var now = Now;
            lock (_gate)
            {
                ref var second = ref _seconds[now % _seconds.Length];
                second = second.Second == now ? (now, second.Count + 1) : (now, 1);
            }
        }
    }
}
