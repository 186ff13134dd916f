namespace Tracking;

/// <summary>Stands still until it is moved, its timestamps as well.</summary>
sealed class StandingClock : TimeProvider
{
    long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _ticks;

    public void Advance(TimeSpan by) => _ticks += by.Ticks;
}
