using System.Globalization;
using System.Text.Json;
using Tracking.Deliveries;

namespace Tracking.Storage.Postgres;

/// <summary>A row of <c>delivery</c>.</summary>
sealed record DeliveryRow
{
    /// <summary>Its columns, of a table called <c>d</c>.</summary>
    public const string Columns = """
        d.delivery_id, d.notification_id, d.tenant_id, d.channel, d.notification_type, d.category, d.template_id,
               d.notifiable_type, d.notifiable_id, d.recipient, d.provider, d.duration_ms, d.metadata, d.described,
               d.evidence, d.stated_at, d.event_id, d.reason, d.error_code, d.error_message,
               d.queued_at, d.sent_at, d.delivered_at, d.failed_at, d.bounced_at, d.complained_at, d.opened_at, d.clicked_at,
               d.read_at, d.unsubscribed_at, d.open_count, d.machine_open_count, d.click_count,
               d.version, d.revision, d.created_at, d.updated_at
        """;

    public required string DeliveryId { get; init; }
    public string? NotificationId { get; init; }
    public string? TenantId { get; init; }
    public string? Channel { get; init; }
    public string? NotificationType { get; init; }
    public string? Category { get; init; }
    public string? TemplateId { get; init; }
    public string? NotifiableType { get; init; }
    public string? NotifiableId { get; init; }
    public string? Recipient { get; init; }
    public string? Provider { get; init; }
    public int? DurationMs { get; init; }
    public string? Metadata { get; init; }
    public required string Described { get; init; }
    public required string Evidence { get; init; }
    public DateTimeOffset? StatedAt { get; init; }
    public required Guid EventId { get; init; }
    public string? Reason { get; init; }
    public string? ErrorCode { get; init; }
    public string? ErrorMessage { get; init; }
    public DateTimeOffset? QueuedAt { get; init; }
    public DateTimeOffset? SentAt { get; init; }
    public DateTimeOffset? DeliveredAt { get; init; }
    public DateTimeOffset? FailedAt { get; init; }
    public DateTimeOffset? BouncedAt { get; init; }
    public DateTimeOffset? ComplainedAt { get; init; }
    public DateTimeOffset? OpenedAt { get; init; }
    public DateTimeOffset? ClickedAt { get; init; }
    public DateTimeOffset? ReadAt { get; init; }
    public DateTimeOffset? UnsubscribedAt { get; init; }
    public required int OpenCount { get; init; }
    public required int MachineOpenCount { get; init; }
    public required int ClickCount { get; init; }
    public required int Version { get; init; }
    public required int Revision { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    public TrackedDelivery Tracked => new(
        new Delivery
        {
            DeliveryId = DeliveryId,
            Description = Stamps.Read(Described, ValueOf),
            Decisive = new Observation(
                EvidenceWords.Parse(Evidence), StatedAt ?? DateTimeOffset.MaxValue, EventId, Reason, ErrorCode, ErrorMessage),
            QueuedAt = QueuedAt,
            SentAt = SentAt,
            DeliveredAt = DeliveredAt,
            FailedAt = FailedAt,
            BouncedAt = BouncedAt,
            ComplainedAt = ComplainedAt,
            OpenedAt = OpenedAt,
            ClickedAt = ClickedAt,
            ReadAt = ReadAt,
            UnsubscribedAt = UnsubscribedAt,
            Opens = new DistinctCount(OpenCount),
            MachineOpens = new DistinctCount(MachineOpenCount),
            Clicks = new DistinctCount(ClickCount),
        },
        Version, Revision, CreatedAt, UpdatedAt);

    string? ValueOf(DescriptionField field) => field switch
    {
        DescriptionField.NotificationId => NotificationId,
        DescriptionField.TenantId => TenantId,
        DescriptionField.Channel => Channel,
        DescriptionField.NotificationType => NotificationType,
        DescriptionField.Category => Category,
        DescriptionField.TemplateId => TemplateId,
        DescriptionField.NotifiableType => NotifiableType,
        DescriptionField.NotifiableId => NotifiableId,
        DescriptionField.Recipient => Recipient,
        DescriptionField.Provider => Provider,
        DescriptionField.DurationMs => DurationMs?.ToString(CultureInfo.InvariantCulture),
        DescriptionField.Metadata => Metadata,
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, null),
    };
}

/// <summary>Who said some of the fields of a description, and when: most have one stamp for all of their fields.</summary>
/// <param name="Fields">The bit mask of the <see cref="DescriptionField"/>s.</param>
readonly record struct Stamp(DateTimeOffset At, Guid By, int Fields)
{
    public bool Covers(int field) => (Fields & 1 << field) != 0;
}

/// <summary>The stamps of a description, as the column <c>described</c> holds them.</summary>
static class Stamps
{
    public static string Write(Description description)
    {
        var fields =
            from field in Enum.GetValues<DescriptionField>()
            let said = description.Said(field)
            where said is not null
            group field by (said.Value.At, said.Value.By) into stamp
            select new Stamp(stamp.Key.At, stamp.Key.By, stamp.Aggregate(0, (mask, field) => mask | 1 << (int)field));
        return JsonSerializer.Serialize(fields.ToArray(), StorageJson.Default.StampArray);
    }

    public static Description Read(string stamps, Func<DescriptionField, string?> valueOf)
    {
        var fields = new Said?[Description.FieldCount];
        foreach (var stamp in JsonSerializer.Deserialize(stamps, StorageJson.Default.StampArray) ?? [])
        {
            for (var i = 0; i < fields.Length; i++)
            {
                if (stamp.Covers(i) && valueOf((DescriptionField)i) is { } value)
                    fields[i] = new Said(value, stamp.At, stamp.By);
            }
        }

        return Description.Of(fields);
    }
}
