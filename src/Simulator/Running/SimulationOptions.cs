using Tracking.Simulator.Scenarios;

namespace Tracking.Simulator.Running;

/// <summary>Where to, as whom, what and how.</summary>
sealed record SimulationOptions
{
    public required Uri Ingress { get; init; }

    public required Uri Dashboard { get; init; }

    /// <summary>The ingress's address as providers see it, which they sign; null: as it is called here.</summary>
    public Uri? PublicUrl { get; init; }

    public string? DashboardKey { get; init; }

    /// <summary>The broker that producers publish to; null: they post to <c>/v1/events</c> with <see cref="ProducerKey"/>.</summary>
    public Uri? Amqp { get; init; }

    public string? ProducerKey { get; init; }

    /// <summary>Who is played, and what they sign with. The script must be for the same.</summary>
    public required Cast Cast { get; init; }

    public required ScriptOptions Script { get; init; }

    public RunOptions Run { get; init; } = new();

    /// <summary>The share of facts that are sent again.</summary>
    public double Duplicates { get; init; } = 0.2;

    /// <summary>How long to wait for convergence after the last acknowledgement.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many timelines are compared.</summary>
    public int Details { get; init; } = 2_000;

    /// <summary>After which an answer is no longer waited for: Twilio and SNS wait as long.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    public string? LedgerPath { get; init; }
}
