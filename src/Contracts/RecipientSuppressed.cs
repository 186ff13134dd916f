namespace Tracking.Contracts;

/// <summary>An address entered the suppression list of its tenant and channel: do not send to it.</summary>
public sealed record RecipientSuppressed
{
    public string? TenantId { get; init; }

    public required string Channel { get; init; }

    /// <summary>The address as it is compared: mail in lower case without a display name, numbers by their digits.</summary>
    public required string Recipient { get; init; }

    /// <summary><c>hard_bounce</c> <c>complaint</c> <c>opted_out</c> <c>invalid_recipient</c> <c>unsubscribed</c>, or what an operator gave.</summary>
    public required string Reason { get; init; }

    /// <summary>What may no longer be sent: <c>all</c>, a category, <c>sender:{sender}</c> or <c>list:{provider}:{list}</c>.</summary>
    public required string Scope { get; init; }

    /// <summary>The delivery whose evidence it was, where there is one.</summary>
    public string? DeliveryId { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>
    /// Grows whenever the address enters or leaves the list under this scope: of two messages about it, the one with the greater version
    /// tells how it is. Null from a system of before there was one.
    /// </summary>
    public int? Version { get; init; }
}
