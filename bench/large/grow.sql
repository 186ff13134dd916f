-- Fills a migrated, empty database with deliveries, three events each, as a year of traffic leaves them: to see how what is fast when
-- small behaves when it is large. Rows are written straight into the tables, which takes minutes; the worker would take hours.
--
--   psql -v deliveries=10000000 -f bench/large/grow.sql
--
-- Half a percent are in a status or of a tenant that is hard to find; every value is made of the row's number, so two runs give the same.
\set ON_ERROR_STOP on
set synchronous_commit = off;
set work_mem = '256MB';
set maintenance_work_mem = '1GB';
set jit = off;

create function pg_temp.id(kind text, n bigint) returns uuid language sql immutable as $$ select md5(kind || n)::uuid $$;


insert into delivery (
  delivery_id, notification_id, tenant_id, channel, notification_type, category, template_id, notifiable_type, notifiable_id, recipient,
  recipient_normalized, provider, duration_ms, described, status, evidence, stated_at, event_id, reason, error_code, error_message,
  queued_at, sent_at, delivered_at, failed_at, bounced_at, complained_at, opened_at, clicked_at, open_count, machine_open_count, click_count,
  version, revision, created_at, updated_at)
select 'dlv-' || n, 'ntf-' || n / 2, tenant, channel, type, case n % 4 when 0 then 'security' when 1 then 'billing' else 'marketing' end,
       'tpl-' || n % 40, 'user', 'u-' || n % 1000003, address, address, provider, 120,
       jsonb_build_array(jsonb_build_object('at', at, 'by', pg_temp.id('s', n), 'fields', 2047)),
       status, evidence, stated, pg_temp.id(case when status = 'sent' then 's' else 'v' end, n), reason, code, null,
       null, at, case when status = 'delivered' then at + interval '3 s' + n % 60 * interval '1 s' end,
       case when status = 'failed' then stated end, case when evidence in ('hard_bounce', 'soft_bounce') then stated end,
       case when evidence = 'complaint' then stated end, case when evidence = 'opened' then stated end, null,
       case when evidence = 'opened' then 1 else 0 end, 0, 0, 2, 1, at, stated
  from (
    select n, at, 'tenant-' || case when n % 200000 = 7 then 'rare' else (n % 20)::text end as tenant,
           case when n % 5 < 3 then 'email' when n % 5 = 3 then 'sms' else 'push' end as channel,
           (array['InvoicePaid', 'PasswordReset', 'OrderShipped', 'WeeklyDigest', 'SignInCode'])[1 + n % 5] as type,
           case when n % 5 < 3 then 'person' || n % 3000017 || '@example.org' else '+316' || lpad((n % 3000017)::text, 8, '0') end as address,
           case when n % 5 < 3 then (array['ses', 'sendgrid', 'mailgun'])[1 + n % 3] when n % 5 = 3 then 'twilio' else 'fcm' end as provider,
           v.status, v.evidence, v.reason, v.code, case when v.status = 'sent' then at else at + interval '3 s' + n % 60 * interval '1 s' end as stated
      from generate_series(1, :deliveries::bigint) n,
           lateral (select now() - (:deliveries::bigint - n) * (interval '360 days' / :deliveries::bigint) as at) a,
           lateral (select case when n % 100 < 3 then 0 when n % 100 = 3 then 1 when n % 1000 = 4 then 2 when n % 50000 = 5 then 3
                                when n % 100 < 30 then 4 when n % 400 = 31 then 5 else 6 end as k) k,
           lateral (select * from (values
             (0, 'bounced', 'hard_bounce', 'hard_bounce', '550'), (1, 'failed', 'failed_at_provider', 'provider', '30006'),
             (2, 'bounced', 'complaint', 'complaint', null), (3, 'failed', 'failed_at_transport', 'rare_reason', null),
             (4, 'delivered', 'opened', null, null), (5, 'sent', 'sent', null, null), (6, 'delivered', 'delivered', null, null)
           ) as w (k, status, evidence, reason, code) where w.k = k.k) v
  ) rows;

insert into claim (provider, provider_message_id, recipient, delivery_id, claimed_at)
select provider, 'msg-' || delivery_id, '', delivery_id, created_at from delivery;

insert into event (provider, provider_message_id, event_id, delivery_id, source, evidence, stated_at, received_at, ambiguous, by_machine)
select d.provider, 'msg-' || d.delivery_id, md5(e.kind || substr(d.delivery_id, 5))::uuid,
       case when e.kind = 's' then d.delivery_id end, case when e.kind = 's' then 'producer' else 'callback' end,
       case e.kind when 's' then 'sent' when 'v' then d.evidence else 'queued' end, d.created_at + e.after, d.created_at + e.after, false, false
  from delivery d, (values ('s', interval '0 s'), ('q', interval '1 s'), ('v', interval '3 s')) as e (kind, after);

insert into suppression_signal (
  delivery_id, source_id, scope, given_recipient, tenant_id, channel, recipient, reason, provider, occurred_at, is_settled)
select delivery_id, event_id, 'all', recipient, tenant_id, channel, recipient_normalized, 'hard_bounce', provider, stated_at, true
  from delivery where evidence = 'hard_bounce';

insert into suppression (tenant_id, channel, recipient, scope, reason, since, version)
select tenant_id, channel, recipient, scope, 'hard_bounce', min(occurred_at), 1
  from suppression_signal group by tenant_id, channel, recipient, scope;

vacuum (analyze) delivery, event, claim, suppression, suppression_signal;
