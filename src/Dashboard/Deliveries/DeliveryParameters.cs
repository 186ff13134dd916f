using Tracking.Contracts;
using Tracking.Dashboard.Queries;
using Tracking.Deliveries;
using Tracking.Storage;

namespace Tracking.Dashboard.Deliveries;

/// <summary>The filters of <c>GET /api/deliveries</c>.</summary>
static class DeliveryParameters
{
    static readonly Parameter<DeliveryStatus?> Status = Parameter.Word(
        "status", "The merged status.", DeliveryStatusWords.Parse, [.. Enum.GetValues<DeliveryStatus>().Select(s => s.Word())]);

    static readonly Parameter<string> Reason = Named("reason", "What refines the status, such as `hard_bounce`.");
    static readonly Parameter<string> TenantId = Named("tenantId", "The tenant on whose behalf it was sent.");
    static readonly Parameter<string> Channel = Named("channel", "`email`, `sms`, `whatsapp`, `push` or the producer's own.");

    static readonly Parameter<string> Provider =
        Parameter.Text("provider", "Who carries it, such as `twilio`, in any letter case.", MessageRules.MaxProviderLength);

    static readonly Parameter<string> NotificationType = Named("notificationType", "Its kind, such as `InvoicePaid`.");

    static readonly Parameter<string> NotificationId =
        Named("notificationId", "The notification: the deliveries of all its channels, recipients and fallbacks.");

    static readonly Parameter<string> NotifiableType = Named("notifiableType", "Who was notified: the kind, such as `user`.");
    static readonly Parameter<string> NotifiableId = Named("notifiableId", "Who was notified: the id.");

    static readonly Parameter<string> Recipient = Parameter.Text(
        "recipient", "The address, in any spelling: numbers are compared by their digits, mail addresses in lower case.",
        MessageRules.MaxRecipientLength);

    static readonly Parameter<string> ProviderMessageId = Parameter.Text(
        "providerMessageId", "Any of the ids that providers know it by.", MessageRules.MaxProviderMessageIdLength);

    static readonly Parameter<DateTimeOffset?> From = Parameter.Instant("from", "First known to us at this instant or later.");
    static readonly Parameter<DateTimeOffset?> To = Parameter.Instant("to", "First known to us before this instant.");

    static readonly Parameter<bool?> Overdue = Parameter.Flag(
        "overdue", "`true`: only what has been `sent` for longer than its channel's confirmation window. `false`: only the rest.");

    public static readonly IReadOnlyList<Parameter> All =
    [
        Status, Reason, TenantId, Channel, Provider, NotificationType, NotificationId, NotifiableType, NotifiableId, Recipient,
        ProviderMessageId, From, To, Overdue, Paging.LimitParameter, Paging.CursorParameter,
    ];

    public static DeliveryFilter Read(QueryReader query, ConfirmationWindows windows, DateTimeOffset now)
    {
        var filter = new DeliveryFilter
        {
            Status = query.Read(Status),
            Reason = query.Read(Reason),
            TenantId = query.Read(TenantId),
            Channel = query.Read(Channel),
            Provider = query.Read(Provider)?.Trim().ToLowerInvariant(),
            NotificationType = query.Read(NotificationType),
            NotificationId = query.Read(NotificationId),
            NotifiableType = query.Read(NotifiableType),
            NotifiableId = query.Read(NotifiableId),
            Recipient = query.Read(Recipient),
            ProviderMessageId = DeliveryEvent.Unwrapped(query.Read(ProviderMessageId)),
            From = query.Read(From),
            To = query.Read(To),
            Overdue = query.Read(Overdue),
            OverdueBefore = windows.OverdueBefore(now),
        };
        if (filter.From >= filter.To)
            query.Refuse(From.Name, "must be before to");
        return filter;
    }

    static Parameter<string> Named(string name, string description) =>
        Parameter.Text(name, description, MessageRules.MaxNameLength);
}
