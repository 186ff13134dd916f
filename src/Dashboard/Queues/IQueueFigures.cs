namespace Tracking.Dashboard.Queues;

/// <summary>How full the queues are, for pages and the API.</summary>
public interface IQueueFigures
{
    /// <summary>
    /// The figures of this moment, or of a second ago: however many ask, the broker is asked once a second. Never throws because the
    /// broker is away: then they say so.
    /// </summary>
    Task<QueueFigures> GetAsync(CancellationToken cancellationToken);
}

/// <param name="At">When they were asked for.</param>
/// <param name="Queues">In the order of their names, those that messages wait in for another try after the others. Empty where there is a problem.</param>
/// <param name="Problem">Why there are none, in a sentence; null where there are.</param>
public sealed record QueueFigures(DateTimeOffset At, IReadOnlyList<QueueView> Queues, string? Problem = null)
{
    /// <summary>Messages that wait for a consumer, in all of them.</summary>
    public long Ready => Queues.Sum(queue => queue.Ready);

    /// <summary>In all queues.</summary>
    public long DeadLetters => Queues.Sum(queue => queue.DeadLetters ?? 0);
}

/// <summary>A queue at one moment.</summary>
public sealed record QueueView
{
    public required string Name { get; init; }

    /// <summary>Messages that wait.</summary>
    public required long Ready { get; init; }

    /// <summary>Messages that a consumer has taken and not yet acknowledged.</summary>
    public required long Unacknowledged { get; init; }

    public required int Consumers { get; init; }

    public required QueueRates Rates { get; init; }

    /// <summary>Those on the broker and those in the archive. Null: a queue in which messages only wait for another try, and which has none of its own.</summary>
    public long? DeadLetters { get; init; }
}

/// <summary>Messages a second, over the last few seconds; null where they are not measured.</summary>
public sealed record QueueRates(double? Publish, double? Deliver, double? Acknowledge);
