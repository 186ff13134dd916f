using System.Globalization;
using System.Text.Json;
using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>A delivery as a store keeps it: the join of its evidence, and what the store itself knows of the row.</summary>
/// <param name="Version">Changes of status or reason so far.</param>
/// <param name="Revision">Writes so far: a writer that read an older one lost a race.</param>
sealed record TrackedDelivery(
    Delivery Delivery, int Version, int Revision, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>What the store keeps once the delivery has become <paramref name="after"/>. The same where nothing changed.</summary>
    public static TrackedDelivery Advance(TrackedDelivery? before, Delivery after, DateTimeOffset now) =>
        before is null ? new TrackedDelivery(after, 1, 1, now, now)
        : before.Delivery == after ? before
        : before with
        {
            Delivery = after,
            Version = IsTransition(before.Delivery, after) ? before.Version + 1 : before.Version,
            Revision = before.Revision + 1,
            UpdatedAt = now,
        };

    /// <summary>Whether the status or its reason is another than before, as it is for a delivery that was not known.</summary>
    public static bool IsTransition(Delivery? before, Delivery after) =>
        before is null || before.Status != after.Status || before.Reason != after.Reason;

    /// <param name="claims">All of the delivery's, in any order.</param>
    public DeliveryView View(IEnumerable<Claim> claims)
    {
        var description = Delivery.Description;
        var ordered = claims
            .OrderBy(c => c.ClaimedAt)
            .ThenBy(c => c.Provider, StringComparer.Ordinal)
            .ThenBy(c => c.ProviderMessageId, StringComparer.Ordinal)
            .ToArray();
        return new DeliveryView
        {
            DeliveryId = Delivery.DeliveryId,
            NotificationId = description[DescriptionField.NotificationId],
            TenantId = description[DescriptionField.TenantId],
            Channel = description[DescriptionField.Channel],
            NotificationType = description[DescriptionField.NotificationType],
            Category = description[DescriptionField.Category],
            TemplateId = description[DescriptionField.TemplateId],
            Notifiable = (description[DescriptionField.NotifiableType], description[DescriptionField.NotifiableId])
                is ({ } type, { } id) ? new NotifiableView(type, id) : null,
            Recipient = description[DescriptionField.Recipient],
            Provider = description[DescriptionField.Provider],
            ProviderMessageId = ordered.LastOrDefault()?.ProviderMessageId,
            ProviderMessageIds = [.. ordered.Select(c => c.ProviderMessageId).Distinct()],
            DurationMs = int.TryParse(
                description[DescriptionField.DurationMs], NumberStyles.None, CultureInfo.InvariantCulture, out var ms)
                ? ms
                : null,
            Metadata = description[DescriptionField.Metadata] is { } metadata
                ? JsonSerializer.Deserialize(metadata, StorageJson.Default.DictionaryStringString)
                : null,
            Status = Delivery.Status.Word(),
            Reason = Delivery.Reason,
            Error = EventViews.Error(Delivery.Decisive.ErrorCode, Delivery.Decisive.ErrorMessage),
            DecidedBy = Delivery.Decisive.Evidence == Evidence.None ? null : Delivery.Decisive.EventId,
            QueuedAt = Delivery.QueuedAt,
            SentAt = Delivery.SentAt,
            DeliveredAt = Delivery.DeliveredAt,
            FailedAt = Delivery.FailedAt,
            BouncedAt = Delivery.BouncedAt,
            ComplainedAt = Delivery.ComplainedAt,
            OpenedAt = Delivery.OpenedAt,
            ClickedAt = Delivery.ClickedAt,
            ReadAt = Delivery.ReadAt,
            UnsubscribedAt = Delivery.UnsubscribedAt,
            OpenCount = Delivery.Opens.Value,
            MachineOpenCount = Delivery.MachineOpens.Value,
            ClickCount = Delivery.Clicks.Value,
            Version = Version,
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
        };
    }
}
