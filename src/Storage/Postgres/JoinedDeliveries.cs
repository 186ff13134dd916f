using System.Globalization;
using System.Text.Json;
using Npgsql;
using Tracking.Deliveries;

namespace Tracking.Storage.Postgres;

/// <summary>
/// Writes deliveries that were joined in memory, each only where nobody has written it since it was read, and with each what follows
/// from its change: one statement, hence both or neither.
/// </summary>
static class JoinedDeliveries
{
    /// <param name="changes">In the order of their ids.</param>
    /// <param name="found">Marks of orphans that have found their delivery.</param>
    /// <param name="said">What is said of sending to the recipients of deliveries, of others than those that change as well.</param>
    /// <param name="toSettle">The deliveries whose signals may count for another address now.</param>
    /// <returns>The ids of those that were written: the others lost a race. And whether signals are out of place.</returns>
    public static async Task<(IReadOnlySet<string> Written, bool Unsettled)> WriteAsync(
        NpgsqlConnection connection, IReadOnlyList<DeliveryChange> changes, Consequences consequences, IReadOnlyList<EventKey> found,
        IReadOnlyList<SaidOfRecipient> said, IReadOnlyCollection<string> toSettle, CancellationToken cancellationToken)
    {
        var written = new HashSet<string>(StringComparer.Ordinal);
        if (changes.Count + found.Count + toSettle.Count == 0)
            return (written, false);
        await using var commands = new NpgsqlBatch(connection);
        if (changes.Count > 0)
            commands.BatchCommands.Add(Upsert(changes, consequences));
        if (found.Count > 0)
            commands.BatchCommands.Add(Unmark(found));
        if (said.Count > 0)
            commands.BatchCommands.Add(PostgresSuppressions.Add(said));
        if (toSettle.Count > 0)
        {
            // A barrier ends the implicit transaction: signals and descriptions are committed, and visible to others, before we look.
            if (commands.BatchCommands is [.., var last])
                last.AppendErrorBarrier = true;
            commands.BatchCommands.Add(PostgresSuppressions.Look(toSettle));
        }

        await using var reader = await commands.ExecuteReaderAsync(cancellationToken);
        if (changes.Count > 0)
        {
            while (await reader.ReadAsync(cancellationToken))
                written.Add(reader.GetString(0));
            await reader.NextResultAsync(cancellationToken);
        }

        var unsettled = toSettle.Count > 0 && await reader.ReadAsync(cancellationToken) && reader.GetBoolean(0);

        // A later statement's fault shows only when its result is asked for.
        while (await reader.NextResultAsync(cancellationToken))
        {
        }

        return (written, unsettled);
    }

