using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>Keeps verified unsubscribe requests, and does as they ask.</summary>
public interface IUnsubscribeStore
{
    /// <summary>
    /// Adds requests, each with its suppression and its audit entry, all or none. One that is known already changes nothing: what was
    /// lifted since stays so.
    /// </summary>
    /// <exception cref="StorageUnavailableException">A passing fault.</exception>
    Task RecordAsync(IReadOnlyCollection<Unsubscribe> requests, CancellationToken cancellationToken);
}

/// <param name="Id">A fingerprint of what was requested.</param>
/// <param name="Recipient">Normalised.</param>
public sealed record Unsubscribe(
    Guid Id, string? TenantId, string Channel, string Recipient, string Scope, string Source, string? IpAddress,
    DateTimeOffset OccurredAt, DateTimeOffset ReceivedAt)
{
    internal SuppressedAddress Address => new(TenantId, Channel, Recipient, Scope);

    internal SuppressionSignal Signal => new(Id, null, "", SuppressionReason.Unsubscribed, OccurredAt);

    /// <summary>Who asked is known by the source and the address it came from. The recipient is named, and taken out by an erasure.</summary>
    internal AuditEntry AuditEntry
    {
        get
        {
            var detail = new Dictionary<string, string>
            {
                ["channel"] = Channel,
                ["recipient"] = Recipient,
                ["scope"] = Scope,
                ["source"] = Source,
            };
            if (TenantId is not null)
                detail["tenantId"] = TenantId;
            if (IpAddress is not null)
                detail["ipAddress"] = IpAddress;
            return new AuditEntry
            {
                Id = Id,
                At = ReceivedAt.ToMicroseconds(),
                Actor = Source == "admin" ? "admin" : "recipient",
                Action = AuditAction.RecipientUnsubscribed,
                Detail = detail,
            };
        }
    }
}
