namespace Tracking.Hosting.DeadLetters;

/// <summary>A letter on its way back to its queue.</summary>
/// <param name="LetterId">The letter that it was.</param>
/// <param name="Queue">Where it goes.</param>
/// <param name="Message">As the letter holds it.</param>
/// <param name="Job">The bulk action that replays it.</param>
/// <param name="EditedBody">What goes in the place of its body.</param>
public sealed record Replay(string LetterId, string Queue, LetterMessage Message, Guid? Job = null, byte[]? EditedBody = null)
{
    public Dictionary<string, object?> Headers => DeadLetterHeaders.ForReplay(Message.Headers, LetterId, Job, EditedBody is not null);

    public ReadOnlyMemory<byte> Body => EditedBody ?? Message.Body;

    public string? ContentType => EditedBody is null ? Message.ContentType : LetterBody.ContentTypeOf(Message.ContentType);
}

/// <summary>Puts letters back into their queues, their attempts counted anew.</summary>
public interface IReplays
{
    /// <summary>All at once.</summary>
    /// <returns>For each in turn why the broker refused it, in a sentence; null where a queue has it for good.</returns>
    /// <exception cref="BrokerUnavailableException">The broker is away; some of them may have been published.</exception>
    Task<IReadOnlyList<string?>> PublishAsync(IReadOnlyList<Replay> replays, CancellationToken cancellationToken);

    /// <summary>How many letters lie in the dead letters of each queue, not archived yet. Those that a worker is about to archive are not counted.</summary>
    /// <exception cref="BrokerUnavailableException">The broker is away.</exception>
    Task<IReadOnlyList<LettersOnBroker>> CountAsync(CancellationToken cancellationToken);
}

public sealed record LettersOnBroker(string Queue, long Count);

/// <summary>The broker cannot be reached, or does not answer in time.</summary>
public sealed class BrokerUnavailableException(string message, Exception inner) : Exception(message, inner);
