-- In which trace a producer told of a delivery, so that a callback that comes later can be linked to it. A row only where the trace was
-- sampled: where nothing is traced the table stays empty.
-- Locks: a new table; none on what exists.
create table delivery_trace (
  delivery_id text collate "C" primary key,
  stated_at timestamptz not null,
  trace_parent text collate "C" not null
);

comment on column delivery_trace.stated_at is 'by the producer''s clock: of several the earliest is kept';
comment on column delivery_trace.trace_parent is 'as W3C Trace Context writes it';
