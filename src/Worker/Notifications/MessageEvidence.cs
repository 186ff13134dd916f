using Tracking.Contracts;
using Tracking.Deliveries;
using Tracking.Providers;

namespace Tracking.Worker.Notifications;

/// <summary>What producers' messages say, as evidence.</summary>
/// <remarks>Each throws <see cref="UnreadableMessageException"/> for a message that breaks a rule of its contract.</remarks>
static class MessageEvidence
{
    public static DeliveryEvent Of(NotificationQueued message, DateTimeOffset now)
    {
        Require(MessageRules.Check(message, now));
        return Of(message, nameof(NotificationQueued), Evidence.Queued, now);
    }

    public static DeliveryEvent Of(NotificationSent message, DateTimeOffset now)
    {
        Require(MessageRules.Check(message, now));
        return Of(message, nameof(NotificationSent), Evidence.Sent, now);
    }

    /// <param name="failures">What the provider's own code says of the recipient, and of later sends to it.</param>
    public static DeliveryEvent Of(NotificationFailed message, FailureCatalog failures, DateTimeOffset now)
    {
        Require(MessageRules.Check(message, now));
        var (reason, suppression) = failures.Read(message.Provider, message.Error?.Code, message.Error?.Message);
        return Of(message, nameof(NotificationFailed), Evidence.FailedAtTransport, now) with
        {
            Reason = reason,
            Suppression = suppression,
            ErrorCode = NullIfBlank(message.Error?.Code),
            ErrorMessage = NullIfBlank(message.Error?.Message),
        };
    }

    public static DeliveryEvent Of(ProviderMessageAssigned message, DateTimeOffset now)
    {
        Require(MessageRules.Check(message, now));
        return new DeliveryEvent
        {
            Id = EventId.Of(
                nameof(ProviderMessageAssigned), message.DeliveryId, EventId.Part(message.OccurredAt), message.ProviderMessageId),
            Source = EventSource.Producer,
            Evidence = Evidence.Assigned,
            DeliveryId = message.DeliveryId,
            Provider = message.Provider,
            ProviderMessageId = message.ProviderMessageId,
            Recipient = message.Recipient,
            StatedAt = message.OccurredAt,
            ReceivedAt = now,
            Claims = true,
        };
    }

    public static DeliveryEvent Of(ReceiptReported message, DateTimeOffset now)
    {
        Require(MessageRules.Check(message, now));
        return new DeliveryEvent
        {
            Id = EventId.Of(nameof(ReceiptReported), message.DeliveryId, EventId.Part(message.OccurredAt), message.Kind),
            Source = EventSource.Receipt,
            Evidence = message.Kind switch
            {
                ReceiptKind.Delivered => Evidence.Delivered,
                ReceiptKind.Read => Evidence.Read,
                ReceiptKind.Clicked => Evidence.Clicked,
                _ => throw new UnreachableException($"kind {message.Kind} passed the rules"),
            },
            DeliveryId = message.DeliveryId,
            StatedAt = message.OccurredAt,
            ReceivedAt = now,
        };
    }

    static DeliveryEvent Of(DeliveryIdentity message, string type, Evidence evidence, DateTimeOffset now)
    {
        var providerMessageId = NullIfBlank(message.ProviderMessageId);
        var id = EventId.Of(type, message.DeliveryId, EventId.Part(message.OccurredAt), providerMessageId);
        return new DeliveryEvent
        {
            Id = id,
            Source = EventSource.Producer,
            Evidence = evidence,
            DeliveryId = message.DeliveryId,
            Provider = NullIfBlank(message.Provider),
            ProviderMessageId = providerMessageId,
            Recipient = message.Recipient,
            StatedAt = message.OccurredAt,
            ReceivedAt = now,
            Claims = providerMessageId is not null,
            Description = Description.Of(
                message.OccurredAt,
                id,
                (DescriptionField.NotificationId, message.NotificationId),
                (DescriptionField.TenantId, message.TenantId),
                (DescriptionField.Channel, message.Channel),
                (DescriptionField.NotificationType, message.NotificationType),
                (DescriptionField.Category, message.Category),
                (DescriptionField.TemplateId, message.TemplateId),
                (DescriptionField.NotifiableType, message.Notifiable?.Type),
                (DescriptionField.NotifiableId, message.Notifiable?.Id),
                (DescriptionField.Recipient, message.Recipient),
                (DescriptionField.Provider, message.Provider?.Trim().ToLowerInvariant()),
                (DescriptionField.DurationMs, message.DurationMs?.ToString(CultureInfo.InvariantCulture)),
                (DescriptionField.Metadata, Description.MetadataText(message.Metadata))),
        };
    }

    static void Require(string? problem)
    {
        if (problem is not null)
            throw new UnreadableMessageException(problem);
    }

    static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
