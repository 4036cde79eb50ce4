-- The directory: organizations, the connections that feed them, people, groups, and what happened.
-- Small columns come first: SQLite reads a row from its start, and documents may spill onto further pages.
-- A deleted row stays; every index that a list or a rule uses leaves it out.

pragma application_id = 0x526f6c6c; -- "Roll"

create table organizations (
  id text not null primary key,
  slug text not null unique,
  name text not null,
  created integer not null,
  settings text not null
) strict;

-- What an organization adds to the schemas, as JSON; the digest names the content, so that it need not be read again.
create table definitions (
  organization_id text not null primary key references organizations (id),
  digest text not null,
  content text not null
) strict, without rowid;

create table connections (
  id text not null primary key,
  organization_id text not null references organizations (id),
  name text not null,
  kind text not null,
  settings text not null,
  created integer not null,
  state text,
  deleted_at integer
) strict;

create index connections_of_organization on connections (organization_id);

create table tokens (
  id text not null primary key,
  connection_id text not null references connections (id),
  name text not null,
  hash text not null unique,
  created integer not null,
  expires integer,
  revoked integer,
  last_used integer,
  last_ip text
) strict;

create index tokens_live on tokens (connection_id) where revoked is null;

-- What this appliance signs and seals with, made when first needed.
create table secrets (
  name text not null primary key,
  value blob not null
) strict;

create table users (
  seq integer not null primary key,
  id text not null unique,
  organization_id text not null references organizations (id),
  connection_id text references connections (id),
  source text not null,
  role text not null,
  active integer not null,
  version integer not null,
  created integer not null,
  modified integer not null,
  deleted_at integer,
  user_name text not null,
  external_id text,
  display_name text,
  employee_number text,
  primary_email text,
  name text generated always as (coalesce(nullif(document ->> '$.displayName', ''), document ->> '$.userName')) stored,
  document text not null,
  folded text
) strict;

create unique index users_by_user_name on users (organization_id, user_name) where deleted_at is null;
create index users_of_connection on users (connection_id) where connection_id is not null and deleted_at is null;
create index users_of_organization on users (organization_id) where deleted_at is null;
create index users_unowned on users (organization_id) where connection_id is null and deleted_at is null;
create index users_by_external_id on users (organization_id, external_id)
  where external_id is not null and deleted_at is null;
create index users_by_name on users (organization_id, coalesce(display_name, user_name)) where deleted_at is null;
create index users_by_employee_number on users (organization_id, employee_number)
  where employee_number is not null and deleted_at is null;
create index users_unowned_by_email on users (organization_id, primary_email)
  where connection_id is null and primary_email is not null and deleted_at is null;
create index users_deleted on users (organization_id, deleted_at) where deleted_at is not null;
create index users_with_role on users (organization_id, role) where role <> 'member' and deleted_at is null;
create index users_active_owners on users (organization_id) where role = 'owner' and active = 1 and deleted_at is null;

-- Every address of every person who is not deleted.
create table user_emails (
  organization_id text not null,
  value text not null,
  user_seq integer not null references users (seq),
  primary key (organization_id, value, user_seq)
) strict, without rowid;

create index user_emails_of_user on user_emails (user_seq);

-- What staff search people by, of deleted ones too: without it a search would have to read every document.
create table user_texts (
  organization_id text not null,
  user_seq integer not null references users (seq),
  text text not null,
  primary key (organization_id, user_seq)
) strict, without rowid;

-- The values of attributes that an organization has defined as unique, of every person who is not deleted.
create table user_unique_values (
  organization_id text not null,
  attribute text not null,
  value text not null,
  user_seq integer not null references users (seq),
  primary key (organization_id, attribute, value)
) strict, without rowid;

create index user_unique_values_of_user on user_unique_values (user_seq);

create table credentials (
  user_seq integer not null primary key references users (seq),
  password_hash text not null
) strict;

-- Who is signed in to the console, by the hash of what their browser holds.
create table sessions (
  hash text not null primary key,
  user_seq integer not null references users (seq),
  created integer not null,
  expires integer not null,
  ip text,
  user_agent text
) strict, without rowid;

create index sessions_of_user on sessions (user_seq);
create index sessions_by_expiry on sessions (expires);

