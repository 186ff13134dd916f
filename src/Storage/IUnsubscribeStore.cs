namespace Tracking.Storage;

/// <summary>Keeps verified unsubscribe requests.</summary>
public interface IUnsubscribeStore
{
    /// <summary>Adds requests; one that is known already changes nothing.</summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task RecordAsync(IReadOnlyCollection<Unsubscribe> requests, CancellationToken cancellationToken);
}

/// <param name="Id">A fingerprint of what was requested.</param>
/// <param name="Recipient">Normalised.</param>
public sealed record Unsubscribe(
    Guid Id, string? TenantId, string Channel, string Recipient, string Scope, string Source, string? IpAddress,
    DateTimeOffset OccurredAt, DateTimeOffset ReceivedAt);
