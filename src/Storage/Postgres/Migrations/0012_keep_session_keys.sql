-- The keys that the dashboards seal their sessions with: whoever signed in at one of them is known to all, and after a restart.
-- Locks: creates a table only, so it blocks nobody.
create table session_key (
  name text primary key,
  element text not null,
  added_at timestamptz not null default now()
);

comment on table session_key is 'who can read this can make himself a session: only the dashboard''s role needs it';
