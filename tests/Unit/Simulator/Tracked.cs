using System.Text.Json;
using Tracking.Deliveries;
using Tracking.Simulator.Comparison;

namespace Tracking.Unit.Simulator;

/// <summary>What a flawless system would tell of an expected delivery.</summary>
static class Tracked
{
    public static TrackedSuppression As(ExpectedSuppression expected) => new()
    {
        TenantId = expected.Address.TenantId,
        Channel = expected.Address.Channel,
        Recipient = expected.Address.Recipient,
        Scope = expected.Address.Scope,
        Reason = expected.Reason,
        Since = expected.LatestSince,
        DeliveryId = expected.DeliveryId,
    };

    public static TrackedDelivery As(ExpectedDelivery expected)
    {
        var d = expected.Latest;
        string? Text(DescriptionField field) => d.Description[field];
        return new TrackedDelivery
        {
            DeliveryId = d.DeliveryId,
            NotificationId = Text(DescriptionField.NotificationId),
            TenantId = Text(DescriptionField.TenantId),
            Channel = Text(DescriptionField.Channel),
            NotificationType = Text(DescriptionField.NotificationType),
            Category = Text(DescriptionField.Category),
            TemplateId = Text(DescriptionField.TemplateId),
            Notifiable = Text(DescriptionField.NotifiableType) is { } type
                ? new TrackedNotifiable(type, Text(DescriptionField.NotifiableId)!)
                : null,
            Recipient = Text(DescriptionField.Recipient),
            Provider = Text(DescriptionField.Provider),
            ProviderMessageId = expected.ProviderMessageIds is [.., var latest] ? latest : null,
            ProviderMessageIds = expected.ProviderMessageIds,
            DurationMs = Text(DescriptionField.DurationMs) is { } ms ? int.Parse(ms) : null,
            Metadata = Text(DescriptionField.Metadata) is { } json
                ? JsonSerializer.Deserialize<Dictionary<string, string>>(json)
                : null,
            Status = d.Status.Word(),
            Reason = d.Reason,
            Error = d.Decisive.ErrorCode is { } code ? new TrackedError(code, "in words") : null,
            QueuedAt = d.QueuedAt,
            SentAt = d.SentAt,
            DeliveredAt = d.DeliveredAt,
            FailedAt = d.FailedAt,
            BouncedAt = d.BouncedAt,
            ComplainedAt = d.ComplainedAt,
            OpenedAt = d.OpenedAt,
            ClickedAt = d.ClickedAt,
            ReadAt = d.ReadAt,
            UnsubscribedAt = d.UnsubscribedAt,
            OpenCount = d.Opens.Value,
            MachineOpenCount = d.MachineOpens.Value,
            ClickCount = d.Clicks.Value,
            Events =
            [
                .. expected.Events.Select(e => new TrackedEvent
                {
                    Evidence = e.Event.Evidence.Word(),
                    OccurredAt = e.LatestAt,
                    Source = e.Event.Source,
                    ProviderMessageId = e.Event.ProviderMessageId,
                    Ambiguous = e.Event.Ambiguous,
                    Url = e.Event.Url,
                }),
            ],
        };
    }
}
