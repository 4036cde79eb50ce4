import { sql } from 'drizzle-orm'
import type { RosterWriter } from '../../directory/roster'
import { roleOfGroups } from './accounts'
import type { Db } from './connection'
import { groupsAround, groupsOf } from './nesting'
import { command, typed } from './prepared'

export function rosterWrites(db: Db): RosterWriter {
  const ending = (table: 'sessions' | 'links') =>
    command(db, () => sql`delete from ${sql.raw(table)} where user_seq in (${outsiders(table)}) returning hash`)
  const endSessions = ending('sessions')
  const endLinks = ending('links')
  return {
    async signOutMembers(organizationId, id) {
      await endLinks({ organizationId, id })
      return (await endSessions({ organizationId, id })).length
    },
  }
}

/** Those who have something in a table, are in the group, and have no access. Few have anything there, and many may be in the group. */
const outsiders = (table: 'sessions' | 'links') => sql`select users.seq from
    (select distinct user_seq from ${sql.raw(table)} where user_seq is not null) as h join users on users.seq = h.user_seq
  where users.organization_id = ${typed('organizationId', 'text')}
    and users.role = 'member' and ${roleOfGroups} is null
    and exists (select 1 from ${groupsAround(groupsOf(sql`users.seq`))} as up
      where up.seq = (select k.seq from groups k where k.id = ${typed('id', 'text')}))`
