using System.Globalization;
using System.Text;

namespace Tracking.Contracts;

/// <summary>
/// The rules that a message must keep beyond its types. A message that breaks one is refused at <c>/v1/events</c> and
/// dead-lettered on the bus, with the sentence returned here; a producer may ask before it publishes.
/// </summary>
/// <remarks>Each check returns null for a good message, and otherwise a sentence that names the member. None echoes a value.</remarks>
public static class MessageRules
{
    public const int MaxDeliveryIdLength = 128;
    public const int MaxNameLength = 256;
    public const int MaxProviderLength = 64;
    public const int MaxProviderMessageIdLength = 255;

    /// <summary>Characters, and bytes of UTF-8 as well: it is part of keys, and no index takes one of more than 2,700 bytes.</summary>
    public const int MaxRecipientLength = 1_024;

    public const int MaxErrorLength = 8_192;
    public const int MaxMetadataEntries = 64;
    public const int MaxMetadataLength = 16_384;

    /// <summary>Before this, an instant is a mistake: an unset clock, seconds taken for milliseconds.</summary>
    public static readonly DateTimeOffset Earliest = new(2010, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>How far ahead of ours a clock may be. Generous: order is by evidence, not by clock.</summary>
    public static readonly TimeSpan MaxAhead = TimeSpan.FromDays(1);

    public static string? Check(NotificationQueued message, DateTimeOffset now) => CheckIdentity(message, now);

    public static string? Check(NotificationSent message, DateTimeOffset now) => CheckIdentity(message, now);

    public static string? Check(NotificationFailed message, DateTimeOffset now) =>
        CheckIdentity(message, now)
        ?? Optional("error.code", message.Error?.Code, MaxNameLength)
        ?? Optional("error.message", message.Error?.Message, MaxErrorLength);

    public static string? Check(ProviderMessageAssigned message, DateTimeOffset now) =>
        CheckDeliveryId(message.DeliveryId)
        ?? Required("provider", message.Provider, MaxProviderLength)
        ?? Required("providerMessageId", message.ProviderMessageId, MaxProviderMessageIdLength)
        ?? CheckRecipient(message.Recipient)
        ?? CheckInstant("occurredAt", message.OccurredAt, now);

    public static string? Check(ReceiptReported message, DateTimeOffset now) =>
        CheckDeliveryId(message.DeliveryId)
        ?? OneOf("kind", message.Kind, ReceiptKind.Delivered, ReceiptKind.Read, ReceiptKind.Clicked)
        ?? CheckInstant("occurredAt", message.OccurredAt, now);

    public static string? Check(UnsubscribeRequested message, DateTimeOffset now) =>
        Optional("tenantId", message.TenantId, MaxNameLength)
        ?? Required("channel", message.Channel, MaxNameLength)
        ?? Required("recipient", message.Recipient, MaxRecipientLength)
        ?? CheckRecipient(message.Recipient)
        ?? OneOf("scope", message.Scope, UnsubscribeScope.All, UnsubscribeScope.Marketing, UnsubscribeScope.Product)
        ?? OneOf("source", message.Source, UnsubscribeSource.Link, UnsubscribeSource.OneClick, UnsubscribeSource.Reply,
            UnsubscribeSource.Report, UnsubscribeSource.Admin)
        ?? Optional("ipAddress", message.IpAddress, MaxNameLength)
        ?? CheckInstant("occurredAt", message.OccurredAt, now);

    public static string? Check(CallbacksRefused message, DateTimeOffset now) =>
        Required("provider", message.Provider, MaxProviderLength)
        ?? Optional("account", message.Account, MaxNameLength)
        ?? OneOf("cause", message.Cause, RefusalCause.Unreadable, RefusalCause.Missing, RefusalCause.Malformed, RefusalCause.Mismatch,
            RefusalCause.Stale, RefusalCause.Untrusted, RefusalCause.Undecided)
        ?? (message.Refused < 1 ? "refused must be at least 1" : null)
        ?? (message.Accepted < 0 ? "accepted must not be negative" : null)
        ?? CheckInstant("from", message.From, now)
        ?? CheckInstant("to", message.To, now);

    /// <summary>1 to 128 of <c>A-Z a-z 0-9 . _ : ~ -</c>.</summary>
    public static string? CheckDeliveryId(string? deliveryId)
    {
        if (Required("deliveryId", deliveryId, MaxDeliveryIdLength) is { } problem)
            return problem;
        return deliveryId!.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '~' or '-')
            ? null
            : "deliveryId may only contain A-Z a-z 0-9 . _ : ~ -";
    }

