namespace Tracking.Hosting.DeadLetters;

/// <summary>Which letters to list.</summary>
public sealed record DeadLetterQuery
{
    public const int MaxLimit = 10_000;

    /// <summary>The queue whose dead letters are meant; null for those of all.</summary>
    public string? Queue { get; init; }

    /// <summary>1 to <see cref="MaxLimit"/>, of all queues together.</summary>
    public int Limit { get; init; } = 100;

    public DeadLetterOrder Order { get; init; } = DeadLetterOrder.NewestFirst;

    /// <summary>Only letters of which it holds; null for any. It sees each with its body.</summary>
    public Func<DeadLetter, bool>? Where { get; init; }
}

/// <summary>By the time of failure. Letters that do not know it count as the oldest.</summary>
public enum DeadLetterOrder
{
    NewestFirst,
    OldestFirst,
}

/// <param name="Letters">In the order that was asked for.</param>
/// <param name="Queues">What is in each queue that was looked at.</param>
public sealed record DeadLetterPage(IReadOnlyList<DeadLetter> Letters, IReadOnlyList<DeadLetterCount> Queues);

/// <summary>How many letters of a queue there are to take.</summary>
/// <param name="Waiting">Those that another process holds at this instant are not counted. Null: there is no such queue on the broker.</param>
public sealed record DeadLetterCount(string Queue, long? Waiting);
