import { sql } from 'drizzle-orm'
import type { RosterReader } from '../../directory/roster'
import { higher } from '../../directory/staff'
import type { GroupRole, Role } from '../../directory/user'
import { affected, gathering, type Names, withRole } from '../role-changes'
import type { Db } from './connection'
import { groupsAround, groupsOf, peopleBelow } from './nesting'
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
  const below = statement(() => peopleIn(db))
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
function peopleIn(db: Db) {
  const groupSeq = typed('groupSeq', 'bigint')
  const others = sql<GroupRole | null>`(select min(g.role) from ${groupsAround(groupsOf(sql`users.seq`))} as up
    join groups g on g.seq = up.seq where g.seq <> ${groupSeq} and g.deleted_at is null)`
  return db
    .select({
      seq: users.seq,
      key: sql<string>`coalesce(${users.displayName}, ${users.userName})`,
      active: users.active,
      role: sql<Role>`${users.role}`,
      others,
    })
    .from(users)
    .where(sql`${users.role} in ('member', 'viewer') and ${users.seq} in (${peopleBelow(sql`select ${groupSeq}`)})`)
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