    static string? CheckIdentity(DeliveryIdentity message, DateTimeOffset now) =>
        CheckDeliveryId(message.DeliveryId)
        ?? Optional("notificationId", message.NotificationId, MaxNameLength)
        ?? Optional("tenantId", message.TenantId, MaxNameLength)
        ?? Required("channel", message.Channel, MaxNameLength)
        ?? Required("notificationType", message.NotificationType, MaxNameLength)
        ?? Optional("category", message.Category, MaxNameLength)
        ?? Optional("templateId", message.TemplateId, MaxNameLength)
        ?? CheckNotifiable(message.Notifiable)
        ?? CheckRecipient(message.Recipient)
        ?? CheckProvider(message)
        ?? CheckInstant("occurredAt", message.OccurredAt, now)
        ?? (message.DurationMs < 0 ? "durationMs must not be negative" : null)
        ?? CheckMetadata(message.Metadata);

    static string? CheckRecipient(string? recipient) =>
        Optional("recipient", recipient, MaxRecipientLength)
        ?? (recipient is not null && Encoding.UTF8.GetByteCount(recipient) > MaxRecipientLength
            ? $"recipient must be at most {MaxRecipientLength} bytes in UTF-8"
            : null);

    static string? CheckProvider(DeliveryIdentity message) =>
        Optional("provider", message.Provider, MaxProviderLength)
        ?? Optional("providerMessageId", message.ProviderMessageId, MaxProviderMessageIdLength)
        // A blank is as good as none: producers write either where they have no id.
        ?? (!string.IsNullOrWhiteSpace(message.ProviderMessageId) && string.IsNullOrWhiteSpace(message.Provider)
            ? "provider is required where providerMessageId is given"
            : null);

    static string? CheckNotifiable(Notifiable? notifiable) =>
        notifiable is null
            ? null
            : Required("notifiable.type", notifiable.Type, MaxNameLength)
                ?? Required("notifiable.id", notifiable.Id, MaxNameLength);

    static string? CheckMetadata(IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null)
            return null;
        if (metadata.Count > MaxMetadataEntries)
            return $"metadata may have at most {MaxMetadataEntries} entries";
        var length = 0;
        foreach (var (key, value) in metadata)
        {
            if (value is null)
                return "metadata may not have null values";
            if (CheckText("metadata", key) is { } inKey)
                return inKey;
            if (CheckText("metadata", value) is { } inValue)
                return inValue;
            length += key.Length + value.Length;
        }

        return length > MaxMetadataLength ? $"metadata may have at most {MaxMetadataLength} characters in all" : null;
    }

    static string? CheckInstant(string member, DateTimeOffset value, DateTimeOffset now)
    {
        if (value == default)
            return $"{member} is required";
        if (value < Earliest)
            return string.Create(CultureInfo.InvariantCulture, $"{member} must not be before {Earliest:yyyy-MM-dd}");
        return value > now + MaxAhead ? $"{member} must not be more than {MaxAhead.TotalHours:0} hours in the future" : null;
    }

    static string? Required(string member, string? value, int maxLength) =>
        string.IsNullOrWhiteSpace(value) ? $"{member} is required" : Optional(member, value, maxLength);

    static string? Optional(string member, string? value, int maxLength) =>
        value is null ? null
        : value.Length > maxLength ? $"{member} must be at most {maxLength} characters"
        : CheckText(member, value);

    static string? OneOf(string member, string? value, params ReadOnlySpan<string> words) =>
        value is not null && words.Contains(value) ? null : $"{member} must be one of: {string.Join(", ", words)}";

    // Neither can be kept: PostgreSQL has no NUL in text, and a lone surrogate has no UTF-8.
    static string? CheckText(string member, string value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\0')
                return $"{member} must not contain a NUL character";
            if (!char.IsSurrogate(value[i]))
                continue;
            if (!char.IsHighSurrogate(value[i]) || i + 1 == value.Length || !char.IsLowSurrogate(value[i + 1]))
                return $"{member} must be well-formed Unicode";
            i++;
        }

        return null;
    }
}
