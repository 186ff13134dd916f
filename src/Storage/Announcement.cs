using System.Globalization;
using System.Text.Json.Serialization;
using Tracking.Deliveries;

namespace Tracking.Storage;

/// <summary>
/// What subscribers are to be told. It is written together with the change that it tells of, so that neither is ever without the
/// other, and waits in the outbox until the broker has it.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(StatusChange), "status_change")]
[JsonDerivedType(typeof(OverdueNotice), "overdue")]
[JsonDerivedType(typeof(AlertNotice), "alert")]
[JsonDerivedType(typeof(SuppressionNotice), "suppression")]
public abstract record Announcement
{
    /// <summary>The same however often it is published, so that a subscriber can drop repeats.</summary>
    [JsonIgnore]
    public abstract Guid MessageId { get; }

    /// <summary>The delivery that it is about, null for none.</summary>
    public virtual string? DeliveryId { get; init; }
}

/// <summary>A delivery's status or reason is another than before.</summary>
public sealed record StatusChange : Announcement
{
    public override required string? DeliveryId { get; init; }

    /// <summary>Which change of the delivery, counted from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Null for a delivery that was not known before.</summary>
    public string? From { get; init; }

    public required string To { get; init; }

    public string? Reason { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    [JsonIgnore]
    public override Guid MessageId =>
        EventId.Of(nameof(StatusChange), DeliveryId, Version.ToString(CultureInfo.InvariantCulture));
}

/// <summary>A delivery has had no verdict within its channel's confirmation window.</summary>
public sealed record OverdueNotice : Announcement
{
    public override required string? DeliveryId { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    /// <summary>The end of the window.</summary>
    public required DateTimeOffset DueAt { get; init; }

    // Announced once: a second notice of the same delivery would be a repeat.
    [JsonIgnore]
    public override Guid MessageId => EventId.Of(nameof(OverdueNotice), DeliveryId);
}

/// <summary>An alert was raised, or cleared.</summary>
public sealed record AlertNotice : Announcement
{
    public required AlertView Alert { get; init; }

    [JsonIgnore]
    public override Guid MessageId =>
        EventId.Of(nameof(AlertNotice), Alert.Id.ToString("D"), Alert.ClearedAt is null ? "raised" : "cleared");
}

/// <summary>An address entered the suppression list, or left it.</summary>
public sealed record SuppressionNotice : Announcement
{
    public required SuppressedAddress Address { get; init; }

    /// <summary>Why it entered; null: it left.</summary>
    public string? Reason { get; init; }

    /// <summary>Which change of the entry, counted from 1.</summary>
    public required int Version { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    [JsonIgnore]
    public override Guid MessageId => EventId.Of(
        nameof(SuppressionNotice), Address.TenantId, Address.Channel, Address.Recipient, Address.Scope,
        Version.ToString(CultureInfo.InvariantCulture));

    /// <param name="standing">What stands in the entry now; null for nothing.</param>
    /// <returns>Null where the address neither enters nor leaves. Another reason for staying is no news.</returns>
    public static SuppressionNotice? Of(
        SuppressedAddress address, bool wasListed, SuppressionSignal? standing, int version, DateTimeOffset now) =>
        wasListed == standing is not null ? null : new SuppressionNotice
        {
            Address = address,
            DeliveryId = standing?.DeliveryId,
            Reason = standing?.Reason,
            Version = version,
            OccurredAt = standing?.OccurredAt ?? now.ToMicroseconds(),
        };
}
