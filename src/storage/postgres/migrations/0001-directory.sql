-- The directory: organizations, the connections that feed them, people, groups, and what happened.
-- Text is compared by code point, whatever the database's own collation: what the domain calls equal has been folded to be so.
-- A deleted row stays; every index that a list or a rule uses leaves it out.

-- A text as an index can hold it: the beginning of a long one, and a digest. So many characters are the same for themselves,
-- and in the same order; whoever finds by it compares the whole as well.
create function short(value text) returns text language sql immutable parallel safe as $$
  select case when length(value) > 300
    then left(value, 300) || ' ' || hashtextextended(value, 0) || ' ' || hashtextextended(value, 1) else value end
$$;

create table organizations (
  id text collate "C" not null primary key,
  slug text collate "C" not null unique,
  name text collate "C" not null,
  created bigint not null,
  settings text collate "C" not null
);

-- What an organization adds to the schemas, as JSON; the digest names the content, so that it need not be read again.
create table definitions (
  organization_id text collate "C" not null primary key references organizations (id),
  digest text collate "C" not null,
  content text collate "C" not null
);

create table connections (
  id text collate "C" not null primary key,
  organization_id text collate "C" not null references organizations (id),
  name text collate "C" not null,
  kind text collate "C" not null,
  settings text collate "C" not null,
  created bigint not null,
  state text collate "C",
  deleted_at bigint
);

create index connections_of_organization on connections (organization_id);

create table tokens (
  id text collate "C" not null primary key,
  connection_id text collate "C" not null references connections (id),
  name text collate "C" not null,
  hash text collate "C" not null unique,
  created bigint not null,
  expires bigint,
  revoked bigint,
  last_used bigint,
  last_ip text collate "C"
);

create index tokens_live on tokens (connection_id) where revoked is null;

-- What this appliance signs and seals with, made when first needed.
create table secrets (
  name text collate "C" not null primary key,
  value bytea not null
);

create table users (
  seq bigint generated always as identity primary key,
  id text collate "C" not null unique,
  organization_id text collate "C" not null references organizations (id),
  connection_id text collate "C" references connections (id),
  source text collate "C" not null,
  role text collate "C" not null,
  active boolean not null,
  version bigint not null,
  created bigint not null,
  modified bigint not null,
  deleted_at bigint,
  user_name text collate "C" not null,
  external_id text collate "C",
  display_name text collate "C",
  employee_number text collate "C",
  primary_email text collate "C",
  name text collate "C" generated always as (coalesce(nullif(document::jsonb ->> 'displayName', ''), document::jsonb ->> 'userName')) stored,
  document text collate "C" not null,
  folded text collate "C",
  instants text collate "C"
);

create unique index users_by_user_name on users (organization_id, short(user_name)) where deleted_at is null;
create index users_of_connection on users (connection_id, seq) where connection_id is not null and deleted_at is null;
create index users_of_organization on users (organization_id, seq) where deleted_at is null;
create index users_unowned on users (organization_id, seq) where connection_id is null and deleted_at is null;
create index users_by_external_id on users (organization_id, short(external_id))
  where external_id is not null and deleted_at is null;
create index users_by_name on users (organization_id, short(coalesce(display_name, user_name)), seq) where deleted_at is null;
create index users_by_employee_number on users (organization_id, short(employee_number))
  where employee_number is not null and deleted_at is null;
create index users_unowned_by_email on users (organization_id, short(primary_email))
  where connection_id is null and primary_email is not null and deleted_at is null;
create index users_deleted on users (organization_id, deleted_at) where deleted_at is not null;
create index users_with_role on users (organization_id, role) where role <> 'member' and deleted_at is null;
create index users_active_owners on users (organization_id) where role = 'owner' and active and deleted_at is null;

-- Every address of every person who is not deleted.
create table user_emails (
  organization_id text collate "C" not null,
  value text collate "C" not null,
  key text collate "C" not null generated always as (short(value)) stored,
  user_seq bigint not null references users (seq),
  primary key (organization_id, key, user_seq)
);

create index user_emails_of_user on user_emails (user_seq);

-- What staff search people by, of deleted ones too: without it a search would have to read every document.
create table user_texts (
  organization_id text collate "C" not null,
  user_seq bigint not null references users (seq),
  text text collate "C" not null,
  primary key (organization_id, user_seq)
);

