import { and, eq, sql } from 'drizzle-orm'
import type { RoleGiver } from '../../directory/person'
import type { NamedResource, RosterReader } from '../../directory/roster'
import { present } from '../rows'
import type { Db } from './connection'
import { groupColumns } from './groups'
import type { Pause } from './listing'
import { limit, once, parameter } from './prepared'
import { roleEffects } from './role-effects'
import { rosterChanges } from './roster-changes'
import { rosterList } from './roster-list'
import { rosterMembers } from './roster-members'
import { groups as table } from './tables'

const id = parameter('id')
const organizationId = parameter('organizationId')

/** The columns of a Roster. */
const columns = { ...groupColumns, name: sql<string>`coalesce(${table.name}, ${table.id})`, deletedAt: table.deletedAt }

export function rosters(db: Db, pause: Pause): RosterReader {
  const find = once(() =>
    db
      .select(columns)
      .from(table)
      .where(and(eq(table.id, id), sql`+${table.organizationId} = ${organizationId}`))
      .prepare(),
  )
  const load = once(() =>
    db
      .select({ ...columns, seq: table.seq })
      .from(table)
      .where(sql`${table.seq} in (select value from json_each(${parameter('seqs')}))`)
      .prepare(),
  )
  const containing = once(() =>
    db
      .select({ type: sql<'Group'>`'Group'`, id: sql<string>`g.id`, name: sql<string>`coalesce(g.name, g.id)` })
      .from(sql`groups k cross join memberships m cross join groups g`)
      .where(
        sql`k.id = ${id} and m.member_type = 'Group' and m.member_seq = k.seq and g.seq = m.group_seq
          and g.organization_id = ${organizationId} and g.deleted_at is null`,
      )
      .orderBy(sql`g.display_name`, sql`g.seq`)
      .limit(limit('limit'))
      .prepare(),
  )
  const roleGivers = once(() =>
    db
      .select({
        id: sql<string>`g.id`,
        name: sql<string>`coalesce(g.name, g.id)`,
        role: sql<RoleGiver['role']>`g.role`,
      })
      .from(
        sql`(with recursive up (seq) as (
            select m.group_seq from groups k cross join memberships m
              where k.id = ${id} and m.member_type = 'Group' and m.member_seq = k.seq
            union
            select m.group_seq from up cross join memberships m where m.member_type = 'Group' and m.member_seq = up.seq
          ) select seq from up) as up cross join groups g`,
      )
      .where(
        sql`g.seq = up.seq and g.role is not null and g.organization_id = ${organizationId} and g.deleted_at is null`,
      )
      .orderBy(sql`g.role`, sql`g.display_name`)
      .prepare(),
  )
  const named = once(() => {
    const wanted = sql`(select value from json_each(${parameter('ids')}))`
    const from = (type: string, from: string) =>
      sql`select ${sql.raw(`'${type}'`)} as type, k.id, coalesce(k.name, k.id) as name from ${sql.raw(from)} k
        where k.id in ${wanted} and +k.organization_id = ${organizationId}`
    return db
      .select({ type: sql<NamedResource['type']>`n.type`, id: sql<string>`n.id`, name: sql<string>`n.name` })
      .from(sql`(${from('User', 'users')} union all ${from('Group', 'groups')}) as n`)
      .prepare()
  })
  const list = rosterList(db, pause)
  return {
    async find(organizationId, id) {
      const row = find().get({ organizationId, id })
      return row && present(row)
    },
    async list(organizationId, query) {
      const { seqs, ...page } = await list(organizationId, query)
      const rows = new Map(
        load()
          .all({ seqs: JSON.stringify(seqs) })
          .map(({ seq, ...row }) => [seq, present(row)]),
      )
      return { ...page, items: seqs.flatMap((seq) => rows.get(seq) ?? []) }
    },
    members: rosterMembers(db, pause),
    containing: async (organizationId, id, limit) => containing().all({ organizationId, id, limit }),
    roleGivers: async (organizationId, id) => roleGivers().all({ organizationId, id }),
    changes: rosterChanges(db),
    named: async (organizationId, ids) => named().all({ organizationId, ids: JSON.stringify([...new Set(ids)]) }),
    roleEffects: roleEffects(db, pause),
  }
}
