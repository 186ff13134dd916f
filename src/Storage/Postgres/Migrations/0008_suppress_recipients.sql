-- The suppression list: what was said about sending to an address, and what it comes to.
-- Locks: adds two columns without a default to event, which rewrites nothing but waits for the statements under way, for an instant.
alter table event add column suppression_reason text, add column suppression_scope text;

comment on column event.suppression_scope is 'null where the evidence and its reason say it all';
comment on column event.suppression_reason is 'null beside a scope: what was said under that scope before is taken back';

-- One row for each thing that was said. It outlives its delivery and its event: so a repetition, however late, says nothing new.
create table suppression_signal (
  delivery_id text collate "C" not null,
  source_id uuid not null,
  scope text collate "C" not null,
  given_recipient text,
  tenant_id text collate "C",
  channel text collate "C",
  recipient text collate "C",
  reason text,
  provider text not null,
  occurred_at timestamptz not null,
  lifted boolean not null default false,
  is_settled boolean not null default false,
  primary key (delivery_id, source_id, scope)
);

comment on column suppression_signal.delivery_id is 'empty for what was said of the address itself';
comment on column suppression_signal.source_id is 'of the event, the unsubscribe request, or the suppression by hand';
comment on column suppression_signal.given_recipient is 'whom the event names; null: the recipient of the delivery';
comment on column suppression_signal.recipient is 'whom it counts for, as the delivery says so far: its channel may be learnt later than its bounce';
comment on column suppression_signal.reason is 'null: the provider takes back what it said under that scope before';
comment on column suppression_signal.lifted is 'by hand';
comment on column suppression_signal.is_settled is 'whether its address is as it says; false where it has come to say an earlier time';

create index suppression_signal_address on suppression_signal (recipient, channel) where recipient is not null;

-- What the signals of an address come to, under one scope. Rows stay when they are lifted, for their version counts on.
create table suppression (
  suppression_id uuid primary key default gen_random_uuid(),
  tenant_id text collate "C",
  channel text collate "C" not null,
  recipient text collate "C" not null,
  scope text collate "C" not null,
  reason text,
  since timestamptz,
  delivery_id text,
  version integer not null default 0
);

comment on column suppression.reason is 'null: not on the list';

create unique index suppression_address on suppression (recipient, channel, scope, tenant_id) nulls not distinct;
create index suppression_newest on suppression (since, suppression_id) where reason is not null;

-- The unsubscribe requests that were kept before there was a list. Nobody is told: they are not new.
insert into suppression_signal (
  delivery_id, source_id, scope, given_recipient, tenant_id, channel, recipient, reason, provider, occurred_at, is_settled)
select '', unsubscribe_id, scope, recipient, tenant_id, channel, recipient, 'unsubscribed', '', occurred_at, true
  from unsubscribe_request;

insert into suppression (tenant_id, channel, recipient, scope, reason, since, version)
select tenant_id, channel, recipient, scope, 'unsubscribed', min(occurred_at), 1
  from unsubscribe_request
 group by tenant_id, channel, recipient, scope;
