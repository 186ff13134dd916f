-- How much each provider and account calls back, to tell silence from peace; and the alerts that are raised for it and for other rates.
-- Locks: creates tables only, so it blocks nobody.

-- A source that never rests has 2,016 rows a week of each verdict. Empty text in a key stands for none.
create table callback_activity (
  provider text collate "C" not null,
  account text collate "C" not null,
  bucket timestamptz not null,
  verdict text collate "C" not null,
  count bigint not null,
  latest_at timestamptz not null,
  primary key (provider, account, bucket, verdict)
);

comment on table callback_activity is 'approximate: counted in memory and added up every few seconds';
comment on column callback_activity.bucket is 'the start of five minutes';
comment on column callback_activity.verdict is 'accepted, or the cause for which they were refused';

create index callback_activity_bucket on callback_activity (bucket);

create table alert (
  alert_id uuid primary key,
  kind text collate "C" not null,
  severity text not null,
  provider text,
  account text,
  tenant_id text,
  channel text,
  value double precision not null,
  threshold double precision not null,
  window_seconds double precision not null,
  raised_at timestamptz not null,
  cleared_at timestamptz
);

comment on column alert.value is 'as it was when the alert was raised, then as it was when it was cleared';

-- The net under the lock: of one subject, one alert is open.
create unique index alert_open on alert
  (kind, coalesce(provider, ''), coalesce(account, ''), coalesce(tenant_id, ''), coalesce(channel, ''))
  where cleared_at is null;
