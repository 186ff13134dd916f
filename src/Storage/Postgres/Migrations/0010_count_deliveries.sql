-- Counts of deliveries by hour and what they have in common, kept up with each write, so that analytics need not scan; and which alerts the
-- webhook has been told of.
-- Locks: while what is there is counted, a minute or two per ten million rows, nobody writes deliveries: messages wait in their queues. A worker of
-- an older version that goes on writing afterwards does not count: stop those first.

-- A batch of a worker adds a row here for each key that it counts under, and waits for nobody: it is busy hours that many workers count in. Rows live
-- for seconds.
create table analytics_delta (
  hour timestamptz not null,
  tenant_id text collate "C" not null,
  channel text collate "C" not null,
  provider text collate "C" not null,
  template_id text collate "C" not null,
  notification_type text collate "C" not null,
  measures smallint[] not null,
  counts integer[] not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

comment on column analytics_delta.hour is 'of the first time the delivery was known';
comment on column analytics_delta.measures is 'what is counted: see Measure';
comment on column analytics_delta.counts is 'by how much each of the measures changes';

-- Empty text stands for none.
create table analytics_key (
  key_id integer generated always as identity primary key,
  tenant_id text collate "C" not null,
  channel text collate "C" not null,
  provider text collate "C" not null,
  template_id text collate "C" not null,
  notification_type text collate "C" not null,
  unique (tenant_id, channel, provider, template_id, notification_type)
);

-- An hour of a key has eleven rows at most, and one for each time to delivery, to a tenth, that came up: some fifty. The index holds no column that
-- changes, and pages keep room, so that updates stay heap-only.
create table analytics_count (
  hour timestamptz not null,
  key_id integer not null,
  measure smallint not null,
  count bigint not null,
  primary key (hour, key_id, measure)
) with (fillfactor = 70);

lock table delivery in share row exclusive mode;

insert into analytics_key (tenant_id, channel, provider, template_id, notification_type)
select distinct coalesce(d.tenant_id, ''), coalesce(d.channel, ''), coalesce(d.provider, ''), coalesce(d.template_id, ''),
       coalesce(d.notification_type, '')
  from delivery d;

-- The borders of the times to delivery, in milliseconds, each a tenth above the one before: see TimeToDelivery.
with recursive border (ms) as (
  select 1::bigint
  union all
  select greatest(ms + 1, ms * 11 / 10) from border where greatest(ms + 1, ms * 11 / 10) <= 34560000000),
counted as (
  select coalesce(d.tenant_id, '') as tenant_id, coalesce(d.channel, '') as channel, coalesce(d.provider, '') as provider,
         coalesce(d.template_id, '') as template_id, coalesce(d.notification_type, '') as notification_type,
         date_trunc('hour', d.created_at, 'UTC') as hour,
         width_bucket(
           round(date_part('epoch', d.delivered_at - d.sent_at) * 1000000)::bigint / 1000,
           (select array_agg(ms order by ms) from border)) as bucket,
         count(*) as deliveries, count(d.sent_at) as sent, count(d.delivered_at) as delivered, count(d.opened_at) as opened,
         count(d.clicked_at) as clicked, count(d.bounced_at) as bounced,
         count(d.bounced_at) filter (
           where d.evidence = 'hard_bounce' or d.evidence = 'undelivered' and d.reason = 'invalid_recipient') as bounced_hard,
         count(d.failed_at) as failed, count(d.complained_at) as complained, count(d.unsubscribed_at) as unsubscribed,
         count(*) filter (where d.status = 'sent') as unconfirmed, count(d.delivered_at - d.sent_at) as timed
    from delivery d
   group by 1, 2, 3, 4, 5, 6, 7)
insert into analytics_count (hour, key_id, measure, count)
select c.hour, k.key_id, m.measure, sum(m.count)
  from counted c
  join analytics_key k using (tenant_id, channel, provider, template_id, notification_type)
 cross join lateral (values
   (0, c.deliveries), (1, c.sent), (2, c.delivered), (3, c.opened), (4, c.clicked), (5, c.bounced), (6, c.bounced_hard),
   (7, c.failed), (8, c.complained), (9, c.unsubscribed), (10, c.unconfirmed), (100 + c.bucket, c.timed)) m (measure, count)
 where m.count > 0
 group by c.hour, k.key_id, m.measure;

-- What was raised before there was an outlet is told to nobody.
alter table alert
  add column raised_told_at timestamptz,
  add column cleared_told_at timestamptz,
  add column told_again_at timestamptz;

update alert set raised_told_at = now(), cleared_told_at = now();

comment on column alert.raised_told_at is 'when the webhook took it';
comment on column alert.told_again_at is 'when the lease of the worker that tells the webhook ends';

create index alert_untold on alert (raised_at) where raised_told_at is null or cleared_told_at is null and cleared_at is not null;
