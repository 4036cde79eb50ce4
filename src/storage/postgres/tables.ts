import { sql } from 'drizzle-orm'
import { bigint, boolean, customType, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import type { Link } from '../../directory/account'
import type { AuditEntry } from '../../directory/audit-entry'
import type { Actor, Change } from '../../directory/change'
import type { Connection, ConnectionState } from '../../directory/connection'
import type { ConnectionSettings, OrganizationSettings } from '../../directory/settings'
import type { ApiKey } from '../../directory/token'
import type { GroupRole, Role, Source } from '../../directory/user'
import type { Sample } from '../../scim/sample'

/** The tables as the migrations leave them, for drizzle. Indexes and triggers are the migrations' alone; a test compares the columns. */
export const organizations = pgTable('organizations', {
  id: text().notNull().primaryKey(),
  slug: text().notNull(),
  name: text().notNull(),
  created: bigint({ mode: 'number' }).notNull(),
  settings: json<OrganizationSettings>('settings').notNull(),
})

export const definitions = pgTable('definitions', {
  organizationId: text('organization_id').notNull().primaryKey(),
  digest: text().notNull(),
  content: text().notNull(),
})

export const connections = pgTable('connections', {
  id: text().notNull().primaryKey(),
  organizationId: text('organization_id').notNull(),
  name: text().notNull(),
  kind: text().$type<Connection['kind']>().notNull(),
  settings: json<ConnectionSettings>('settings').notNull(),
  created: bigint({ mode: 'number' }).notNull(),
  state: json<ConnectionState>('state'),
  deletedAt: bigint('deleted_at', { mode: 'number' }),
})

export const tokens = pgTable('tokens', {
  id: text().notNull().primaryKey(),
  connectionId: text('connection_id').notNull(),
  name: text().notNull(),
  hash: text().notNull(),
  created: bigint({ mode: 'number' }).notNull(),
  expires: bigint({ mode: 'number' }),
  revoked: bigint({ mode: 'number' }),
  lastUsed: bigint('last_used', { mode: 'number' }),
  lastIp: text('last_ip'),
})

export const secrets = pgTable('secrets', {
  name: text().notNull().primaryKey(),
  value: bytes().notNull(),
})

/** `seq` is the order of creation, and how other tables refer to a user or group; `name` is what it is called in lists. */
export const users = pgTable('users', {
  seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  id: text().notNull(),
  organizationId: text('organization_id').notNull(),
  connectionId: text('connection_id'),
  source: text().$type<Source>().notNull(),
  role: text().$type<Role>().notNull(),
  active: boolean().notNull(),
  version: bigint({ mode: 'number' }).notNull(),
  created: bigint({ mode: 'number' }).notNull(),
  modified: bigint({ mode: 'number' }).notNull(),
  deletedAt: bigint('deleted_at', { mode: 'number' }),
  userName: text('user_name').notNull(),
  externalId: text('external_id'),
  displayName: text('display_name'),
  employeeNumber: text('employee_number'),
  primaryEmail: text('primary_email'),
  name: text().generatedAlwaysAs(sql`in the migration`),
  document: text().notNull(),
  folded: text(),
  instants: text(),
})

export const userEmails = pgTable(
  'user_emails',
  {
    organizationId: text('organization_id').notNull(),
    value: text().notNull(),
    key: text().notNull().generatedAlwaysAs(sql`in the migration`),
    userSeq: bigint('user_seq', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.key, table.userSeq] })],
)

export const userTexts = pgTable(
  'user_texts',
  {
    organizationId: text('organization_id').notNull(),
    userSeq: bigint('user_seq', { mode: 'number' }).notNull(),
    text: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.userSeq] })],
)

export const userUniqueValues = pgTable(
  'user_unique_values',
  {
    organizationId: text('organization_id').notNull(),
    attribute: text().notNull(),
    value: text().notNull(),
    key: text().notNull().generatedAlwaysAs(sql`in the migration`),
    userSeq: bigint('user_seq', { mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.attribute, table.key] })],
)

export const credentials = pgTable('credentials', {
  userSeq: bigint('user_seq', { mode: 'number' }).notNull().primaryKey(),
  passwordHash: text('password_hash').notNull(),
})

