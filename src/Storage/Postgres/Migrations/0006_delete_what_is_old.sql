-- What retention needs to find what is old without scanning for it, and the audit trail.
--
-- Events are found by a b-tree on received_at. It costs every insert an entry, but the cheapest there is: arrivals only grow, so new
-- entries go to the rightmost leaf, which is in memory, stays full, and is split at its end. A BRIN index would cost next to nothing,
-- but its ranges never shrink: once rows are deleted and their room is filled again, each range holds the oldest instant that ever was in
-- it, and a search for what is old reads the whole table, for ever. Deliveries are found by delivery_newest, audit entries by
-- audit_newest, and need no index more.
-- Locks: building the index blocks writes to event, a second or two per million rows: messages wait in their queues meanwhile.
create index event_received_at on event (received_at);

-- A worker reads a delivery, joins new evidence to it and writes it back. Where it was deleted in between, the upsert would insert it anew:
-- a delivery that retention or an erasure has taken would be back, without its claims. Only a new one may be inserted; the writer of
-- another gets a passing fault, begins again, and finds the delivery gone.
-- The condition is the trigger's own: an insert of a new delivery, and an update, call no function.
create function refuse_deleted_delivery() returns trigger language plpgsql as $$
begin
  raise exception 'delivery % was deleted while it was joined', new.delivery_id using errcode = 'serialization_failure';
end
$$;

create trigger delivery_was_deleted
  after insert on delivery
  for each row when (new.revision > 1)
  execute function refuse_deleted_delivery();

-- What people did, and when. The id is a UUID of version 7.
create table audit (
  audit_id uuid primary key,
  at timestamptz not null,
  actor text collate "C" not null,
  action text collate "C" not null,
  subject text,
  detail json
);

comment on column audit.detail is 'an object of texts';

create index audit_newest on audit (at desc, audit_id desc);
