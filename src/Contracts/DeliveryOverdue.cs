namespace Tracking.Contracts;

/// <summary>No verdict within the channel's confirmation window: the delivery stays <c>sent</c>. Announced once.</summary>
public sealed record DeliveryOverdue
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

    public required DateTimeOffset SentAt { get; init; }

    /// <summary>The end of the window, which has passed.</summary>
    public required DateTimeOffset DueAt { get; init; }
}
