namespace Tracking.Contracts;

/// <summary>An address entered the suppression list of its tenant and channel: do not send to it.</summary>
public sealed record RecipientSuppressed
{
    public string? TenantId { get; init; }

    public required string Channel { get; init; }

    /// <summary>The address as it is compared: mail in lower case without a display name, numbers by their digits.</summary>
    public required string Recipient { get; init; }

    /// <summary><c>hard_bounce</c> <c>complaint</c> <c>opted_out</c> <c>invalid_recipient</c> <c>unsubscribed</c> and so on.</summary>
    public required string Reason { get; init; }

    /// <summary>What may no longer be sent: <c>all</c>, a category, or a provider's sender or list.</summary>
    public required string Scope { get; init; }

    /// <summary>The delivery whose evidence it was, where there is one.</summary>
    public string? DeliveryId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }
}
