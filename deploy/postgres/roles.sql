-- The database and its roles, each with the rights that its work needs and no others. As a superuser, or who may create roles and databases:
--
--   TRACKING_OWNER_PASSWORD=… TRACKING_WORKER_PASSWORD=… TRACKING_DASHBOARD_PASSWORD=… TRACKING_READER_PASSWORD=… \
--     psql --dbname=postgres --file=deploy/postgres/roles.sql          (--set=database=NAME for another than "tracking")
--
-- Run it before the first "Tracking.Worker --migrate", and again after each: rights on a table can be given when it is there. It may be repeated at any
-- time. Passwords are set anew each time, so that this is how they are rotated, too: sessions that are signed in stay.
--
--   tracking_owner      owns the schema: migrations only
--   tracking_worker     reads and writes all rows, except the keys of sessions; creates and changes no table
--   tracking_dashboard  reads what it shows, and writes what operators do: assignments, suppressions, dead letters, erasures, the audit trail
--   tracking_reader     reads rows and writes none: for reports, and for people with psql
--
-- A database that another role has filled so far: "reassign owned by THAT_ROLE to tracking_owner" in it, first.
\set ON_ERROR_STOP on
\if :{?database} \else \set database tracking \endif
\getenv owner_password TRACKING_OWNER_PASSWORD
\getenv worker_password TRACKING_WORKER_PASSWORD
\getenv dashboard_password TRACKING_DASHBOARD_PASSWORD
\getenv reader_password TRACKING_READER_PASSWORD

-- A password that is not set is an error here: psql leaves the variable as it stands, which is no SQL.
set password_encryption = 'scram-sha-256';
select format('create role %I login', name)
  from (values ('tracking_owner'), ('tracking_worker'), ('tracking_dashboard'), ('tracking_reader')) as role (name)
 where not exists (select from pg_roles where rolname = name)
\gexec
alter role tracking_owner password :'owner_password';
alter role tracking_worker password :'worker_password';
alter role tracking_dashboard password :'dashboard_password';
alter role tracking_reader password :'reader_password';

-- What keeps a person's forgotten query from keeping dead rows for ever. The rights below are what keeps it from writing.
alter role tracking_reader set default_transaction_read_only = on;
alter role tracking_reader set statement_timeout = '60s';
alter role tracking_reader set idle_in_transaction_session_timeout = '60s';

select format('create database %I owner tracking_owner encoding ''UTF8'' template template0', :'database')
 where not exists (select from pg_database where datname = :'database')
\gexec
alter database :"database" owner to tracking_owner;

\connect :"database"
revoke all on database :"database" from public;
grant connect on database :"database" to tracking_worker, tracking_dashboard, tracking_reader;
revoke create on schema public from public;
grant usage on schema public to tracking_worker, tracking_dashboard, tracking_reader;
alter schema public owner to tracking_owner;

-- A table that a migration adds is the worker's at once: an upgrade must not wait for this file. Everything else is given table by table, below.
alter default privileges for role tracking_owner in schema public grant select, insert, update, delete on tables to tracking_worker;

begin;
revoke all on all tables in schema public from public, tracking_worker, tracking_dashboard, tracking_reader;
grant select, insert, update, delete on all tables in schema public to tracking_worker;
grant select on all tables in schema public to tracking_reader;

-- Some rights look like more than they are used for: to lock a row is to update it, a counting trigger of dead_letter updates its group in the name
-- of whoever writes a letter, and an insert that says what to do on conflict reads.
select format('grant %s on %I to tracking_dashboard', privileges, name)
  from (values
    ('delivery', 'select, insert, update, delete'),
    ('event', 'select, insert, update, delete'),
    ('claim', 'select, insert, update, delete'),
    ('orphan', 'select, insert, update, delete'),
    ('awaiting_verdict', 'select, insert, delete'),
    ('delivery_trace', 'select, delete'),
    ('outbox', 'insert'),
    ('analytics_delta', 'select, insert'),
    ('analytics_key', 'select'),
    ('analytics_count', 'select'),
    ('suppression', 'select, insert, update'),
    ('suppression_signal', 'select, insert, update'),
    ('unsubscribe_request', 'select'),
    ('raw_callback', 'select, delete'),
    ('dead_letter', 'select, update, delete'),
    ('dead_letter_content', 'select, update'),
    ('dead_letter_group', 'select, update'),
    ('dead_letter_job', 'select, insert, update'),
    ('alert', 'select'),
    ('audit', 'select, insert, update'),
    ('session_key', 'select, insert')) as needed (name, privileges)
 where to_regclass('public.' || name) is not null
\gexec

-- With a key of it anybody can make himself a session; and what was applied is the owner's to write.
select format('revoke %s on %I from tracking_worker, tracking_reader', privileges, name)
  from (values ('session_key', 'all'), ('schema_migration', 'insert, update, delete')) as kept (name, privileges)
 where to_regclass('public.' || name) is not null
\gexec
commit;
