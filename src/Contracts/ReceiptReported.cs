namespace Tracking.Contracts;

/// <summary>A device or app reports what became of a push or in-app notification: these have no provider that calls back.</summary>
public sealed record ReceiptReported
{
    public required string DeliveryId { get; init; }

    /// <summary>One of <see cref="ReceiptKind"/>.</summary>
    public required string Kind { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }
}

/// <summary>The words that <see cref="ReceiptReported.Kind"/> may be.</summary>
public static class ReceiptKind
{
    public const string Delivered = "delivered";
    public const string Read = "read";
    public const string Clicked = "clicked";
}
