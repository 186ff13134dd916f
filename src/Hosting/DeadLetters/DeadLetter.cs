namespace Tracking.Hosting.DeadLetters;

/// <summary>A message that could not be read or applied, as it lies in its queue's dead letters.</summary>
public sealed record DeadLetter
{
    /// <summary>One that the broker put there, or whose own id is none of ours, has a fingerprint for an id.</summary>
    public required string Id { get; init; }

    /// <summary>The queue that it came from and that a replay puts it back into; not the one that it lies in.</summary>
    public required string Queue { get; init; }

    public required DeadLetterClass Class { get; init; }

    /// <summary>In a sentence.</summary>
    public required string Reason { get; init; }

    /// <summary>Null where no exception told of it.</summary>
    public string? ExceptionType { get; init; }

    /// <summary>Null where nothing says when: somebody put it there by hand.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>How often it was tried, as far as it says so: the broker's own limit does not count the tries of others.</summary>
    public int? Attempts { get; init; }

    public string? Host { get; init; }

    /// <summary>How often it was replayed before.</summary>
    public int Replays { get; init; }

    /// <summary>The letter whose replay this is, failed again.</summary>
    public string? ReplayOf { get; init; }

    /// <summary>The bulk action that had replayed that one.</summary>
    public Guid? ReplayJob { get; init; }

    /// <summary>Why the broker itself moved it; null where we did.</summary>
    public BrokerDeath? Death { get; init; }

    public required LetterMessage Message { get; init; }
}

/// <summary>A message byte for byte, with all that travels beside its body.</summary>
/// <param name="Properties">Those of AMQP beside the two that are told apart and the headers, by name.</param>
public sealed record LetterMessage(
    string? MessageId, string? ContentType, IReadOnlyDictionary<string, object?> Properties,
    IReadOnlyDictionary<string, object?> Headers, byte[] Body);

/// <summary>What the broker says of a message that it dead-lettered by itself: the newest entry of <c>x-death</c>.</summary>
/// <param name="Reason"><c>delivery_limit</c>, <c>expired</c>, <c>maxlen</c> or <c>rejected</c>.</param>
/// <param name="At">In whole seconds.</param>
public sealed record BrokerDeath(string Reason, string Queue, long Count, DateTimeOffset? At);
