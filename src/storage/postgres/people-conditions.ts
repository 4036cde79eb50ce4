import { type SQL, sql } from 'drizzle-orm'
import type { PeopleFilter, PersonState } from '../../directory/person'
import type { Role } from '../../directory/user'
import type { Shape } from '../shape'
import { roleOfGroups } from './accounts'
import { conditionSql } from './condition-sql'
import { lookUp } from './looking-up'
import { peopleBelow } from './nesting'
import { among, typed } from './prepared'
import { users as table } from './tables'
import { userLayout } from './user-layout'

const organizationId = typed('organizationId', 'text')

/** What a filter says of a person. */
export function peopleSql({ state, role, connectionId, words = [] }: PeopleFilter, condition: Shape | undefined): SQL {
  const found = condition && lookUp(condition, userLayout)
  return sql.join(
    [
      among(table.organizationId, organizationId),
      stateSql(state),
      ...(role ? [roleSql(role)] : []),
      ...(connectionId === undefined ? [] : [ofConnection(connectionId)]),
      ...(words.length > 0 ? [sql`exists (${textWith(words.length)})`] : []),
      ...(found ? [sql`${table.seq} = any (array(${found.select}))`] : []),
      ...(condition ? [conditionSql(condition, userLayout)] : []),
    ],
    sql` and `,
  )
}

/** Whether the text `t` has all of the words `word0`, `word1` …. */
export function hasWords(words: number): SQL {
  const has = Array.from({ length: words }, (_, index) => sql`strpos(t.text, ${typed(`word${index}`, 'text')}) > 0`)
  return sql.join(has, sql` and `)
}

/** The values of those. */
export function wordValues(words: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map((word, index) => [`word${index}`, word]))
}

function textWith(words: number): SQL {
  return sql`select 1 from user_texts t where t.organization_id = ${table.organizationId} and t.user_seq = ${table.seq}
    and ${hasWords(words)}`
}

function ofConnection(connectionId: string | null): SQL {
  return connectionId === null
    ? sql`${table.connectionId} is null`
    : sql`${table.connectionId} = ${typed('connectionId', 'text')}`
}

function stateSql(state: PersonState | undefined): SQL {
  switch (state) {
    case undefined:
      return sql`${table.deletedAt} is null`
    case 'active':
      return sql`${table.deletedAt} is null and ${table.active}`
    case 'inactive':
      return sql`${table.deletedAt} is null and not ${table.active}`
    case 'deleted':
      return sql`${table.deletedAt} is not null`
  }
}

/** The effective role; groups make no owners. */
function roleSql(role: Role): SQL {
  switch (role) {
    case 'owner':
      return sql`${table.role} = 'owner'`
    case 'admin':
      return sql`${few} and ${table.role} <> 'owner' and (${table.role} = 'admin' or ${roleOfGroups} = 'admin')`
    case 'viewer':
      return sql`${few} and case ${table.role} when 'viewer' then coalesce(${roleOfGroups}, 'viewer')
        when 'member' then ${roleOfGroups} end = 'viewer'`
    case 'member':
      return sql`${table.role} = 'member' and ${roleOfGroups} is null`
  }
}

/** The few among whom all are that have a role, be it by a group: the only ones whose groups need be looked at. */
const few = sql`${table.seq} = any (array(
  select u.seq from users u where u.organization_id = ${organizationId} and u.role <> 'member' and u.deleted_at is null
  union
  select u.seq from users u where u.organization_id = ${organizationId} and u.role <> 'member' and u.deleted_at is not null
  union
  ${peopleBelow(sql`select g.seq from groups g
    where g.organization_id = ${organizationId} and g.role is not null and g.deleted_at is null`)}))`
