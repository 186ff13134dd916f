namespace Tracking.Storage;

/// <summary>The store cannot be reached or cannot keep up just now. The same call will succeed later.</summary>
public sealed class StorageUnavailableException(string message, Exception inner) : Exception(message, inner);