-- The values of attributes that an organization has defined as unique, of every person who is not deleted.
create table user_unique_values (
  organization_id text collate "C" not null,
  attribute text collate "C" not null,
  value text collate "C" not null,
  key text collate "C" not null generated always as (short(value)) stored,
  user_seq bigint not null references users (seq),
  primary key (organization_id, attribute, key)
);

create index user_unique_values_of_user on user_unique_values (user_seq);

create table credentials (
  user_seq bigint not null primary key references users (seq),
  password_hash text collate "C" not null
);

-- Who is signed in to the console, by the hash of what their browser holds.
create table sessions (
  hash text collate "C" not null primary key,
  user_seq bigint not null references users (seq),
  created bigint not null,
  expires bigint not null,
  ip text collate "C",
  user_agent text collate "C"
);

create index sessions_of_user on sessions (user_seq);
create index sessions_by_expiry on sessions (expires);

-- Links that are good once: to the first run, to accept an invitation, to set a new password.
create table links (
  hash text collate "C" not null primary key,
  purpose text collate "C" not null,
  user_seq bigint references users (seq),
  made_by_seq bigint references users (seq) on delete cascade,
  created bigint not null,
  expires bigint not null
);

create index links_of_user on links (user_seq);
create index links_by_maker on links (made_by_seq) where made_by_seq is not null;

-- How often signing in failed, per account and per address.
create table sign_in_failures (
  key text collate "C" not null primary key,
  failures bigint not null,
  latest bigint not null
);

create index sign_in_failures_by_time on sign_in_failures (latest);

-- Keys of the application's API; one without an organization is good for all of them.
create table api_keys (
  id text collate "C" not null primary key,
  organization_id text collate "C" references organizations (id),
  name text collate "C" not null,
  hash text collate "C" not null unique,
  rights text collate "C" not null,
  created bigint not null,
  expires bigint,
  revoked bigint,
  last_used bigint,
  last_ip text collate "C"
);

create index api_keys_of_organization on api_keys (organization_id);

create table groups (
  seq bigint generated always as identity primary key,
  id text collate "C" not null unique,
  organization_id text collate "C" not null references organizations (id),
  connection_id text collate "C" references connections (id),
  member_count bigint not null,
  version bigint not null,
  created bigint not null,
  modified bigint not null,
  deleted_at bigint,
  role text collate "C",
  display_name text collate "C" not null,
  unique_name text collate "C",
  external_id text collate "C",
  name text collate "C" generated always as (document::jsonb ->> 'displayName') stored,
  document text collate "C" not null,
  folded text collate "C",
  instants text collate "C"
);

create unique index groups_by_unique_name on groups (connection_id, short(unique_name))
  where unique_name is not null and deleted_at is null;
create index groups_of_connection on groups (connection_id, seq) where connection_id is not null and deleted_at is null;
create index groups_of_organization on groups (organization_id, seq) where deleted_at is null;
create index groups_unowned on groups (organization_id, seq) where connection_id is null and deleted_at is null;
create index groups_by_display_name on groups (organization_id, short(display_name), seq) where deleted_at is null;
create index groups_with_role on groups (organization_id) where role is not null and deleted_at is null;
create index groups_by_external_id on groups (organization_id, short(external_id))
  where external_id is not null and deleted_at is null;

-- The members of a group lie together in the order they were added. Deleting either side ends the row.
create table memberships (
  group_seq bigint not null references groups (seq),
  position bigint not null,
  member_type text collate "C" not null,
  member_seq bigint not null,
  display text collate "C",
  folded text collate "C",
  primary key (group_seq, position)
);

create unique index memberships_of_member on memberships (member_type, member_seq, group_seq);
create index memberships_of_groups on memberships (group_seq, member_seq) where member_type = 'Group';

-- What people can be given, such as roles: resources that connections only read.
create table offered_resources (
  organization_id text collate "C" not null references organizations (id),
  type text collate "C" not null,
  id text collate "C" not null,
  version bigint not null,
  created bigint not null,
  modified bigint not null,
  document text collate "C" not null,
  primary key (organization_id, type, id)
);

