import { sql } from 'drizzle-orm'
import { blob, customType, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import type { Link } from '../../directory/account'
import type { AuditEntry } from '../../directory/audit-entry'
import type { Actor, Change } from '../../directory/change'
import type { Connection, ConnectionState } from '../../directory/connection'
import type { ConnectionSettings, OrganizationSettings } from '../../directory/settings'
import type { ApiKey } from '../../directory/token'
import type { GroupRole, Role, Source } from '../../directory/user'
import type { Sample } from '../../scim/sample'

/** The tables as the migrations leave them, for drizzle. Indexes and triggers are the migrations' alone; a test compares the columns. */
export const organizations = sqliteTable('organizations', {
  id: text().notNull().primaryKey(),
  slug: text().notNull(),
  name: text().notNull(),
  created: integer().notNull(),
  settings: json<OrganizationSettings>('settings').notNull(),
})

export const definitions = sqliteTable('definitions', {
  organizationId: text('organization_id').notNull().primaryKey(),
  digest: text().notNull(),
  content: text().notNull(),
})

export const connections = sqliteTable('connections', {
  id: text().notNull().primaryKey(),
  organizationId: text('organization_id').notNull(),
  name: text().notNull(),
  kind: text().$type<Connection['kind']>().notNull(),
  settings: json<ConnectionSettings>('settings').notNull(),
  created: integer().notNull(),
  state: json<ConnectionState>('state'),
  deletedAt: integer('deleted_at'),
})

export const tokens = sqliteTable('tokens', {
  id: text().notNull().primaryKey(),
  connectionId: text('connection_id').notNull(),
  name: text().notNull(),
  hash: text().notNull(),
  created: integer().notNull(),
  expires: integer(),
  revoked: integer(),
  lastUsed: integer('last_used'),
  lastIp: text('last_ip'),
})

export const secrets = sqliteTable('secrets', {
  name: text().notNull().primaryKey(),
  value: blob({ mode: 'buffer' }).notNull(),
})

/** `seq` is the order of creation, and how other tables refer to a user or group; `name` is what it is called in lists. */
export const users = sqliteTable('users', {
  seq: integer().notNull().primaryKey(),
  id: text().notNull(),
  organizationId: text('organization_id').notNull(),
  connectionId: text('connection_id'),
  source: text().$type<Source>().notNull(),
  role: text().$type<Role>().notNull(),
  active: integer({ mode: 'boolean' }).notNull(),
  version: integer().notNull(),
  created: integer().notNull(),
  modified: integer().notNull(),
  deletedAt: integer('deleted_at'),
  userName: text('user_name').notNull(),
  externalId: text('external_id'),
  displayName: text('display_name'),
  employeeNumber: text('employee_number'),
  primaryEmail: text('primary_email'),
  name: text().generatedAlwaysAs(sql`in the migration`, { mode: 'stored' }),
  document: text().notNull(),
  folded: text(),
})

export const userEmails = sqliteTable(
  'user_emails',
  {
    organizationId: text('organization_id').notNull(),
    value: text().notNull(),
    userSeq: integer('user_seq').notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.value, table.userSeq] })],
)

export const userTexts = sqliteTable(
  'user_texts',
  {
    organizationId: text('organization_id').notNull(),
    userSeq: integer('user_seq').notNull(),
    text: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.userSeq] })],
)

export const userUniqueValues = sqliteTable(
  'user_unique_values',
  {
    organizationId: text('organization_id').notNull(),
    attribute: text().notNull(),
    value: text().notNull(),
    userSeq: integer('user_seq').notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.attribute, table.value] })],
)

export const credentials = sqliteTable('credentials', {
  userSeq: integer('user_seq').notNull().primaryKey(),
  passwordHash: text('password_hash').notNull(),
})

export const sessions = sqliteTable('sessions', {
  hash: text().notNull().primaryKey(),
  userSeq: integer('user_seq').notNull(),
  created: integer().notNull(),
  expires: integer().notNull(),
  ip: text(),
  userAgent: text('user_agent'),
})

export const links = sqliteTable('links', {
  hash: text().notNull().primaryKey(),
  purpose: text().$type<Link['purpose']>().notNull(),
  userSeq: integer('user_seq'),
  madeBySeq: integer('made_by_seq'),
  created: integer().notNull(),
  expires: integer().notNull(),
})

export const signInFailures = sqliteTable('sign_in_failures', {
  key: text().notNull().primaryKey(),
  failures: integer().notNull(),
  latest: integer().notNull(),
})

export const apiKeys = sqliteTable('api_keys', {
  id: text().notNull().primaryKey(),
  organizationId: text('organization_id'),
  name: text().notNull(),
  hash: text().notNull(),
  rights: text().$type<ApiKey['rights']>().notNull(),
  created: integer().notNull(),
  expires: integer(),
  revoked: integer(),
  lastUsed: integer('last_used'),
  lastIp: text('last_ip'),
})

