using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;
using Tracking.Storage;

namespace Tracking.Dashboard.Deliveries;

/// <summary>A delivery with every fact that is known about it.</summary>
sealed record DeliveryWithTimeline : DeliveryView
{
    [SetsRequiredMembers]
    public DeliveryWithTimeline(DeliveryView delivery, IReadOnlyList<EventView> events) : base(delivery) => Events = events;

    /// <summary>The earliest first.</summary>
    [JsonPropertyOrder(1)]
    public IReadOnlyList<EventView> Events { get; }
}