-- Links that are good once: to the first run, to accept an invitation, to set a new password.
create table links (
  hash text not null primary key,
  purpose text not null,
  user_seq integer references users (seq),
  made_by_seq integer references users (seq) on delete cascade,
  created integer not null,
  expires integer not null
) strict, without rowid;

create index links_of_user on links (user_seq);
create index links_by_maker on links (made_by_seq) where made_by_seq is not null;

-- How often signing in failed, per account and per address.
create table sign_in_failures (
  key text not null primary key,
  failures integer not null,
  latest integer not null
) strict, without rowid;

create index sign_in_failures_by_time on sign_in_failures (latest);

-- Keys of the application's API; one without an organization is good for all of them.
create table api_keys (
  id text not null primary key,
  organization_id text references organizations (id),
  name text not null,
  hash text not null unique,
  rights text not null,
  created integer not null,
  expires integer,
  revoked integer,
  last_used integer,
  last_ip text
) strict;

create index api_keys_of_organization on api_keys (organization_id);

create table groups (
  seq integer not null primary key,
  id text not null unique,
  organization_id text not null references organizations (id),
  connection_id text references connections (id),
  member_count integer not null,
  version integer not null,
  created integer not null,
  modified integer not null,
  deleted_at integer,
  role text,
  display_name text not null,
  unique_name text,
  external_id text,
  name text generated always as (document ->> '$.displayName') stored,
  document text not null,
  folded text
) strict;

create unique index groups_by_unique_name on groups (connection_id, unique_name)
  where unique_name is not null and deleted_at is null;
create index groups_of_connection on groups (connection_id) where connection_id is not null and deleted_at is null;
create index groups_of_organization on groups (organization_id) where deleted_at is null;
create index groups_unowned on groups (organization_id) where connection_id is null and deleted_at is null;
create index groups_by_display_name on groups (organization_id, display_name) where deleted_at is null;
create index groups_with_role on groups (organization_id) where role is not null and deleted_at is null;
create index groups_by_external_id on groups (organization_id, external_id)
  where external_id is not null and deleted_at is null;

-- The members of a group lie together in the order they were added. Deleting either side ends the row.
create table memberships (
  group_seq integer not null references groups (seq),
  position integer not null,
  member_type text not null,
  member_seq integer not null,
  display text,
  folded text,
  primary key (group_seq, position)
) strict, without rowid;

create unique index memberships_of_member on memberships (member_type, member_seq, group_seq);

-- What people can be given, such as roles: resources that connections only read.
create table offered_resources (
  organization_id text not null references organizations (id),
  type text not null,
  id text not null,
  version integer not null,
  created integer not null,
  modified integer not null,
  document text not null,
  primary key (organization_id, type, id)
) strict, without rowid;

-- Attributes that a connection sent and nobody had defined.
create table unknown_attributes (
  connection_id text not null references connections (id),
  resource_type text not null,
  path text not null,
  count integer not null,
  first_seen integer not null,
  last_seen integer not null,
  sample text not null,
  primary key (connection_id, resource_type, path)
) strict, without rowid;

create table changes (
  id integer not null primary key autoincrement,
  organization_id text not null,
  connection_id text,
  resource_type text not null,
  resource_id text not null,
  action text not null,
  actor text not null,
  time integer not null,
  version integer not null,
  members_added text,
  members_removed text,
  after text
) strict;

create index changes_of_resource on changes (resource_id);

-- What was done in the console, by an API key or by command.
create table audit_entries (
  id integer not null primary key autoincrement,
  organization_id text not null,
  time integer not null,
  actor text not null,
  actor_name text,
  action text not null,
  target_type text,
  target_id text,
  target_name text,
  details text,
  ip text
) strict;

create index audit_entries_of_organization on audit_entries (organization_id);
create index audit_entries_of_target on audit_entries (target_id) where target_id is not null;

create table request_events (
  position integer not null primary key autoincrement,
  id text not null,
  organization_id text,
  connection_id text,
  time integer not null,
  method text not null,
  path text not null,
  query text,
  status integer not null,
  scim_type text,
  detail text,
  resource_type text,
  resource_id text,
  resource_name text,
  ip text,
  user_agent text,
  duration integer not null,
  tolerated text,
  ignored text,
  change_id integer,
  request_body text,
  response_body text
) strict;

