import { sql } from 'drizzle-orm'
import type { GroupRole, Role } from '../../directory/model'
import type { RosterReader } from '../../directory/roster'
import { higher } from '../../directory/staff'
import { affected, gathering, type Names, withRole } from '../role-changes'
import type { Db } from './connection'
import { type Statement, statement, typed } from './prepared'
import { groups, users } from './tables'

/** Finds everybody below a group whose role it may change, and works that out with the one it gives and with another. */
export function roleEffects(db: Db): RosterReader['roleEffects'] {
  const find = statement(() =>
    db
      .select({ seq: groups.seq, role: groups.role })
      .from(groups)
      .where(
        sql`${groups.id} = ${typed('id', 'text')} and ${groups.organizationId} = ${typed('organizationId', 'text')}
          and ${groups.deletedAt} is null`,
      ),
  )
  const below = statement(() => peopleBelow(db))
  const load = statement(() => naming(db))
  return async (organizationId, id, role, first) => {
    const [gains, losses] = [gathering(first), gathering(first)]
    const group = await find.get({ organizationId, id })
    for (const { others, ...person } of group ? await below.all({ groupSeq: group.seq }) : []) {
      const own = others ? higher(person.role, others) : person.role
      const change = { ...person, from: withRole(own, group?.role), to: withRole(own, role) }
      if (change.from === change.to) continue
      if (higher(change.from, change.to) === change.to) gains.add(change)
      else losses.add(change)
    }
    const names = await namesOf(
      load,
      [...gains.first(), ...losses.first()].map(({ seq }) => seq),
    )
    return { gains: affected(gains, names), losses: affected(losses, names) }
  }
}

/** Those whose role a group may change, with what other groups than it make of it. */
function peopleBelow(db: Db) {
  const groupSeq = typed('groupSeq', 'bigint')
  const others = sql<GroupRole | null>`(with recursive up (seq) as (
      select o.group_seq from memberships o where o.member_type = 'User' and o.member_seq = users.seq
      union
      select o.group_seq from up join memberships o on o.member_type = 'Group' and o.member_seq = up.seq
    ) select min(g.role) from up join groups g on g.seq = up.seq where g.seq <> ${groupSeq} and g.deleted_at is null)`
  return db
    .select({
      seq: users.seq,
      key: sql<string>`coalesce(${users.displayName}, ${users.userName})`,
      active: users.active,
      role: sql<Role>`${users.role}`,
      others,
    })
    .from(users)
    .where(
      sql`${users.role} in ('member', 'viewer') and ${users.seq} in (
        select m.member_seq from (with recursive down (seq) as (
            select ${groupSeq}
            union
            select m.member_seq from down join memberships m on m.group_seq = down.seq and m.member_type = 'Group'
          ) select seq from down) as d join memberships m on m.group_seq = d.seq and m.member_type = 'User')`,
    )
}

function naming(db: Db) {
  return db
    .select({ seq: users.seq, id: users.id, name: sql<string>`coalesce(${users.name}, ${users.userName})` })
    .from(users)
    .where(sql`${users.seq} = any (${typed('seqs', 'bigint[]')})`)
}

type Named = { readonly seq: number; readonly id: string; readonly name: string }

async function namesOf(load: Statement<Named>, seqs: readonly number[]): Promise<Names> {
  return new Map((await load.all({ seqs: [...seqs] })).map(({ seq, ...named }) => [seq, named]))
}