-- Attributes that a connection sent and nobody had defined.
create table unknown_attributes (
  connection_id text collate "C" not null references connections (id),
  resource_type text collate "C" not null,
  path text collate "C" not null,
  count bigint not null,
  first_seen bigint not null,
  last_seen bigint not null,
  sample text collate "C" not null,
  primary key (connection_id, resource_type, path)
);

create table changes (
  id bigint generated always as identity primary key,
  organization_id text collate "C" not null,
  connection_id text collate "C",
  resource_type text collate "C" not null,
  resource_id text collate "C" not null,
  action text collate "C" not null,
  actor text collate "C" not null,
  time bigint not null,
  version bigint not null,
  members_added text collate "C",
  members_removed text collate "C",
  after text collate "C"
);

create index changes_of_resource on changes (resource_id, id);

-- What was done in the console, by an API key or by command.
create table audit_entries (
  id bigint generated always as identity primary key,
  organization_id text collate "C" not null,
  time bigint not null,
  actor text collate "C" not null,
  actor_name text collate "C",
  action text collate "C" not null,
  target_type text collate "C",
  target_id text collate "C",
  target_name text collate "C",
  details text collate "C",
  ip text collate "C"
);

create index audit_entries_of_organization on audit_entries (organization_id, id);

-- The log lies in parts of about a day, so that old ones go as a whole. A part is a range of positions, which are given out
-- part by part (part * 10^10 + a number): what is written at one time lies together whatever clock it tells, there is a part
-- for everything, and whoever goes through the log in its order goes from one part into the next.
create sequence event_positions;

create table request_events (
  position bigint not null primary key default nextval('event_positions'),
  id text collate "C" not null,
  organization_id text collate "C",
  connection_id text collate "C",
  time bigint not null,
  method text collate "C" not null,
  path text collate "C" not null,
  query text collate "C",
  status bigint not null,
  scim_type text collate "C",
  detail text collate "C",
  resource_type text collate "C",
  resource_id text collate "C",
  resource_name text collate "C",
  ip text collate "C",
  user_agent text collate "C",
  duration bigint not null,
  tolerated text collate "C",
  ignored text collate "C",
  change_id bigint,
  request_body text collate "C",
  response_body text collate "C"
) partition by range (position);

create index request_events_of_organization on request_events (organization_id, position) where organization_id is not null;
create index request_events_of_connection on request_events (connection_id, position) where connection_id is not null;
create index request_events_failed_of_connection on request_events (connection_id, position)
  where connection_id is not null and status >= 400;
create index request_events_of_resource on request_events (short(resource_id), position) where resource_id is not null;
create index request_events_failed on request_events (organization_id, position) where organization_id is not null and status >= 400;
create index request_events_unattributed on request_events (position) where organization_id is null;

create table request_events_0 partition of request_events for values from (minvalue) to (10000000000);

-- When each part began to be written to, and the one before it no longer was.
create table event_parts (
  part bigint not null primary key,
  begun bigint not null
);

create function now_ms() returns bigint language sql volatile as $$
  select floor(extract(epoch from clock_timestamp()) * 1000)::bigint
$$;

insert into event_parts values (0, now_ms());

-- The first position whose event is not older than a time: found by halving the part that was written to then.
create function position_at(sought bigint) returns bigint language plpgsql stable as $$
declare
  low bigint;
  high bigint;
  middle bigint;
  next record;
begin
  select coalesce(max(part) filter (where begun <= sought), min(part)) * 10000000000 into low from event_parts;
  select max(position) + 1 into high from request_events
    where position < (select coalesce(min(part), 100000) * 10000000000 from event_parts where begun > sought and part > 0);
  while low < high loop
    middle := low + (high - low) / 2;
    select position, time into next from request_events where position >= middle and position < high order by position limit 1;
    if not found or next.time >= sought then
      high := middle;
    else
      low := next.position + 1;
    end if;
  end loop;
  return low;
end $$;

-- How many requests each connection made in an hour (since 1970), by how they ended.
create table request_counts (
  connection_id text collate "C" not null,
  hour bigint not null,
  succeeded bigint not null,
  refused bigint not null,
  failed bigint not null,
  primary key (connection_id, hour)
);

