-- The archive of dead letters: a queue cannot be browsed, filtered or grouped, and a million letters must be. Letters still go to their
-- queue first; a worker moves them here, and acknowledges each after it is committed.
-- What lists and marks touch is kept apart from what a letter holds: marking a million letters rewrites rows of two hundred bytes, not of
-- kilobytes. What is absent from a group's key is empty text there: so it is found by equality, and groups are few.
-- Counts are kept by the statement that changes them: grouping reads a row a group, however many letters wait.
-- Locks: creates tables only.
create table dead_letter_group (
  group_id integer generated always as identity primary key,
  queue text collate "C" not null,
  class text collate "C" not null,
  exception_type text collate "C" not null,
  provider text collate "C" not null,
  waiting bigint not null default 0,
  unique (queue, class, exception_type, provider)
);

create table dead_letter (
  letter_number bigint generated always as identity primary key,
  letter_id text collate "C" not null,
  group_id integer not null references dead_letter_group,
  state text collate "C" not null default 'waiting',
  reason text not null,
  failed_at timestamptz not null,
  arrived_at timestamptz not null,
  attempts integer,
  host text,
  message_id text,
  content_type text,
  replays integer not null,
  replay_of text collate "C",
  replay_job uuid,
  body_bytes integer not null,
  body_digest bytea not null,
  settled_at timestamptz,
  settled_by text,
  job_id uuid
);

comment on column dead_letter.letter_number is 'grows with arrival; a lower one may be committed later, unless the lock of the planner is held';
comment on column dead_letter.state is 'waiting, replayed or discarded';
comment on column dead_letter.failed_at is 'its arrival, where nothing says when';
comment on column dead_letter.replay_of is 'the letter whose replay failed again';
comment on column dead_letter.replay_job is 'the job that had replayed it';
comment on column dead_letter.job_id is 'the job that settled it';

create unique index dead_letter_id on dead_letter (letter_id);

-- A replay that was published twice fails twice, with the same body, and is one letter. One replay may come back in parts: they differ.
create unique index dead_letter_replay on dead_letter (replay_of, body_digest) where replay_of is not null;
create index dead_letter_replay_job on dead_letter (replay_job, replay_of) where replay_job is not null;

-- By an expression, for no other index has its order: by the primary key, which the planner would take for it, the few letters of a small
-- group would be looked for among the million of a large one.
create index dead_letter_place on dead_letter (group_id, state, (-letter_number));
create index dead_letter_time on dead_letter (group_id, failed_at) where state = 'waiting';
create index dead_letter_settled on dead_letter (settled_at) where settled_at is not null;

create table dead_letter_content (
  letter_number bigint primary key references dead_letter on delete cascade,
  properties json not null,
  headers json not null,
  body bytea not null,
  edited_body bytea
);

comment on column dead_letter_content.edited_body is 'what was replayed in the place of the body';

create function count_added_dead_letters() returns trigger language plpgsql as $$
begin
  perform from dead_letter_group g where g.group_id in (select group_id from added) order by g.group_id for no key update;
  update dead_letter_group g
     set waiting = g.waiting + a.letters
    from (select group_id, count(*) as letters from added where state = 'waiting' group by group_id) a
   where g.group_id = a.group_id;
  return null;
end
$$;

create function count_marked_dead_letters() returns trigger language plpgsql as $$
begin
  perform from dead_letter_group g where g.group_id in (select group_id from before) order by g.group_id for no key update;
  update dead_letter_group g
     set waiting = g.waiting + m.letters
    from (
      select group_id, sum(letters) as letters
        from (
          select group_id, -1 as letters from before where state = 'waiting'
          union all
          select group_id, 1 from after where state = 'waiting') as one
       group by group_id) m
   where g.group_id = m.group_id and m.letters <> 0;
  return null;
end
$$;

create function count_deleted_dead_letters() returns trigger language plpgsql as $$
begin
  perform from dead_letter_group g where g.group_id in (select group_id from deleted where state = 'waiting') order by g.group_id for no key update;
  update dead_letter_group g
     set waiting = g.waiting - d.letters
    from (select group_id, count(*) as letters from deleted where state = 'waiting' group by group_id) d
   where g.group_id = d.group_id;
  return null;
end
$$;

create trigger dead_letter_added after insert on dead_letter
  referencing new table as added for each statement execute function count_added_dead_letters();
create trigger dead_letter_marked after update on dead_letter
  referencing old table as before new table as after for each statement execute function count_marked_dead_letters();
create trigger dead_letter_deleted after delete on dead_letter
  referencing old table as deleted for each statement execute function count_deleted_dead_letters();

-- A bulk action: planned on what has arrived up to a number, run in chunks by whoever holds the lease.
create table dead_letter_job (
  job_id uuid primary key,
  action text collate "C" not null,
  filter json not null,
  letters bigint[],
  up_to bigint not null,
  planned bigint not null,
  per_second integer,
  state text collate "C" not null default 'planned',
  planned_at timestamptz not null,
  planned_by text not null,
  started_at timestamptz,
  started_by text,
  finished_at timestamptz,
  reached bigint not null default 0,
  done bigint not null default 0,
  failed bigint not null default 0,
  problem text,
  lease_owner uuid,
  lease_until timestamptz
);

comment on column dead_letter_job.letters is 'the numbers of the letters that were chosen one by one; null: all that match the filter';
comment on column dead_letter_job.state is 'planned, running, done or cancelled';
comment on column dead_letter_job.done is 'replayed and confirmed by the broker, or discarded';
comment on column dead_letter_job.failed is 'refused by the broker: they wait as before';

create index dead_letter_job_newest on dead_letter_job (planned_at desc, job_id desc);
create index dead_letter_job_running on dead_letter_job (started_at) where state = 'running';
