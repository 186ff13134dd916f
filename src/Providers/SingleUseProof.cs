namespace Tracking.Providers;

/// <summary>
/// A proof that does not cover what it came with: whoever captured it may send it with something else. Hence it proves one statement, the
/// first that it came with, and the worker remembers which. Repeating that statement is harmless; another one is a lie.
/// </summary>
/// <param name="Id">A fingerprint of all that the proof covers, and of nothing else.</param>
/// <param name="Statement">A fingerprint of what it came with: as it reads, whatever the method and the order it was sent in.</param>
/// <param name="IsProvenOtherwise">
/// The request also carries a proof that covers everything. Then it is believed in any case, and remembered only so that nobody can take
/// the weaker proof out of it and use that alone.
/// </param>
public sealed record SingleUseProof(Guid Id, Guid Statement, bool IsProvenOtherwise);
