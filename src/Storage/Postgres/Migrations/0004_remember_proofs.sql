-- What each proof was used for that does not cover the body it comes with, so that a captured one cannot be used for another body.
-- Locks: creates a table only, so it blocks nobody.
create table proof (
  proof_id uuid primary key,
  statement uuid not null,
  first_seen_at timestamptz not null
);

comment on column proof.proof_id is 'a fingerprint of all that the proof covers';
comment on column proof.statement is 'a fingerprint of what it first came with';

create index proof_first_seen_at on proof (first_seen_at);
