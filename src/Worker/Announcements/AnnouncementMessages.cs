using Tracking.Contracts;
using Tracking.Storage;

namespace Tracking.Worker.Announcements;

/// <summary>Announcements as the contract has them.</summary>
static class AnnouncementMessages
{
    /// <returns>Null for what there is nothing left to say of: its delivery has been deleted.</returns>
    public static object? Of(OutgoingAnnouncement outgoing) => outgoing switch
    {
        { Announcement: StatusChange change } => Of(change, outgoing.Delivery),
        { Announcement: OverdueNotice notice, Delivery: { } delivery } => Of(notice, delivery),
        { Announcement: OverdueNotice } => null,
        { Announcement: SuppressionNotice notice } => Of(notice),
        { Announcement: AlertNotice { Alert.ClearedAt: null } notice } => Raised(notice.Alert),
        { Announcement: AlertNotice notice } => Cleared(notice.Alert),
        _ => throw new UnreachableException($"announcement {outgoing.Announcement.GetType()}"),
    };

    // The change itself is told even where its delivery is gone by now.
    static DeliveryStatusChanged Of(StatusChange change, DeliveryView? delivery) => new()
    {
        DeliveryId = change.DeliveryId!,
        NotificationId = delivery?.NotificationId,
        TenantId = delivery?.TenantId,
        Channel = delivery?.Channel,
        NotificationType = delivery?.NotificationType,
        Category = delivery?.Category,
        TemplateId = delivery?.TemplateId,
        Notifiable = Of(delivery?.Notifiable),
        Recipient = delivery?.Recipient,
        Provider = delivery?.Provider,
        ProviderMessageId = delivery?.ProviderMessageId,
        Metadata = delivery?.Metadata,
        From = change.From,
        To = change.To,
        Reason = change.Reason,
        Error = change is { ErrorCode: null, ErrorMessage: null }
            ? null
            : new NotificationError { Code = change.ErrorCode, Message = change.ErrorMessage },
        OccurredAt = change.OccurredAt,
        Version = change.Version,
    };

    static DeliveryOverdue Of(OverdueNotice notice, DeliveryView delivery) => new()
    {
        DeliveryId = delivery.DeliveryId,
        NotificationId = delivery.NotificationId,
        TenantId = delivery.TenantId,
        Channel = delivery.Channel,
        NotificationType = delivery.NotificationType,
        Category = delivery.Category,
        TemplateId = delivery.TemplateId,
        Notifiable = Of(delivery.Notifiable),
        Recipient = delivery.Recipient,
        Provider = delivery.Provider,
        ProviderMessageId = delivery.ProviderMessageId,
        Metadata = delivery.Metadata,
        SentAt = notice.SentAt,
        DueAt = notice.DueAt,
    };

    static object Of(SuppressionNotice notice) => notice.Reason is { } reason
        ? new RecipientSuppressed
        {
            TenantId = notice.Address.TenantId,
            Channel = notice.Address.Channel,
            Recipient = notice.Address.Recipient,
            Reason = reason,
            Scope = notice.Address.Scope,
            DeliveryId = notice.DeliveryId,
            OccurredAt = notice.OccurredAt,
            Version = notice.Version,
        }
        : new SuppressionLifted
        {
            TenantId = notice.Address.TenantId,
            Channel = notice.Address.Channel,
            Recipient = notice.Address.Recipient,
            Scope = notice.Address.Scope,
            OccurredAt = notice.OccurredAt,
            Version = notice.Version,
        };

    public static DeliverabilityAlertRaised Raised(AlertView alert) => new()
    {
        AlertId = alert.Id.ToString("D"),
        Kind = alert.Kind,
        Severity = alert.Severity,
        Provider = alert.Provider,
        Account = alert.Account,
        TenantId = alert.TenantId,
        Channel = alert.Channel,
        Value = alert.Value,
        Threshold = alert.Threshold,
        Window = alert.Window,
        OccurredAt = alert.RaisedAt,
    };

    public static DeliverabilityAlertCleared Cleared(AlertView alert) => new()
    {
        AlertId = alert.Id.ToString("D"),
        Kind = alert.Kind,
        Severity = alert.Severity,
        Provider = alert.Provider,
        Account = alert.Account,
        TenantId = alert.TenantId,
        Channel = alert.Channel,
        Value = alert.Value,
        Threshold = alert.Threshold,
        Window = alert.Window,
        OccurredAt = alert.ClearedAt!.Value,
    };

    static Notifiable? Of(NotifiableView? notifiable) =>
        notifiable is null ? null : new Notifiable { Type = notifiable.Type, Id = notifiable.Id };
}
