namespace Tracking.Hosting.DeadLetters;

public enum DeadLetterResult
{
    /// <summary>A queue has it for good, and the dead letters no longer do.</summary>
    Replayed,

    Discarded,

    /// <summary>It is not there, or another process holds it at this instant.</summary>
    NotFound,

    /// <summary>It is where it was.</summary>
    Failed,
}

/// <summary>What became of one letter.</summary>
/// <param name="Reason">In a sentence; null where it was done.</param>
/// <param name="Letter">As it was before, with its body; null where it was not found.</param>
public sealed record DeadLetterOutcome(DeadLetterKey Key, DeadLetterResult Result, string? Reason = null, DeadLetter? Letter = null)
{
    internal static DeadLetterOutcome NotFound(DeadLetterKey key) => new(
        key, DeadLetterResult.NotFound, "It is not there: it was replayed or discarded, or somebody else holds it at this moment.");

    internal static DeadLetterOutcome Failed(DeadLetter letter, string reason) => new(letter.Key, DeadLetterResult.Failed, reason, letter);
}
