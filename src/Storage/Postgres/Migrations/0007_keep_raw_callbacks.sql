-- Every callback as it came, so that an operator can look at it and it can be replayed; and which of them told of an event.
-- The ids are UUIDs of version 7, in the order of arrival: new rows go to the end of the key, and what is old is deleted from its beginning,
-- so that no index is needed but the key. The body is bytes: it must be kept whatever it is, and text in PostgreSQL holds no NUL.
-- Locks: adds a column without a default, which rewrites nothing but waits for the statements under way on event, for an instant.
create table raw_callback (
  callback_id uuid primary key,
  provider text not null,
  account text,
  received_at timestamptz not null,
  method text not null,
  url text not null,
  content_type text,
  headers json not null,
  body bytea not null
);

alter table event add column callback_id uuid;

comment on column event.callback_id is 'of its repeats, the one that came first; its row in raw_callback may be gone, or never have been kept';
