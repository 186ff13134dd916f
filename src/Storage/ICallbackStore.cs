namespace Tracking.Storage;

/// <summary>Keeps callbacks as they came.</summary>
public interface ICallbackStore
{
    /// <summary>Adds callbacks; one that is known already changes nothing.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task KeepAsync(IReadOnlyCollection<KeptCallback> callbacks, CancellationToken cancellationToken);

    /// <returns>Null where it was never kept, or is not any more.</returns>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task<KeptCallback?> FindAsync(Guid callbackId, CancellationToken cancellationToken);
}

/// <summary>One request of a provider, as it was verified.</summary>
public sealed record KeptCallback
{
    /// <summary>A UUID of version 7, of the instant of its arrival: by it the callback is found again when it is old.</summary>
    public required Guid CallbackId { get; init; }

    public required string Provider { get; init; }

    /// <summary>The configured account whose secret verified it; null for the unnamed one.</summary>
    public string? Account { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public required string Method { get; init; }

    public required string Url { get; init; }

    public string? ContentType { get; init; }

    /// <summary>Those that its reader needs, and no others.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required string Body { get; init; }
}
