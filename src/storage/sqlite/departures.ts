import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Group } from '../../directory/group'
import { assignments } from '../placeholders'
import { present } from '../rows'
import type { Db } from './connection'
import { groupColumns } from './groups'
import { once, parameter } from './prepared'
import { groups, memberships } from './tables'

/** Ends the memberships of a user or group that is no more; returns the groups it was in, as they are then. */
export function departures(db: Db, type: 'User' | 'Group'): (memberSeq: number, time: number) => readonly Group[] {
  const memberSeq = parameter('memberSeq')
  const ofMember = and(eq(memberships.memberType, type), eq(memberships.memberSeq, memberSeq))
  const change = once(() =>
    db
      .update(groups)
      .set({
        ...assignments('modified'),
        memberCount: sql`${groups.memberCount} - 1`,
        version: sql`${groups.version} + 1`,
      })
      .where(inArray(groups.seq, db.select({ seq: memberships.groupSeq }).from(memberships).where(ofMember)))
      .returning(groupColumns)
      .prepare(),
  )
  const end = once(() => db.delete(memberships).where(ofMember).prepare())
  return (memberSeq, time) => {
    const left = change().all({ memberSeq, modified: time })
    if (left.length > 0) end().run({ memberSeq })
    return left.map((row) => present(row))
  }
}
