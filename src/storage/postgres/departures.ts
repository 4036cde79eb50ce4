import { sql } from 'drizzle-orm'
import type { Group } from '../../directory/group'
import { assignments } from '../placeholders'
import { present } from '../rows'
import type { Db } from './connection'
import { groupColumns } from './groups'
import { command, statement, typed } from './prepared'
import { groups } from './tables'

/** Ends the memberships of a user or group that is no more; returns the groups it was in, as they are then. */
export function departures(
  db: Db,
  type: 'User' | 'Group',
): (memberSeq: number, time: number) => Promise<readonly Group[]> {
  const ofMember = sql`m.member_type = ${sql.raw(`'${type}'`)} and m.member_seq = ${typed('memberSeq', 'bigint')}`
  // Whoever changes the members of a group holds it: what they have taken out is not taken out and counted once more.
  const hold = command(
    db,
    () => sql`select seq from groups where seq = any (array(select m.group_seq from memberships m where ${ofMember}))
      order by seq for no key update`,
  )
  const end = command(db, () => sql`delete from memberships m where ${ofMember} returning m.group_seq`)
  const change = statement(() =>
    db
      .update(groups)
      .set({
        ...assignments('modified'),
        memberCount: sql`${groups.memberCount} - 1`,
        version: sql`${groups.version} + 1`,
      })
      .where(sql`${groups.seq} = any (${typed('seqs', 'bigint[]')})`)
      .returning(groupColumns),
  )
  return async (memberSeq, time) => {
    if ((await hold({ memberSeq })).length === 0) return []
    const seqs = (await end({ memberSeq })).map(([seq]) => Number(seq))
    return seqs.length > 0 ? (await change.all({ seqs, modified: time })).map(present) : []
  }
}