export const sessions = pgTable('sessions', {
  hash: text().notNull().primaryKey(),
  userSeq: bigint('user_seq', { mode: 'number' }).notNull(),
  created: bigint({ mode: 'number' }).notNull(),
  expires: bigint({ mode: 'number' }).notNull(),
  ip: text(),
  userAgent: text('user_agent'),
})

export const links = pgTable('links', {
  hash: text().notNull().primaryKey(),
  purpose: text().$type<Link['purpose']>().notNull(),
  userSeq: bigint('user_seq', { mode: 'number' }),
  madeBySeq: bigint('made_by_seq', { mode: 'number' }),
  created: bigint({ mode: 'number' }).notNull(),
  expires: bigint({ mode: 'number' }).notNull(),
})

export const signInFailures = pgTable('sign_in_failures', {
  key: text().notNull().primaryKey(),
  failures: bigint({ mode: 'number' }).notNull(),
  latest: bigint({ mode: 'number' }).notNull(),
})

export const apiKeys = pgTable('api_keys', {
  id: text().notNull().primaryKey(),
  organizationId: text('organization_id'),
  name: text().notNull(),
  hash: text().notNull(),
  rights: text().$type<ApiKey['rights']>().notNull(),
  created: bigint({ mode: 'number' }).notNull(),
  expires: bigint({ mode: 'number' }),
  revoked: bigint({ mode: 'number' }),
  lastUsed: bigint('last_used', { mode: 'number' }),
  lastIp: text('last_ip'),
})

export const groups = pgTable('groups', {
  seq: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  id: text().notNull(),
  organizationId: text('organization_id').notNull(),
  connectionId: text('connection_id'),
  memberCount: bigint('member_count', { mode: 'number' }).notNull(),
  version: bigint({ mode: 'number' }).notNull(),
  created: bigint({ mode: 'number' }).notNull(),
  modified: bigint({ mode: 'number' }).notNull(),
  deletedAt: bigint('deleted_at', { mode: 'number' }),
  role: text().$type<GroupRole>(),
  displayName: text('display_name').notNull(),
  uniqueName: text('unique_name'),
  externalId: text('external_id'),
  name: text().generatedAlwaysAs(sql`in the migration`),
  document: text().notNull(),
  folded: text(),
  instants: text(),
})

/** `display` is what the client called the member, `folded` the same folded where that is not what lower() gives. */
export const memberships = pgTable(
  'memberships',
  {
    groupSeq: bigint('group_seq', { mode: 'number' }).notNull(),
    position: bigint({ mode: 'number' }).notNull(),
    memberType: text('member_type').$type<'User' | 'Group'>().notNull(),
    memberSeq: bigint('member_seq', { mode: 'number' }).notNull(),
    display: text(),
    folded: text(),
  },
  (table) => [primaryKey({ columns: [table.groupSeq, table.position] })],
)

export const offeredResources = pgTable(
  'offered_resources',
  {
    organizationId: text('organization_id').notNull(),
    type: text().notNull(),
    id: text().notNull(),
    version: bigint({ mode: 'number' }).notNull(),
    created: bigint({ mode: 'number' }).notNull(),
    modified: bigint({ mode: 'number' }).notNull(),
    document: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.type, table.id] })],
)

export const unknownAttributes = pgTable(
  'unknown_attributes',
  {
    connectionId: text('connection_id').notNull(),
    resourceType: text('resource_type').$type<'User' | 'Group'>().notNull(),
    path: text().notNull(),
    count: bigint({ mode: 'number' }).notNull(),
    firstSeen: bigint('first_seen', { mode: 'number' }).notNull(),
    lastSeen: bigint('last_seen', { mode: 'number' }).notNull(),
    sample: json<Sample>('sample').notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.resourceType, table.path] })],
)

export const changes = pgTable('changes', {
  id: bigint({ mode: 'number' }).notNull().primaryKey().generatedAlwaysAsIdentity(),
  organizationId: text('organization_id').notNull(),
  connectionId: text('connection_id'),
  resourceType: text('resource_type').$type<'User' | 'Group'>().notNull(),
  resourceId: text('resource_id').notNull(),
  action: text().$type<Change['action']>().notNull(),
  actor: json<Actor>('actor').notNull(),
  time: bigint({ mode: 'number' }).notNull(),
  version: bigint({ mode: 'number' }).notNull(),
  membersAdded: json<readonly string[]>('members_added'),
  membersRemoved: json<readonly string[]>('members_removed'),
  after: text(),
})

