using Tracking.Deliveries;

namespace Tracking.Unit.Dashboard;

/// <summary>Events to begin with.</summary>
static class Facts
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A producer's NotificationSent: describes its delivery, and claims a message where it names one.</summary>
    public static DeliveryEvent Sent(
        string deliveryId, DateTimeOffset at, string? messageId = null, string provider = "twilio",
        params (DescriptionField, string?)[] description) =>
        Produced(Evidence.Sent, deliveryId, at, messageId, provider, description);

    public static DeliveryEvent Produced(
        Evidence evidence, string deliveryId, DateTimeOffset at, string? messageId = null, string provider = "twilio",
        params (DescriptionField Field, string? Value)[] description)
    {
        var id = EventId.Of(evidence.Word(), deliveryId, EventId.Part(at), messageId);
        return new DeliveryEvent
        {
            Id = id,
            Source = EventSource.Producer,
            Evidence = evidence,
            DeliveryId = deliveryId,
            Provider = provider,
            ProviderMessageId = messageId,
            Recipient = description.FirstOrDefault(d => d.Field == DescriptionField.Recipient).Value,
            StatedAt = at,
            ReceivedAt = at,
            Description = Description.Of(at, id, [.. description, (DescriptionField.Provider, provider)]),
            Claims = messageId is not null,
        };
    }

    /// <summary>A provider's callback, to be correlated by its message id.</summary>
    public static DeliveryEvent Callback(
        Evidence evidence, string? messageId, DateTimeOffset at, string provider = "twilio", string? recipient = null,
        string? reason = null) => new()
        {
            Id = EventId.Of(provider, messageId, recipient, evidence.Word(), EventId.Part(at)),
            Source = EventSource.Callback,
            Evidence = evidence,
            Provider = provider,
            ProviderMessageId = messageId,
            Recipient = recipient,
            Reason = reason,
            StatedAt = at,
            ReceivedAt = at,
        };
}
