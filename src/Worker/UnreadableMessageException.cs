namespace Tracking.Worker;

/// <summary>
/// A message that cannot be read, or breaks a rule of its contract. Trying again cannot help: it goes to the dead letters at once,
/// as unreadable, with this sentence.
/// </summary>
sealed class UnreadableMessageException(string reason) : Exception(reason);
