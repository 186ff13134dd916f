namespace Tracking.Storage;

/// <summary>Remembers which statement each proof of a single use first came with, for all workers together.</summary>
public interface IProofStore
{
    /// <summary>
    /// Keeps the statement of each proof that was not seen before. Whoever comes first is remembered, also where several processes come at
    /// the same instant; what is remembered once stands until it is deleted, so a failed call may be repeated as a whole.
    /// </summary>
    /// <returns>Those of the uses whose proof is remembered for another statement.</returns>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<IReadOnlyCollection<ProofUse>> RememberAsync(IReadOnlyCollection<ProofUse> uses, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets proofs that were first seen before that time, the oldest first. A proof that is forgotten can be used for a lie: keep them
    /// for a day at the very least, and better for as long as a lie about the delivery would matter.
    /// </summary>
    /// <param name="limit">How many at most.</param>
    /// <returns>How many were deleted.</returns>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<int> DeleteOlderThanAsync(DateTimeOffset cutoff, int limit, CancellationToken cancellationToken);
}

/// <param name="ProofId">A fingerprint of the proof.</param>
/// <param name="Statement">A fingerprint of what it came with.</param>
public sealed record ProofUse(Guid ProofId, Guid Statement, DateTimeOffset SeenAt);
