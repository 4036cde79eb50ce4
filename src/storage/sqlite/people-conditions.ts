import { type SQL, sql } from 'drizzle-orm'
import type { PeopleFilter, PersonState } from '../../directory/person'
import type { Role } from '../../directory/user'
import type { Shape } from '../shape'
import { accountColumns } from './accounts'
import { conditionSql } from './condition-sql'
import { parameter } from './prepared'
import { users as table } from './tables'
import { userLayout } from './user-layout'

/** What a filter says of a row that was found by its number, by a search or not: the plus signs keep SQLite from using an index. */
export function peopleSql(
  { state, role, connectionId, words = [] }: PeopleFilter,
  condition: Shape | undefined,
  isSearched: boolean,
): SQL {
  return sql.join(
    [
      sql`+${table.organizationId} = ${parameter('organizationId')}`,
      stateSql(state),
      ...(role ? [roleSql(role)] : []),
      ...(connectionId === undefined ? [] : [sql`+${table.connectionId} is ${parameter('connectionId')}`]),
      ...(words.length > 0 && !isSearched ? [sql`exists (${textWith(words.length)})`] : []),
      ...(condition ? [conditionSql(condition, userLayout)] : []),
    ],
    sql` and `,
  )
}

/** Whether the text `t` has all of the words `word0`, `word1` …. */
export function hasWords(words: number): SQL {
  const has = Array.from({ length: words }, (_, index) => sql`instr(t.text, ${parameter(`word${index}`)})`)
  return sql.join(has, sql` and `)
}

function textWith(words: number): SQL {
  return sql`select 1 from user_texts t where t.organization_id = ${table.organizationId} and t.user_seq = ${table.seq}
    and ${hasWords(words)}`
}

function stateSql(state: PersonState | undefined): SQL {
  switch (state) {
    case undefined:
      return sql`${table.deletedAt} is null`
    case 'active':
      return sql`${table.deletedAt} is null and +${table.active} = 1`
    case 'inactive':
      return sql`${table.deletedAt} is null and +${table.active} = 0`
    case 'deleted':
      return sql`${table.deletedAt} is not null`
  }
}

/** The effective role; groups make no owners. */
function roleSql(role: Role): SQL {
  const { roleOfGroups } = accountColumns
  switch (role) {
    case 'owner':
      return sql`+${table.role} = 'owner'`
    case 'admin':
      return sql`+${table.role} <> 'owner' and (+${table.role} = 'admin' or ${roleOfGroups} = 'admin')`
    case 'viewer':
      return sql`iif(+${table.role} = 'viewer', coalesce(${roleOfGroups}, 'viewer'),
        iif(+${table.role} = 'member', ${roleOfGroups}, null)) = 'viewer'`
    case 'member':
      return sql`+${table.role} = 'member' and ${roleOfGroups} is null`
  }
}
