import { inArray, sql } from 'drizzle-orm'
import type { RosterWriter } from '../../directory/roster'
import { accountColumns } from './accounts'
import type { Db } from './connection'
import { once, parameter } from './prepared'
import { links, sessions } from './tables'

export function rosterWrites(db: Db): RosterWriter {
  const endSessions = once(() => {
    const left = outsiders('sessions')
    return db.delete(sessions).where(inArray(sessions.userSeq, left)).returning({ hash: sessions.hash }).prepare()
  })
  const endLinks = once(() =>
    db
      .delete(links)
      .where(inArray(links.userSeq, outsiders('links')))
      .prepare(),
  )
  return {
    async signOutMembers(organizationId, id) {
      endLinks().run({ organizationId, id })
      return endSessions().all({ organizationId, id }).length
    },
  }
}

/** Those who have something in a table, are in the group, and have no access. Few have anything there, and many may be in the group. */
const outsiders = (table: 'sessions' | 'links') => sql`(select users.seq from
    (select distinct user_seq from ${sql.raw(table)} where user_seq is not null) as h cross join users
  where users.seq = h.user_seq and users.organization_id = ${parameter('organizationId')}
    and users.role = 'member' and ${accountColumns.roleOfGroups} is null
    and exists (with recursive up (seq) as (
        select m.group_seq from memberships m where m.member_type = 'User' and m.member_seq = users.seq
        union
        select m.group_seq from up cross join memberships m where m.member_type = 'Group' and m.member_seq = up.seq
      ) select 1 from up where up.seq = (select k.seq from groups k where k.id = ${parameter('id')})))`