-- How many people a connection has deactivated or deleted in a minute (since 1970), less those it brought back.
create table leavers (
  connection_id text collate "C" not null,
  minute bigint not null,
  people bigint not null,
  primary key (connection_id, minute)
);


-- How many people and groups each connection has, so that a list need not count them. '' stands for no connection. Each
-- session counts in a share of its own, so that writers do not wait for each other; what is true is the sum.
create table tallies (
  organization_id text collate "C" not null,
  connection_id text collate "C" not null,
  share bigint not null,
  users bigint not null default 0,
  active bigint not null default 0,
  groups bigint not null default 0,
  primary key (organization_id, connection_id, share)
);

create function tally(organization text, connection text, more_users bigint, more_active bigint, more_groups bigint)
returns void language sql as $$
  insert into tallies (organization_id, connection_id, share, users, active, groups)
    values (organization, coalesce(connection, ''), pg_backend_pid() % 64, more_users, more_active, more_groups)
    on conflict (organization_id, connection_id, share) do update set
      users = tallies.users + more_users, active = tallies.active + more_active, groups = tallies.groups + more_groups;
$$;

-- The same of people for each 4096 row numbers, so that a page deep in a list need not pass over all before it.
create table user_blocks (
  organization_id text collate "C" not null,
  connection_id text collate "C" not null,
  block bigint not null,
  share bigint not null,
  users bigint not null,
  primary key (organization_id, connection_id, block, share)
);

create function count_user(u users, more int) returns void language sql as $$
  select tally(u.organization_id, u.connection_id, more, more * u.active::int, 0);
  insert into user_blocks (organization_id, connection_id, block, share, users)
    values (u.organization_id, coalesce(u.connection_id, ''), u.seq / 4096, pg_backend_pid() % 64, more)
    on conflict (organization_id, connection_id, block, share) do update set users = user_blocks.users + more;
$$;

create function users_tallied() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if old.connection_id is not distinct from new.connection_id and (old.deleted_at is null) = (new.deleted_at is null) then
      if new.deleted_at is null and old.active <> new.active then
        perform tally(new.organization_id, new.connection_id, 0, new.active::int - old.active::int, 0);
      end if;
      return null;
    end if;
    if old.deleted_at is null then
      perform count_user(old, -1);
    end if;
  end if;
  if new.deleted_at is null then
    perform count_user(new, 1);
  end if;
  return null;
end $$;

create trigger users_tallied after insert or update of connection_id, deleted_at, active on users
  for each row execute function users_tallied();

create function groups_tallied() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' then
    if old.connection_id is not distinct from new.connection_id
        and (old.deleted_at is null) = (new.deleted_at is null) then
      return null;
    end if;
    if old.deleted_at is null then
      perform tally(old.organization_id, old.connection_id, 0, 0, -1);
    end if;
  end if;
  if new.deleted_at is null then
    perform tally(new.organization_id, new.connection_id, 0, 0, 1);
  end if;
  return null;
end $$;

create trigger groups_tallied after insert or update of connection_id, deleted_at on groups
  for each row execute function groups_tallied();

-- Who does a chore that is done by one at a time, and until when nobody else may.
create table chores (
  name text collate "C" not null primary key,
  turn text collate "C" not null,
  until bigint not null
);

-- Units that run side by side share this lock; one that others keep from coming through takes it alone.
create table turn ();

-- The share of a user's groups in the entity tag, as the domain computes it: FNV-1a over UTF-16, in base 36.
create function share(input text) returns text language plpgsql immutable strict as $$
declare
  hash bigint := 2166136261;
  point bigint;
  unit bigint;
  digits text := '';
begin
  for index in 1..length(input) loop
    point := ascii(substr(input, index, 1));
    foreach unit in array case when point < 65536 then array[point]
        else array[55296 + ((point - 65536) >> 10), 56320 + ((point - 65536) & 1023)] end loop
      hash := ((hash # unit) * 16777619) & 4294967295;
    end loop;
  end loop;
  loop
    digits := substr('0123456789abcdefghijklmnopqrstuvwxyz', (hash % 36)::int + 1, 1) || digits;
    hash := hash / 36;
    exit when hash = 0;
  end loop;
  return digits;
end $$;