    static NpgsqlBatchCommand Upsert(IReadOnlyList<DeliveryChange> changes, Consequences consequences)
    {
        TrackedDelivery[] deliveries = [.. changes.Select(c => c.After)];
        StatusChange[] announced = [.. changes.Select(c => consequences.Announce(c.Before, c.After)).OfType<StatusChange>()];
        var awaited = changes
            .Select(c => (c.After.Delivery.DeliveryId, DueAt: consequences.AwaitVerdict(c.Before, c.After)))
            .Where(a => a.DueAt is not null)
            .ToArray();
        var counts = new CountedChanges(changes);
        return Statement.Of(
            UpsertSql,
            ("DeliveryIds", Of(d => d.Delivery.DeliveryId)),
            ("NotificationIds", Said(DescriptionField.NotificationId)),
            ("TenantIds", Said(DescriptionField.TenantId)),
            ("Channels", Said(DescriptionField.Channel)),
            ("NotificationTypes", Said(DescriptionField.NotificationType)),
            ("Categories", Said(DescriptionField.Category)),
            ("TemplateIds", Said(DescriptionField.TemplateId)),
            ("NotifiableTypes", Said(DescriptionField.NotifiableType)),
            ("NotifiableIds", Said(DescriptionField.NotifiableId)),
            ("Recipients", Said(DescriptionField.Recipient)),
            ("RecipientsNormalized", Of(d => Recipient.Normalize(d.Delivery.Description[DescriptionField.Recipient]))),
            ("Providers", Said(DescriptionField.Provider)),
            ("DurationsMs", Of(d => Number(d.Delivery.Description[DescriptionField.DurationMs]))),
            ("Metadata", Said(DescriptionField.Metadata)),
            ("Described", Of(d => Stamps.Write(d.Delivery.Description))),
            ("Statuses", Of(d => d.Delivery.Status.Word())),
            ("Evidences", Of(d => d.Delivery.Decisive.Evidence.Word())),
            ("StatedAts", Of(d => Stated(d.Delivery.Decisive))),
            ("EventIds", Of(d => d.Delivery.Decisive.EventId)),
            ("Reasons", Of(d => d.Delivery.Decisive.Reason)),
            ("ErrorCodes", Of(d => d.Delivery.Decisive.ErrorCode)),
            ("ErrorMessages", Of(d => d.Delivery.Decisive.ErrorMessage)),
            ("QueuedAts", Of(d => d.Delivery.QueuedAt)),
            ("SentAts", Of(d => d.Delivery.SentAt)),
            ("DeliveredAts", Of(d => d.Delivery.DeliveredAt)),
            ("FailedAts", Of(d => d.Delivery.FailedAt)),
            ("BouncedAts", Of(d => d.Delivery.BouncedAt)),
            ("ComplainedAts", Of(d => d.Delivery.ComplainedAt)),
            ("OpenedAts", Of(d => d.Delivery.OpenedAt)),
            ("ClickedAts", Of(d => d.Delivery.ClickedAt)),
            ("ReadAts", Of(d => d.Delivery.ReadAt)),
            ("UnsubscribedAts", Of(d => d.Delivery.UnsubscribedAt)),
            ("OpenCounts", Of(d => d.Delivery.Opens.Value)),
            ("MachineOpenCounts", Of(d => d.Delivery.MachineOpens.Value)),
            ("ClickCounts", Of(d => d.Delivery.Clicks.Value)),
            ("Versions", Of(d => d.Version)),
            ("Revisions", Of(d => d.Revision)),
            ("CreatedAts", Of(d => d.CreatedAt)),
            ("UpdatedAts", Of(d => d.UpdatedAt)),
            ("AnnouncedIds", Array.ConvertAll(announced, a => a.DeliveryId)),
            ("Announcements", Array.ConvertAll(announced, a => JsonSerializer.Serialize(a, StorageJson.Default.Announcement))),
            ("AwaitedIds", Array.ConvertAll(awaited, a => a.DeliveryId)),
            ("DueAts", Array.ConvertAll(awaited, a => a.DueAt)),
            ("CountedIds", counts.Of(c => c.DeliveryId)),
            ("CountedKeys", counts.Of(c => c.Key)),
            ("Measures", counts.Of(c => (short)c.Measure)),
            ("Counts", counts.Of(c => c.By)),
            ("KeyHours", counts.OfKeys(key => key.Hour)),
            ("KeyTenants", counts.OfKeys(key => key.TenantId)),
            ("KeyChannels", counts.OfKeys(key => key.Channel)),
            ("KeyProviders", counts.OfKeys(key => key.Provider)),
            ("KeyTemplates", counts.OfKeys(key => key.TemplateId)),
            ("KeyTypes", counts.OfKeys(key => key.NotificationType)));

        T[] Of<T>(Func<TrackedDelivery, T> column) => Array.ConvertAll(deliveries, d => column(d));
        string?[] Said(DescriptionField field) => Of(d => d.Delivery.Description[field]);
    }

    static NpgsqlBatchCommand Unmark(IReadOnlyList<EventKey> found) => Statement.Of(
        UnmarkSql,
        ("Providers", found.Select(key => key.Provider).ToArray()),
        ("MessageIds", found.Select(key => key.ProviderMessageId).ToArray()),
        ("EventIds", found.Select(key => key.Id).ToArray()));

    static int? Number(string? digits) => digits is null ? null : int.Parse(digits, CultureInfo.InvariantCulture);

    static DateTimeOffset? Stated(Observation decisive) =>
        decisive.StatedAt == Observation.Bottom.StatedAt ? null : decisive.StatedAt;

