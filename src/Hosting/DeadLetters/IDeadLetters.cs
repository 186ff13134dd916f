namespace Tracking.Hosting.DeadLetters;

/// <summary>
/// The dead letters of all queues, to be looked at, replayed, repaired and discarded. Everything may be called at any time, by several
/// at once: a letter is only ever in one hand, and goes back when that hand dies. Replaying is always safe, since applying a message
/// twice changes nothing; a crash in the middle of a replay leaves a letter and its replay side by side.
/// </summary>
public interface IDeadLetters
{
    /// <summary>How many letters wait in each queue.</summary>
    Task<IReadOnlyList<DeadLetterCount>> CountAsync(CancellationToken cancellationToken);

    /// <summary>Letters that nobody else holds at this instant. Looking takes none away and changes no order.</summary>
    /// <exception cref="ArgumentException">The queue has no dead letters of its own, or the limit is out of range.</exception>
    Task<DeadLetterPage> ListAsync(DeadLetterQuery query, CancellationToken cancellationToken);

    /// <returns>The letter with its body; null where it is not found.</returns>
    Task<DeadLetter?> FindAsync(DeadLetterKey key, CancellationToken cancellationToken);

    /// <summary>
    /// Puts letters back into their queues, their attempts counted anew. Cancellation does not throw once it has begun: what was not
    /// done is reported as failed, and is where it was.
    /// </summary>
    /// <returns>One outcome for each key.</returns>
    Task<IReadOnlyList<DeadLetterOutcome>> ReplayAsync(IReadOnlyCollection<DeadLetterKey> keys, CancellationToken cancellationToken);

    /// <summary>Puts a letter back with another body. One that the queue's consumer could not even parse is refused.</summary>
    Task<DeadLetterOutcome> ReplayEditedAsync(DeadLetterKey key, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Forgets letters for good. The outcomes hold them, for whoever keeps account of it.</summary>
    /// <returns>One outcome for each key.</returns>
    Task<IReadOnlyList<DeadLetterOutcome>> DiscardAsync(IReadOnlyCollection<DeadLetterKey> keys, CancellationToken cancellationToken);
}

public static class MatchingDeadLetters
{
    /// <summary>
    /// Replays the letters that match at this instant, oldest first. What comes to lie there meanwhile is not swept in, not even a
    /// letter that fails again: it has another id.
    /// </summary>
    public static async Task<IReadOnlyList<DeadLetterOutcome>> ReplayMatchingAsync(
        this IDeadLetters deadLetters, DeadLetterQuery query, CancellationToken cancellationToken) =>
        await deadLetters.ReplayAsync(await deadLetters.KeysAsync(query, cancellationToken), cancellationToken);

    /// <summary>Discards the letters that match at this instant, and none that comes to lie there meanwhile.</summary>
    public static async Task<IReadOnlyList<DeadLetterOutcome>> DiscardMatchingAsync(
        this IDeadLetters deadLetters, DeadLetterQuery query, CancellationToken cancellationToken) =>
        await deadLetters.DiscardAsync(await deadLetters.KeysAsync(query, cancellationToken), cancellationToken);

    static async Task<IReadOnlyCollection<DeadLetterKey>> KeysAsync(
        this IDeadLetters deadLetters, DeadLetterQuery query, CancellationToken cancellationToken) =>
        [.. (await deadLetters.ListAsync(query, cancellationToken)).Letters.Select(letter => letter.Key).Distinct()];
}
