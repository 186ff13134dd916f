namespace Tracking.Contracts;

/// <summary>A delivery's provider message id, learnt after sending. Callbacks that came before it join as soon as it arrives.</summary>
public sealed record ProviderMessageAssigned
{
    public required string DeliveryId { get; init; }

    public required string Provider { get; init; }

    public required string ProviderMessageId { get; init; }

    /// <summary>Narrows the claim to one address of a message sent to several; without it, all of the message's callbacks belong.</summary>
    public string? Recipient { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }
}
