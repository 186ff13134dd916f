namespace Tracking.Simulator.Running;

/// <summary>How a script is played.</summary>
sealed record RunOptions
{
    /// <summary>Requests and publishes under way at once.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Sendings a second; null: as fast as the answers come.</summary>
    public double? Rate { get; init; }

    /// <summary>How long a fact without an answer is repeated before the run gives it up.</summary>
    public TimeSpan GiveUp { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After so many refusals the run stops: something is set up wrong, and more of it tells nothing new.</summary>
    public int MaxRefusals { get; init; } = 100;
}
