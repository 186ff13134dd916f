namespace Tracking.Hosting;

/// <summary>
/// How long something has not moved that should, as seen by a probe that asks again and again. No timer, and nothing to be told by
/// those who do the work: it begins with the first probe that sees what the last one saw.
/// </summary>
public sealed class Stall(TimeProvider clock)
{
    /// <summary>
    /// From then on it will not end by itself. Far longer than anything here waits of its own: a command to the database at most half
    /// a minute, and so an attempt to connect to the broker again.
    /// </summary>
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    readonly Lock _gate = new();
    long? _mark;
    long _since;

    /// <param name="mark">Another with every step forward; null while nothing is to be done.</param>
    public bool IsTooLong(long? mark)
    {
        lock (_gate)
        {
            if (mark is null || mark != _mark)
                (_mark, _since) = (mark, clock.GetTimestamp());
            return clock.GetElapsedTime(_since) >= Limit;
        }
    }
}