export const auditEntries = pgTable('audit_entries', {
  id: bigint({ mode: 'number' }).notNull().primaryKey().generatedAlwaysAsIdentity(),
  organizationId: text('organization_id').notNull(),
  time: bigint({ mode: 'number' }).notNull(),
  actor: json<Actor>('actor').notNull(),
  actorName: text('actor_name'),
  action: text().$type<AuditEntry['action']>().notNull(),
  targetType: text('target_type').$type<NonNullable<AuditEntry['target']>['type']>(),
  targetId: text('target_id'),
  targetName: text('target_name'),
  details: json<NonNullable<AuditEntry['details']>>('details'),
  ip: text(),
})

export const requestEvents = pgTable('request_events', {
  position: bigint({ mode: 'number' }).notNull().primaryKey().default(sql`in the migration`),
  id: text().notNull(),
  organizationId: text('organization_id'),
  connectionId: text('connection_id'),
  time: bigint({ mode: 'number' }).notNull(),
  method: text().notNull(),
  path: text().notNull(),
  query: text(),
  status: bigint({ mode: 'number' }).notNull(),
  scimType: text('scim_type'),
  detail: text(),
  resourceType: text('resource_type').$type<'User' | 'Group'>(),
  resourceId: text('resource_id'),
  resourceName: text('resource_name'),
  ip: text(),
  userAgent: text('user_agent'),
  duration: bigint({ mode: 'number' }).notNull(),
  tolerated: json<readonly string[]>('tolerated'),
  ignored: json<readonly string[]>('ignored'),
  changeId: bigint('change_id', { mode: 'number' }),
  requestBody: text('request_body'),
  responseBody: text('response_body'),
})

/** A part of the log, and when it began to be written to. */
export const eventParts = pgTable('event_parts', {
  part: bigint({ mode: 'number' }).notNull().primaryKey(),
  begun: bigint({ mode: 'number' }).notNull(),
})

export const chores = pgTable('chores', {
  name: text().notNull().primaryKey(),
  turn: text().notNull(),
  until: bigint({ mode: 'number' }).notNull(),
})

export const requestCounts = pgTable(
  'request_counts',
  {
    connectionId: text('connection_id').notNull(),
    hour: bigint({ mode: 'number' }).notNull(),
    succeeded: bigint({ mode: 'number' }).notNull(),
    refused: bigint({ mode: 'number' }).notNull(),
    failed: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.hour] })],
)

export const leavers = pgTable(
  'leavers',
  {
    connectionId: text('connection_id').notNull(),
    minute: bigint({ mode: 'number' }).notNull(),
    people: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.minute] })],
)

/** How many live users and groups there are; kept by triggers. */
export const tallies = pgTable(
  'tallies',
  {
    organizationId: text('organization_id').notNull(),
    connectionId: text('connection_id').notNull(),
    share: bigint({ mode: 'number' }).notNull(),
    users: bigint({ mode: 'number' }).notNull().default(0),
    active: bigint({ mode: 'number' }).notNull().default(0),
    groups: bigint({ mode: 'number' }).notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.connectionId, table.share] })],
)

/** How many live users there are in each block of row numbers; kept by triggers. */
export const userBlocks = pgTable(
  'user_blocks',
  {
    organizationId: text('organization_id').notNull(),
    connectionId: text('connection_id').notNull(),
    block: bigint({ mode: 'number' }).notNull(),
    share: bigint({ mode: 'number' }).notNull(),
    users: bigint({ mode: 'number' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.connectionId, table.block, table.share] })],
)

/** Text, as in SQLite, so that both engines keep the same and PostgreSQL rewrites nothing. */
function json<T>(name: string) {
  return customType<{ data: T; driverData: string | null }>({
    dataType: () => 'text',
    fromDriver: (stored) => JSON.parse(String(stored)),
    toDriver: (value) => (value === null || value === undefined ? null : JSON.stringify(value)),
  })(name)
}

function bytes() {
  return customType<{ data: Uint8Array }>({ dataType: () => 'bytea' })()
}
