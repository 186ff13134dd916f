-- What subscribers are to be told, written with the change it tells of and deleted once the broker has it; and the deliveries that wait
-- for a verdict.
-- Locks: creates tables only, so it blocks nobody.

-- A queue: rows live for milliseconds. Without frequent vacuuming, the relays would wade through the dead ones.
create table outbox (
  outbox_id bigint generated always as identity primary key,
  announcement json not null,
  written_at timestamptz not null default now()
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000, autovacuum_vacuum_cost_delay = 0);

comment on column outbox.announcement is 'json, not jsonb: its first member says of what kind it is';
comment on column outbox.written_at is 'for operators: how long the oldest has waited';

-- Beside the delivery, not a column of it: an index on "sent, and not announced" would make every change of status rewrite the row's
-- entries in all indexes. A row lives as long as its channel's confirmation window, at most.
create table awaiting_verdict (
  delivery_id text collate "C" primary key,
  look_at timestamptz not null,
  looks integer not null default 0,
  announced boolean not null default false
) with (autovacuum_vacuum_scale_factor = 0.02);

comment on column awaiting_verdict.look_at is 'when its verdict is due, is looked for again, or the lease of whoever looks ends';

create index awaiting_verdict_due on awaiting_verdict (look_at);
