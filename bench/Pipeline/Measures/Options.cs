namespace Tracking.Pipeline.Measures;

/// <param name="Rounds">That count; one more comes before them, to warm up.</param>
/// <param name="Seconds">Of each run under load.</param>
/// <param name="Callbacks">Of each run that drains a queue.</param>
sealed record Options(int Rounds, double Seconds, int Callbacks)
{
    public TimeSpan Duration => TimeSpan.FromSeconds(Seconds);
}