export const groups = sqliteTable('groups', {
  seq: integer().notNull().primaryKey(),
  id: text().notNull(),
  organizationId: text('organization_id').notNull(),
  connectionId: text('connection_id'),
  memberCount: integer('member_count').notNull(),
  version: integer().notNull(),
  created: integer().notNull(),
  modified: integer().notNull(),
  deletedAt: integer('deleted_at'),
  role: text().$type<GroupRole>(),
  displayName: text('display_name').notNull(),
  uniqueName: text('unique_name'),
  externalId: text('external_id'),
  name: text().generatedAlwaysAs(sql`in the migration`, { mode: 'stored' }),
  document: text().notNull(),
  folded: text(),
})

/** `display` is what the client called the member, `folded` the same folded where that is not what lower() gives. */
export const memberships = sqliteTable(
  'memberships',
  {
    groupSeq: integer('group_seq').notNull(),
    position: integer().notNull(),
    memberType: text('member_type').$type<'User' | 'Group'>().notNull(),
    memberSeq: integer('member_seq').notNull(),
    display: text(),
    folded: text(),
  },
  (table) => [primaryKey({ columns: [table.groupSeq, table.position] })],
)

export const offeredResources = sqliteTable(
  'offered_resources',
  {
    organizationId: text('organization_id').notNull(),
    type: text().notNull(),
    id: text().notNull(),
    version: integer().notNull(),
    created: integer().notNull(),
    modified: integer().notNull(),
    document: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.type, table.id] })],
)

export const unknownAttributes = sqliteTable(
  'unknown_attributes',
  {
    connectionId: text('connection_id').notNull(),
    resourceType: text('resource_type').$type<'User' | 'Group'>().notNull(),
    path: text().notNull(),
    count: integer().notNull(),
    firstSeen: integer('first_seen').notNull(),
    lastSeen: integer('last_seen').notNull(),
    sample: json<Sample>('sample').notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.resourceType, table.path] })],
)

export const changes = sqliteTable('changes', {
  id: integer().notNull().primaryKey({ autoIncrement: true }),
  organizationId: text('organization_id').notNull(),
  connectionId: text('connection_id'),
  resourceType: text('resource_type').$type<'User' | 'Group'>().notNull(),
  resourceId: text('resource_id').notNull(),
  action: text().$type<Change['action']>().notNull(),
  actor: json<Actor>('actor').notNull(),
  time: integer().notNull(),
  version: integer().notNull(),
  membersAdded: json<readonly string[]>('members_added'),
  membersRemoved: json<readonly string[]>('members_removed'),
  after: text(),
})

export const auditEntries = sqliteTable('audit_entries', {
  id: integer().notNull().primaryKey({ autoIncrement: true }),
  organizationId: text('organization_id').notNull(),
  time: integer().notNull(),
  actor: json<Actor>('actor').notNull(),
  actorName: text('actor_name'),
  action: text().$type<AuditEntry['action']>().notNull(),
  targetType: text('target_type').$type<NonNullable<AuditEntry['target']>['type']>(),
  targetId: text('target_id'),
  targetName: text('target_name'),
  details: json<NonNullable<AuditEntry['details']>>('details'),
  ip: text(),
})

export const requestEvents = sqliteTable('request_events', {
  position: integer().notNull().primaryKey({ autoIncrement: true }),
  id: text().notNull(),
  organizationId: text('organization_id'),
  connectionId: text('connection_id'),
  time: integer().notNull(),
  method: text().notNull(),
  path: text().notNull(),
  query: text(),
  status: integer().notNull(),
  scimType: text('scim_type'),
  detail: text(),
  resourceType: text('resource_type').$type<'User' | 'Group'>(),
  resourceId: text('resource_id'),
  resourceName: text('resource_name'),
  ip: text(),
  userAgent: text('user_agent'),
  duration: integer().notNull(),
  tolerated: json<readonly string[]>('tolerated'),
  ignored: json<readonly string[]>('ignored'),
  changeId: integer('change_id'),
  requestBody: text('request_body'),
  responseBody: text('response_body'),
})

export const requestCounts = sqliteTable(
  'request_counts',
  {
    connectionId: text('connection_id').notNull(),
    hour: integer().notNull(),
    succeeded: integer().notNull(),
    refused: integer().notNull(),
    failed: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.hour] })],
)

export const leavers = sqliteTable(
  'leavers',
  {
    connectionId: text('connection_id').notNull(),
    minute: integer().notNull(),
    people: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.minute] })],
)

/** How many live users and groups there are; counted by who inserts users, and for the rest by triggers. */
export const tallies = sqliteTable(
  'tallies',
  {
    organizationId: text('organization_id').notNull(),
    connectionId: text('connection_id').notNull(),
    users: integer().notNull().default(0),
    active: integer().notNull().default(0),
    groups: integer().notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.connectionId] })],
)

export const userBlocks = sqliteTable(
  'user_blocks',
  {
    organizationId: text('organization_id').notNull(),
    connectionId: text('connection_id').notNull(),
    block: integer().notNull(),
    users: integer().notNull(),
  },
  (table) => [primaryKey({ columns: [table.organizationId, table.connectionId, table.block] })],
)

/** drizzle's own JSON columns turn an absent value behind a placeholder into the text `null`; this one keeps NULL. */
function json<T>(name: string) {
  return customType<{ data: T; driverData: string | null }>({
    dataType: () => 'text',
    fromDriver: (stored) => JSON.parse(String(stored)),
    toDriver: (value) => (value === null || value === undefined ? null : JSON.stringify(value)),
  })(name)
}
