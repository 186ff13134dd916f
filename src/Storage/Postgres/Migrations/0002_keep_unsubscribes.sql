-- Verified unsubscribe requests, once each: what suppressions are made from, and the proof of who asked.
-- Locks: creates a table only, so it blocks nobody.
create table unsubscribe_request (
  unsubscribe_id uuid primary key,
  tenant_id text,
  channel text not null,
  recipient text not null,
  scope text not null,
  source text not null,
  ip_address text,
  occurred_at timestamptz not null,
  received_at timestamptz not null
);
