namespace Tracking.Hosting.DeadLetters;

/// <summary>Names a letter: its id, and the queue whose dead letters it lies among.</summary>
public sealed record DeadLetterKey(string Queue, string Id);

/// <summary>A message that could not be read or applied, as it waits for an operator.</summary>
public sealed record DeadLetter
{
    /// <summary>Stays the same for as long as the letter lies there. One that the broker put there has a fingerprint for an id.</summary>
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

    public string? MessageId { get; init; }

    public string? ContentType { get; init; }

    /// <summary>How often it was replayed before.</summary>
    public int Replays { get; init; }

    /// <summary>Why the broker itself moved it; null where we did.</summary>
    public BrokerDeath? Death { get; init; }

    /// <summary>All of them, as text.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required int BodyBytes { get; init; }

    /// <summary>Byte for byte. Null on a page that holds too many bytes already: <see cref="IDeadLetters.FindAsync"/> has it.</summary>
    public ReadOnlyMemory<byte>? Body { get; init; }

    public DeadLetterKey Key => new(Queue, Id);
}

/// <summary>What the broker says of a message that it dead-lettered by itself: the newest entry of <c>x-death</c>.</summary>
/// <param name="Reason"><c>delivery_limit</c>, <c>expired</c>, <c>maxlen</c> or <c>rejected</c>.</param>
/// <param name="At">In whole seconds.</param>
public sealed record BrokerDeath(string Reason, string Queue, long Count, DateTimeOffset? At);
