namespace Tracking.Integration.EndToEnd;

/// <summary>The counts that were kept up with each write, against a count of all deliveries.</summary>
static class CountCheck
{
    // Of each key and measure; of the times to delivery only how many, for which bucket a time belongs to is tested elsewhere.
    public const string Differences = """
        with kept as (
          select c.hour, k.tenant_id, k.channel, k.provider, k.template_id, k.notification_type, c.measure, c.count
            from analytics_count c
            join analytics_key k using (key_id)
          union all
          select d.hour, d.tenant_id, d.channel, d.provider, d.template_id, d.notification_type, n.measure, n.count
            from analytics_delta d
           cross join lateral unnest(d.measures, d.counts) as n (measure, count)),
        summed as (
          select hour, tenant_id, channel, provider, template_id, notification_type, least(measure, 100) as measure, sum(count) as count
            from kept
           group by 1, 2, 3, 4, 5, 6, 7
          having sum(count) <> 0),
        counted as (
          select date_trunc('hour', d.created_at, 'UTC') as hour, coalesce(d.tenant_id, '') as tenant_id, coalesce(d.channel, '') as channel,
                 coalesce(d.provider, '') as provider, coalesce(d.template_id, '') as template_id,
                 coalesce(d.notification_type, '') as notification_type, m.measure, count(*) as count
            from delivery d
           cross join lateral (values
             (0, true), (1, d.sent_at is not null), (2, d.delivered_at is not null), (3, d.opened_at is not null),
             (4, d.clicked_at is not null), (5, d.bounced_at is not null),
             (6, d.bounced_at is not null
                 and (d.evidence = 'hard_bounce' or d.evidence = 'undelivered' and d.reason is not distinct from 'invalid_recipient')),
             (7, d.failed_at is not null), (8, d.complained_at is not null), (9, d.unsubscribed_at is not null), (10, d.status = 'sent'),
             (100, d.sent_at is not null and d.delivered_at is not null)) as m (measure, counts)
           where m.counts
           group by 1, 2, 3, 4, 5, 6, 7)
        select count(*)
          from summed s
          full join counted c using (hour, tenant_id, channel, provider, template_id, notification_type, measure)
         where s.count is distinct from c.count
        """;
}
