import { sql } from 'drizzle-orm'
import type { RosterReader } from '../../directory/roster'
import { higher } from '../../directory/staff'
import type { GroupRole, Role } from '../../directory/user'
import { affected, gathering, type Names, withRole } from '../role-changes'
import type { Db } from './connection'
import type { Pause } from './listing'
import { once, parameter } from './prepared'
import { inStretches } from './stretches'
import { users } from './tables'

const organizationId = parameter('organizationId')
const groupSeq = parameter('groupSeq')

/** Goes through everybody below a group, with pauses, and works out their role with the one it gives and with another. */
export function roleEffects(db: Db, pause: Pause): RosterReader['roleEffects'] {
  const find = once(() => finding(db))
  const below = once(() => groupsBelow(db))
  const people = once(() => peopleAt(db))
  const load = once(() => naming(db))
  return async (organizationId, id, role, first) => {
    const [gains, losses] = [gathering(first), gathering(first)]
    const group = find()({ organizationId, id })
    if (group) {
      const around = below()(group.seq)
      const seen = new Set<number>()
      await inStretches({ index: 0, position: 0 }, pause, (place = { index: 0, position: 0 }, rows) => {
        const { index, position } = place
        const inside = around[index]
        if (!inside) return undefined
        const high = position + rows
        const values = { giver: group.seq, hasOthers: group.hasOthers, groupSeq: inside.seq, low: position + 1, high }
        for (const { others, ...person } of people()(values)) {
          if (around.length > 1 && (seen.has(person.seq) || !seen.add(person.seq))) continue
          const own = others ? higher(person.role, others) : person.role
          const change = { ...person, from: withRole(own, group.role), to: withRole(own, role) }
          if (change.from === change.to) continue
          if (higher(change.from, change.to) === change.to) gains.add(change)
          else losses.add(change)
        }
        return high < inside.last ? { index, position: high } : { index: index + 1, position: 0 }
      })
    }
    const names = load()([...gains.first(), ...losses.first()].map(({ seq }) => seq))
    return { gains: affected(gains, names), losses: affected(losses, names) }
  }
}

function finding(db: Db) {
  const statement = db
    .select({
      seq: sql<number>`g.seq`,
      role: sql<GroupRole | null>`g.role`,
      hasOthers: sql<number>`exists (select 1 from groups r where r.organization_id = ${organizationId}
        and r.role is not null and r.deleted_at is null and r.seq <> g.seq)`,
    })
    .from(sql`groups g`)
    .where(sql`g.id = ${parameter('id')} and +g.organization_id = ${organizationId} and g.deleted_at is null`)
    .prepare()
  return (values: { readonly organizationId: string; readonly id: string }) => statement.get(values)
}

/** The group and those in it, however deep, with the position of their last member. */
function groupsBelow(db: Db) {
  const statement = db
    .select({
      seq: sql<number>`d.seq`,
      last: sql<number>`coalesce((select max(m.position) from memberships m where m.group_seq = d.seq), 0)`,
    })
    .from(
      sql`(with recursive down (seq) as (
          select ${groupSeq}
          union
          select m.member_seq from down cross join memberships m where m.group_seq = down.seq and m.member_type = 'Group'
        ) select seq from down) as d`,
    )
    .prepare()
  return (groupSeq: number) => statement.all({ groupSeq })
}

/** Members at some positions whose role a group may change, with what other groups than the giver make of it. */
function peopleAt(db: Db) {
  const others = sql<GroupRole | null>`iif(${parameter('hasOthers')}, (with recursive up (seq) as (
      select o.group_seq from memberships o where o.member_type = 'User' and o.member_seq = users.seq
      union
      select o.group_seq from up cross join memberships o where o.member_type = 'Group' and o.member_seq = up.seq
    ) select min(g.role) from up cross join groups g
      where g.seq = up.seq and g.seq <> ${parameter('giver')} and g.deleted_at is null), null)`
  const statement = db
    .select({
      seq: sql<number>`${users.seq}`,
      key: sql<string>`coalesce(${users.displayName}, ${users.userName})`,
      active: sql<boolean>`${users.active}`.mapWith(Boolean),
      role: sql<Role>`${users.role}`,
      others,
    })
    .from(sql`memberships m cross join users`)
    .where(
      sql`m.group_seq = ${groupSeq} and m.position between ${parameter('low')} and ${parameter('high')}
        and m.member_type = 'User' and ${users.seq} = m.member_seq and +${users.role} in ('member', 'viewer')`,
    )
    .prepare()
  return (values: Readonly<Record<string, unknown>>) => statement.all(values)
}

function naming(db: Db) {
  const statement = db
    .select({ seq: users.seq, id: users.id, name: sql<string>`coalesce(${users}.name, ${users.userName})` })
    .from(users)
    .where(sql`${users.seq} in (select value from json_each(${parameter('seqs')}))`)
    .prepare()
  return (seqs: readonly number[]): Names =>
    new Map(statement.all({ seqs: JSON.stringify(seqs) }).map(({ seq, ...named }) => [seq, named]))
}
