namespace Tracking.Contracts;

/// <summary>
/// The merged status or reason of a delivery changed. Published at least once for each change; drop repeats by the message
/// id, or by <see cref="Version"/>.
/// </summary>
public sealed record DeliveryStatusChanged
{
    public required string DeliveryId { get; init; }

    public string? NotificationId { get; init; }

    public string? TenantId { get; init; }

    /// <summary>Null while only a callback or an assignment has named the delivery.</summary>
    public string? Channel { get; init; }

    public string? NotificationType { get; init; }

    public string? Category { get; init; }

    public string? TemplateId { get; init; }

    public Notifiable? Notifiable { get; init; }

    public string? Recipient { get; init; }

    public string? Provider { get; init; }

    /// <summary>The provider's id of the latest attempt.</summary>
    public string? ProviderMessageId { get; init; }

    public IReadOnlyDictionary<string, string>? Metadata { get; init; }

    /// <summary>The status before; null for a delivery that was not known before.</summary>
    public string? From { get; init; }

    /// <summary><c>queued</c> <c>sent</c> <c>delivered</c> <c>failed</c> or <c>bounced</c>.</summary>
    public required string To { get; init; }

    /// <summary>Refines the status: <c>transport</c>, <c>soft_bounce</c>, <c>opted_out</c> and so on.</summary>
    public string? Reason { get; init; }

    /// <summary>The error of the evidence that decided the status, and of no other.</summary>
    public NotificationError? Error { get; init; }

    /// <summary>When the evidence that decided it happened, by its source's clock.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Grows with each change of that delivery.</summary>
    public required int Version { get; init; }
}
