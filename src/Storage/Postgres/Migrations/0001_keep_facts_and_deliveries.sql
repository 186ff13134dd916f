-- The facts (event, claim), what they join into (delivery), and what waits for its other half (orphan). Facts are only ever
-- added; a delivery can be computed from them again at any time.
-- Locks: creates tables only, so it blocks nobody.

-- Evidence, once. Empty text in a key stands for none. Text that takes part in an order or in a key is collate "C".
create table event (
  provider text collate "C" not null,
  provider_message_id text collate "C" not null,
  event_id uuid not null,
  delivery_id text collate "C",
  source text not null,
  evidence text not null,
  account text,
  recipient text collate "C",
  reason text collate "C",
  error_code text collate "C",
  error_message text collate "C",
  stated_at timestamptz,
  received_at timestamptz not null,
  ambiguous boolean not null,
  by_machine boolean not null,
  url text,
  primary key (provider_message_id, provider, event_id)
);

comment on column event.delivery_id is 'set where the evidence names its delivery itself and needs no claim';

create index event_delivery_id on event (delivery_id) where delivery_id is not null;

-- "This delivery has that provider message." The message id leads the key: operators search by it alone.
create table claim (
  provider text collate "C" not null,
  provider_message_id text collate "C" not null,
  recipient text collate "C" not null,
  delivery_id text collate "C" not null,
  claimed_at timestamptz not null,
  primary key (provider_message_id, provider, recipient, delivery_id)
);

create index claim_delivery_id on claim (delivery_id);

-- No index holds a column that a callback changes, and each page keeps room, so that updates stay heap-only. A row has 500 bytes, and
-- those of a page are sent together, hence often updated by the same batch: half a page is room for one new version of each.
create table delivery (
  delivery_id text collate "C" primary key,
  notification_id text collate "C",
  tenant_id text collate "C",
  channel text collate "C",
  notification_type text collate "C",
  category text collate "C",
  template_id text collate "C",
  notifiable_type text collate "C",
  notifiable_id text collate "C",
  recipient text,
  recipient_normalized text collate "C",
  provider text collate "C",
  duration_ms integer,
  metadata json,
  described jsonb not null,
  status text collate "C" not null,
  evidence text not null,
  stated_at timestamptz,
  event_id uuid not null,
  reason text collate "C",
  error_code text,
  error_message text,
  queued_at timestamptz,
  sent_at timestamptz,
  delivered_at timestamptz,
  failed_at timestamptz,
  bounced_at timestamptz,
  complained_at timestamptz,
  opened_at timestamptz,
  clicked_at timestamptz,
  read_at timestamptz,
  unsubscribed_at timestamptz,
  open_count integer not null,
  machine_open_count integer not null,
  click_count integer not null,
  version integer not null,
  revision integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
) with (fillfactor = 50);

comment on column delivery.metadata is 'json, not jsonb: kept as it was given';
comment on column delivery.described is 'when and by which event each described field was said; fields is a bit mask';
comment on column delivery.evidence is 'what decides the status, with stated_at, event_id, reason and error';
comment on column delivery.version is 'changes of status or reason';
comment on column delivery.revision is 'writes; a writer that read an older one lost a race and joins again';

create index delivery_newest on delivery (created_at desc, delivery_id desc);
create index delivery_recipient on delivery (recipient_normalized) where recipient_normalized is not null;
create index delivery_notification on delivery (notification_id) where notification_id is not null;
create index delivery_notifiable on delivery (notifiable_id) where notifiable_id is not null;

-- Marks the events that no claim matched yet.
create table orphan (
  provider text collate "C" not null,
  provider_message_id text collate "C" not null,
  event_id uuid not null,
  received_at timestamptz not null,
  primary key (provider_message_id, provider, event_id)
);

create index orphan_oldest on orphan (received_at, event_id);
