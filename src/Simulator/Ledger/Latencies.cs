namespace Tracking.Simulator.Ledger;

/// <summary>How long acknowledged requests took. Keeps every one: four bytes each are cheap, and percentiles are then exact.</summary>
sealed class Latencies(int capacity)
{
    readonly float[] _milliseconds = new float[capacity];
    int _count;

    public int Count => Math.Min(Volatile.Read(ref _count), _milliseconds.Length);

    public void Add(TimeSpan elapsed)
    {
        var at = Interlocked.Increment(ref _count) - 1;
        if (at < _milliseconds.Length)
            _milliseconds[at] = (float)elapsed.TotalMilliseconds;
    }

    public LatencySummary Summarize()
    {
        var sorted = _milliseconds.AsSpan(0, Count).ToArray();
        Array.Sort(sorted);
        return sorted.Length == 0
            ? default
            : new LatencySummary(sorted.Length, At(0.5), At(0.95), At(0.99), sorted[^1]);

        // The smallest value that at least that share of all do not exceed.
        double At(double share) => Math.Round(sorted[(int)Math.Ceiling(share * sorted.Length) - 1], 3);
    }
}

/// <summary>Milliseconds.</summary>
readonly record struct LatencySummary(int Count, double P50, double P95, double P99, double Max);
