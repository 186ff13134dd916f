using Tracking.Contracts;

namespace Tracking.Unit.Contracts;

/// <summary>What the recorded files say, in today's records: one message of each kind, every member filled.</summary>
static class Messages
{
    static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 21, 10, 12, 13, 456, TimeSpan.Zero).AddMicroseconds(789);
    static readonly Notifiable Ana = new() { Type = "User", Id = "42" };
    static readonly NotificationError Error = new() { Code = "ETIMEDOUT", Message = "connect ETIMEDOUT 192.0.2.10:25" };
    static readonly Dictionary<string, string> Metadata = new() { ["invoice"] = "1042", ["région"] = "île" };

    public static readonly NotificationQueued Queued = new()
    {
        DeliveryId = "invoice-1042:email:ana",
        NotificationId = "invoice-1042",
        TenantId = "acme",
        Channel = "email",
        NotificationType = "InvoicePaid",
        Category = "billing",
        TemplateId = "invoice-paid-v3",
        Notifiable = Ana,
        Recipient = "Ana <ana@example.org>",
        Provider = "ses",
        ProviderMessageId = "0100018f-e2b1-4c53",
        OccurredAt = At,
        DurationMs = 87,
        Metadata = Metadata,
    };

    public static readonly NotificationSent Sent = new()
    {
        DeliveryId = "invoice-1042:email:ana",
        NotificationId = "invoice-1042",
        TenantId = "acme",
        Channel = "email",
        NotificationType = "InvoicePaid",
        Category = "billing",
        TemplateId = "invoice-paid-v3",
        Notifiable = Ana,
        Recipient = "Ana <ana@example.org>",
        Provider = "ses",
        ProviderMessageId = "0100018f-e2b1-4c53",
        OccurredAt = At,
        DurationMs = 87,
        Metadata = Metadata,
    };

    public static readonly NotificationFailed Failed = new()
    {
        DeliveryId = "invoice-1042:email:ana",
        NotificationId = "invoice-1042",
        TenantId = "acme",
        Channel = "email",
        NotificationType = "InvoicePaid",
        Category = "billing",
        TemplateId = "invoice-paid-v3",
        Notifiable = Ana,
        Recipient = "Ana <ana@example.org>",
        Provider = "ses",
        ProviderMessageId = "0100018f-e2b1-4c53",
        OccurredAt = At,
        DurationMs = 87,
        Metadata = Metadata,
        Error = Error,
    };

    public static readonly ProviderMessageAssigned Assigned = new()
    {
        DeliveryId = "invoice-1042:email:ana",
        Provider = "ses",
        ProviderMessageId = "0100018f-e2b1-4c53",
        Recipient = "ana@example.org",
        OccurredAt = At,
    };

    public static readonly ReceiptReported Receipt = new()
    {
        DeliveryId = "invoice-1042:push:ana",
        Kind = "read",
        OccurredAt = At,
    };

    public static readonly UnsubscribeRequested Unsubscribe = new()
    {
        TenantId = "acme",
        Channel = "email",
        Recipient = "ana@example.org",
        Scope = "marketing",
        Source = "one-click",
        IpAddress = "192.0.2.44",
        OccurredAt = At,
    };

    static readonly CallbacksReceived Callbacks = new()
    {
        Callbacks =
        [
            new RawCallback
            {
                CallbackId = new Guid("019aa5d8-6f00-7c3e-9d5a-2f1b6c0e4a11"),
                Provider = "twilio",
                Account = "eu",
                ReceivedAt = At,
                Method = "POST",
                ContentType = "application/x-www-form-urlencoded",
                Url = "https://hooks.example.org/webhooks/twilio/status/eu?x=%20y",
                Headers = new Dictionary<string, string> { ["I-Twilio-Idempotency-Token"] = "b6a7" },
                Body = "MessageSid=SM1&MessageStatus=delivered&Body=caf%C3%A9 ☃",
            },
        ],
    };

    static readonly DeliveryStatusChanged StatusChanged = new()
    {
        DeliveryId = "invoice-1042:email:ana",
        NotificationId = "invoice-1042",
        TenantId = "acme",
        Channel = "email",
        NotificationType = "InvoicePaid",
        Category = "billing",
        TemplateId = "invoice-paid-v3",
        Notifiable = Ana,
        Recipient = "Ana <ana@example.org>",
        Provider = "ses",
        ProviderMessageId = "0100018f-e2b1-4c53",
        Metadata = Metadata,
        From = "sent",
        To = "bounced",
        Reason = "soft_bounce",
        Error = Error,
        OccurredAt = At,
        Version = 3,
    };

    static readonly DeliveryOverdue Overdue = new()
    {
        DeliveryId = "invoice-1042:email:ana",
        NotificationId = "invoice-1042",
        TenantId = "acme",
        Channel = "email",
        NotificationType = "InvoicePaid",
        Category = "billing",
        TemplateId = "invoice-paid-v3",
        Notifiable = Ana,
        Recipient = "Ana <ana@example.org>",
        Provider = "ses",
        ProviderMessageId = "0100018f-e2b1-4c53",
        Metadata = Metadata,
        SentAt = At,
        DueAt = At.AddDays(3),
    };

    static readonly RecipientSuppressed Suppressed = new()
    {
        TenantId = "acme",
        Channel = "email",
        Recipient = "ana@example.org",
        Reason = "hard_bounce",
        Scope = "all",
        DeliveryId = "invoice-1042:email:ana",
        OccurredAt = At,
    };

    static readonly SuppressionLifted Lifted = new()
    {
        TenantId = "acme",
        Channel = "email",
        Recipient = "ana@example.org",
        Scope = "all",
        OccurredAt = At,
        Version = 2,
    };

    static readonly DeliverabilityAlertRaised Raised = new()
    {
        AlertId = "complaint_rate:acme:email",
        Kind = "complaint_rate",
        Severity = "critical",
        TenantId = "acme",
        Channel = "email",
        Value = 0.0013,
        Threshold = 0.001,
        Window = TimeSpan.FromHours(1),
        OccurredAt = At,
    };

    static readonly DeliverabilityAlertCleared Cleared = new()
    {
        AlertId = "complaint_rate:acme:email",
        Kind = "complaint_rate",
        Severity = "critical",
        TenantId = "acme",
        Channel = "email",
        Value = 0.0013,
        Threshold = 0.001,
        Window = TimeSpan.FromHours(1),
        OccurredAt = At,
    };

    public static readonly CallbacksRefused Refused = new()
    {
        Provider = "twilio",
        Account = "eu",
        Cause = "mismatch",
        Refused = 41,
        Accepted = 7,
        From = At,
        To = At.AddMinutes(1),
    };

    public static readonly IReadOnlyList<object> All =
    [
        Queued, Sent, Failed, Assigned, Receipt, Unsubscribe, Callbacks, StatusChanged, Overdue, Suppressed, Lifted, Raised, Cleared,
        Refused,
    ];
}
