import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Group } from '../../directory/model'
import { present } from '../rows'
import type { Db } from './connection'
import { groupColumns } from './groups'
import { assignments, parameter, statement } from './prepared'
import { groups, memberships } from './tables'

/** Ends the memberships of a user or group that is no more; returns the groups it was in, as they are then. */
export function departures(
  db: Db,
  type: 'User' | 'Group',
): (memberSeq: number, time: number) => Promise<readonly Group[]> {
  const ofMember = and(eq(memberships.memberType, type), eq(memberships.memberSeq, parameter('memberSeq')))
  const change = statement(() =>
    db
      .update(groups)
      .set({
        ...assignments('modified'),
        memberCount: sql`${groups.memberCount} - 1`,
        version: sql`${groups.version} + 1`,
      })
      .where(inArray(groups.seq, db.select({ seq: memberships.groupSeq }).from(memberships).where(ofMember)))
      .returning(groupColumns),
  )
  const end = statement(() => db.delete(memberships).where(ofMember))
  return async (memberSeq, time) => {
    const left = await change.all({ memberSeq, modified: time })
    if (left.length > 0) await end.run({ memberSeq })
    return left.map(present)
  }
}