create index request_events_of_organization on request_events (organization_id) where organization_id is not null;
create index request_events_of_connection on request_events (connection_id) where connection_id is not null;

create index request_events_failed_of_connection on request_events (connection_id)
  where connection_id is not null and status >= 400;
-- By resource within each 2048 events: what is written together lies together, and a search looks into one part after another.
create index request_events_of_resource on request_events (position >> 11, resource_id) where resource_id is not null;
create index request_events_failed on request_events (organization_id) where organization_id is not null and status >= 400;
create index request_events_unattributed on request_events (organization_id) where organization_id is null;

-- How many requests each connection made in an hour (since 1970), by how they ended.
create table request_counts (
  connection_id text not null,
  hour integer not null,
  succeeded integer not null,
  refused integer not null,
  failed integer not null,
  primary key (connection_id, hour)
) strict, without rowid;

-- How many people a connection has deactivated or deleted in a minute (since 1970), less those it brought back.
create table leavers (
  connection_id text not null,
  minute integer not null,
  people integer not null,
  primary key (connection_id, minute)
) strict, without rowid;

-- How many people and groups each connection has, so that a list need not count them. '' stands for no connection.
create table tallies (
  organization_id text not null,
  connection_id text not null,
  users integer not null default 0,
  active integer not null default 0,
  groups integer not null default 0,
  primary key (organization_id, connection_id)
) strict, without rowid;

create trigger users_counted_in after insert on users when new.deleted_at is null begin
  insert into tallies (organization_id, connection_id, users, active)
    values (new.organization_id, coalesce(new.connection_id, ''), 1, new.active)
    on conflict do update set users = users + 1, active = active + new.active;
end;

create trigger users_recounted after update of connection_id, deleted_at, active on users
when old.connection_id is not new.connection_id or old.active <> new.active
  or (old.deleted_at is null) <> (new.deleted_at is null) begin
  update tallies set users = users - 1, active = active - old.active
    where old.deleted_at is null
      and organization_id = old.organization_id and connection_id = coalesce(old.connection_id, '');
  insert into tallies (organization_id, connection_id, users, active)
    select new.organization_id, coalesce(new.connection_id, ''), 1, new.active where new.deleted_at is null
    on conflict do update set users = users + 1, active = active + new.active;
end;

create trigger groups_counted_in after insert on groups when new.deleted_at is null begin
  insert into tallies (organization_id, connection_id, groups)
    values (new.organization_id, coalesce(new.connection_id, ''), 1)
    on conflict do update set groups = groups + 1;
end;

create trigger groups_recounted after update of connection_id, deleted_at on groups
when old.connection_id is not new.connection_id or (old.deleted_at is null) <> (new.deleted_at is null) begin
  update tallies set groups = groups - 1
    where old.deleted_at is null
      and organization_id = old.organization_id and connection_id = coalesce(old.connection_id, '');
  insert into tallies (organization_id, connection_id, groups)
    select new.organization_id, coalesce(new.connection_id, ''), 1 where new.deleted_at is null
    on conflict do update set groups = groups + 1;
end;

-- The same of people for each thousand of row numbers, so that a page deep in a list need not pass over all before it.
create table user_blocks (
  organization_id text not null,
  connection_id text not null,
  block integer not null,
  users integer not null,
  primary key (organization_id, connection_id, block)
) strict, without rowid;

create trigger users_counted_in_block after insert on users when new.deleted_at is null begin
  insert into user_blocks (organization_id, connection_id, block, users)
    values (new.organization_id, coalesce(new.connection_id, ''), new.seq / 1000, 1)
    on conflict do update set users = users + 1;
end;

create trigger users_recounted_in_block after update of connection_id, deleted_at on users
when old.connection_id is not new.connection_id or (old.deleted_at is null) <> (new.deleted_at is null) begin
  update user_blocks set users = users - 1
    where old.deleted_at is null and organization_id = old.organization_id
      and connection_id = coalesce(old.connection_id, '') and block = old.seq / 1000;
  insert into user_blocks (organization_id, connection_id, block, users)
    select new.organization_id, coalesce(new.connection_id, ''), new.seq / 1000, 1 where new.deleted_at is null
    on conflict do update set users = users + 1;
end;