    // Counts are added up for the whole batch: a row for each key, however many deliveries. Only those count that were written.
    // ("is true" keeps the look-up among them a hash, where the planner would make it a join.)
    // language=sql
    internal const string UpsertSql = """
        with written as (
          insert into delivery as d (
            delivery_id, notification_id, tenant_id, channel, notification_type, category, template_id,
            notifiable_type, notifiable_id, recipient, recipient_normalized, provider, duration_ms, metadata,
            described, status, evidence, stated_at, event_id, reason, error_code, error_message, queued_at, sent_at,
            delivered_at, failed_at, bounced_at, complained_at, opened_at, clicked_at, read_at, unsubscribed_at,
            open_count, machine_open_count, click_count, version, revision, created_at, updated_at)
          select *
            from unnest(
              @DeliveryIds::text[], @NotificationIds::text[], @TenantIds::text[], @Channels::text[],
              @NotificationTypes::text[], @Categories::text[], @TemplateIds::text[], @NotifiableTypes::text[],
              @NotifiableIds::text[], @Recipients::text[], @RecipientsNormalized::text[], @Providers::text[],
              @DurationsMs::integer[], @Metadata::json[], @Described::jsonb[], @Statuses::text[], @Evidences::text[],
              @StatedAts::timestamptz[], @EventIds::uuid[], @Reasons::text[], @ErrorCodes::text[],
              @ErrorMessages::text[], @QueuedAts::timestamptz[], @SentAts::timestamptz[],
              @DeliveredAts::timestamptz[], @FailedAts::timestamptz[], @BouncedAts::timestamptz[],
              @ComplainedAts::timestamptz[], @OpenedAts::timestamptz[], @ClickedAts::timestamptz[],
              @ReadAts::timestamptz[], @UnsubscribedAts::timestamptz[], @OpenCounts::integer[],
              @MachineOpenCounts::integer[], @ClickCounts::integer[], @Versions::integer[], @Revisions::integer[],
              @CreatedAts::timestamptz[], @UpdatedAts::timestamptz[])
          on conflict (delivery_id) do update
             set (
               notification_id, tenant_id, channel, notification_type, category, template_id, notifiable_type,
               notifiable_id, recipient, recipient_normalized, provider, duration_ms, metadata, described, status,
               evidence, stated_at, event_id, reason, error_code, error_message, queued_at, sent_at, delivered_at,
               failed_at, bounced_at, complained_at, opened_at, clicked_at, read_at, unsubscribed_at, open_count,
               machine_open_count, click_count, version, revision, updated_at) = (
               excluded.notification_id, excluded.tenant_id, excluded.channel, excluded.notification_type,
               excluded.category, excluded.template_id, excluded.notifiable_type, excluded.notifiable_id,
               excluded.recipient, excluded.recipient_normalized, excluded.provider, excluded.duration_ms,
               excluded.metadata, excluded.described, excluded.status, excluded.evidence, excluded.stated_at,
               excluded.event_id, excluded.reason, excluded.error_code, excluded.error_message, excluded.queued_at,
               excluded.sent_at, excluded.delivered_at, excluded.failed_at, excluded.bounced_at,
               excluded.complained_at, excluded.opened_at, excluded.clicked_at, excluded.read_at,
               excluded.unsubscribed_at, excluded.open_count, excluded.machine_open_count, excluded.click_count,
               excluded.version, excluded.revision, excluded.updated_at)
           where d.revision = excluded.revision - 1
          returning delivery_id),
        announced as (
          insert into outbox (announcement)
          select a.announcement
            from unnest(@AnnouncedIds::text[], @Announcements::json[]) as a (delivery_id, announcement)
            join written w on w.delivery_id = a.delivery_id),
        awaited as (
          insert into awaiting_verdict (delivery_id, look_at)
          select a.delivery_id, a.due_at
            from unnest(@AwaitedIds::text[], @DueAts::timestamptz[]) as a (delivery_id, due_at)
            join written w on w.delivery_id = a.delivery_id
          on conflict (delivery_id) do nothing),
        counted as (
          insert into analytics_delta (hour, tenant_id, channel, provider, template_id, notification_type, measures, counts)
          select k.hour, k.tenant_id, k.channel, k.provider, k.template_id, k.notification_type, c.measures, c.counts
            from (
              select s.key, array_agg(s.measure) as measures, array_agg(s.count) as counts
                from (
                  select n.key, n.measure, sum(n.count)::integer as count
                    from unnest(@CountedIds::text[], @CountedKeys::integer[], @Measures::smallint[], @Counts::integer[])
                      as n (delivery_id, key, measure, count)
                   where (n.delivery_id in (select w.delivery_id from written w)) is true
                   group by n.key, n.measure
                  having sum(n.count) <> 0) s
               group by s.key) c
            join unnest(
                   @KeyHours::timestamptz[], @KeyTenants::text[], @KeyChannels::text[], @KeyProviders::text[],
                   @KeyTemplates::text[], @KeyTypes::text[]) with ordinality
              as k (hour, tenant_id, channel, provider, template_id, notification_type, key) on k.key = c.key)
        select delivery_id from written
        """;

    // language=sql
    internal const string UnmarkSql = """
        delete from orphan o
         using unnest(@Providers::text[], @MessageIds::text[], @EventIds::uuid[])
            as e (provider, provider_message_id, event_id)
         where o.provider_message_id = e.provider_message_id and o.provider = e.provider and o.event_id = e.event_id
        """;
}
