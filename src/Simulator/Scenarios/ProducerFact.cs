using System.Diagnostics;

namespace Tracking.Simulator.Scenarios;

/// <summary>A producer's message; or a receipt, which a device may report by itself.</summary>
sealed record ProducerFact(object Message) : Fact
{
    /// <summary>Of a receipt: reported by the device, with the token that came with the notification.</summary>
    public bool ByToken { get; init; }

    /// <summary>Of a failure: what its error means. Null: no more than that it failed.</summary>
    public string? Reason { get; init; }

    /// <summary>Of a failure: what it says of later sends, where that is not what evidence and reason say.</summary>
    public Suppression? Suppression { get; init; }

    public override string Kind => ByToken ? "receipt by token" : Message.GetType().Name;

    public override bool IsCallback => ByToken;

    public string DeliveryId => Message switch
    {
        DeliveryIdentity m => m.DeliveryId,
        ProviderMessageAssigned m => m.DeliveryId,
        ReceiptReported m => m.DeliveryId,
        _ => throw new UnreachableException($"message {Message.GetType()}"),
    };

    public override IEnumerable<DeliveryEvent> Evidence(DateTimeOffset receivedAt) => [EventOf(receivedAt)];

    DeliveryEvent EventOf(DateTimeOffset receivedAt) => Message switch
    {
        NotificationQueued m => Described(m, Deliveries.Evidence.Queued, receivedAt),
        NotificationSent m => Described(m, Deliveries.Evidence.Sent, receivedAt),
        NotificationFailed m => Described(m, Deliveries.Evidence.FailedAtTransport, receivedAt) with
        {
            Reason = Reason ?? "transport",
            Suppression = Suppression,
            ErrorCode = m.Error?.Code,
            ErrorMessage = m.Error?.Message,
        },
        ProviderMessageAssigned m => new DeliveryEvent
        {
            Id = IdOf(),
            Source = EventSource.Producer,
            Evidence = Deliveries.Evidence.Assigned,
            DeliveryId = m.DeliveryId,
            Provider = m.Provider,
            ProviderMessageId = m.ProviderMessageId,
            Recipient = m.Recipient,
            StatedAt = m.OccurredAt,
            ReceivedAt = receivedAt,
            Claims = true,
        },
        ReceiptReported m => new DeliveryEvent
        {
            Id = IdOf(),
            Source = EventSource.Receipt,
            Evidence = m.Kind switch
            {
                ReceiptKind.Delivered => Deliveries.Evidence.Delivered,
                ReceiptKind.Read => Deliveries.Evidence.Read,
                ReceiptKind.Clicked => Deliveries.Evidence.Clicked,
                _ => throw new UnreachableException($"receipt {m.Kind}"),
            },
            DeliveryId = m.DeliveryId,
            StatedAt = m.OccurredAt,
            ReceivedAt = receivedAt,
        },
        _ => throw new UnreachableException($"message {Message.GetType()}"),
    };

    DeliveryEvent Described(DeliveryIdentity m, Evidence evidence, DateTimeOffset receivedAt) => new()
    {
        Id = IdOf(),
        Source = EventSource.Producer,
        Evidence = evidence,
        DeliveryId = m.DeliveryId,
        Provider = m.Provider,
        ProviderMessageId = m.ProviderMessageId,
        Recipient = m.Recipient,
        StatedAt = m.OccurredAt,
        ReceivedAt = receivedAt,
        Claims = m.ProviderMessageId is not null,
        Description = Description.Of(m.OccurredAt, IdOf(),
            (DescriptionField.NotificationId, m.NotificationId),
            (DescriptionField.TenantId, m.TenantId),
            (DescriptionField.Channel, m.Channel),
            (DescriptionField.NotificationType, m.NotificationType),
            (DescriptionField.Category, m.Category),
            (DescriptionField.TemplateId, m.TemplateId),
            (DescriptionField.NotifiableType, m.Notifiable?.Type),
            (DescriptionField.NotifiableId, m.Notifiable?.Id),
            (DescriptionField.Recipient, m.Recipient),
            (DescriptionField.Provider, m.Provider),
            (DescriptionField.DurationMs, m.DurationMs?.ToString(CultureInfo.InvariantCulture)),
            (DescriptionField.Metadata, Description.MetadataText(m.Metadata))),
    };
}
