namespace Tracking.Contracts;

/// <summary>
/// One notification, on one channel, to one recipient: what <see cref="NotificationQueued"/>, <see cref="NotificationSent"/>
/// and <see cref="NotificationFailed"/> say of the delivery they are about.
/// </summary>
/// <remarks>
/// MassTransit declares an exchange for a base type too. It is bound to nothing of ours; the tracking hosts leave it out.
/// </remarks>
public abstract record DeliveryIdentity
{
    /// <summary>Identity of the delivery, chosen by the producer: 1 to 128 of <c>A-Z a-z 0-9 . _ : ~ -</c>.</summary>
    public required string DeliveryId { get; init; }

    /// <summary>Groups the deliveries of one notification: its channels, recipients and fallbacks.</summary>
    public string? NotificationId { get; init; }

    public string? TenantId { get; init; }

    /// <summary><c>email</c> <c>sms</c> <c>whatsapp</c> <c>push</c> <c>in-app</c> <c>voice</c>, or the producer's own.</summary>
    public required string Channel { get; init; }

    /// <summary>The kind of notification in the producer's terms, such as <c>InvoicePaid</c>.</summary>
    public required string NotificationType { get; init; }

    /// <summary><c>security</c> <c>billing</c> <c>product</c> <c>marketing</c>.</summary>
    public string? Category { get; init; }

    public string? TemplateId { get; init; }

    /// <summary>Who was notified, in the producer's terms.</summary>
    public Notifiable? Notifiable { get; init; }

    /// <summary>The address: an E.164 number, a mailbox, a device token.</summary>
    public string? Recipient { get; init; }

    /// <summary><c>twilio</c> <c>ses</c> <c>sendgrid</c> <c>messagebird</c> <c>plivo</c> <c>fcm</c> <c>apns</c> and so on.</summary>
    public string? Provider { get; init; }

    /// <summary>The id under which the provider will call back, when it is known already.</summary>
    public string? ProviderMessageId { get; init; }

    /// <summary>When it happened, by the producer's clock.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>How long the transport took, in milliseconds.</summary>
    public int? DurationMs { get; init; }

    /// <summary>Kept and returned, never interpreted.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}
