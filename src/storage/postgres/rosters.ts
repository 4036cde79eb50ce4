import { and, eq, sql } from 'drizzle-orm'
import type { RoleGiver } from '../../directory/person'
import type { NamedResource, RosterReader } from '../../directory/roster'
import { present } from '../rows'
import type { Db } from './connection'
import { groupColumns } from './groups'
import { groupsAround } from './nesting'
import { held, limit, parameter, statement, typed } from './prepared'
import { roleEffects } from './role-effects'
import { rosterChanges } from './roster-changes'
import { rosterList } from './roster-list'
import { rosterMembers } from './roster-members'
import { groups as table } from './tables'

const id = typed('id', 'text')
const organizationId = typed('organizationId', 'text')

/** The columns of a Roster. */
const columns = { ...groupColumns, name: sql<string>`coalesce(${table.name}, ${table.id})`, deletedAt: table.deletedAt }

export function rosters(db: Db): RosterReader {
  const find = statement(() =>
    held(
      db,
      db
        .select(columns)
        .from(table)
        .where(and(eq(table.id, parameter('id')), eq(table.organizationId, parameter('organizationId')))),
    ),
  )
  const load = statement(() =>
    db
      .select({ ...columns, seq: table.seq })
      .from(table)
      .where(sql`${table.seq} = any (${typed('seqs', 'bigint[]')})`),
  )
  const containing = statement(() =>
    db
      .select({ type: sql<'Group'>`'Group'`, id: sql<string>`g.id`, name: sql<string>`coalesce(g.name, g.id)` })
      .from(
        sql`groups k join memberships m on m.member_type = 'Group' and m.member_seq = k.seq
          join groups g on g.seq = m.group_seq`,
      )
      .where(sql`k.id = ${id} and g.organization_id = ${organizationId} and g.deleted_at is null`)
      .orderBy(sql`g.display_name`, sql`g.seq`)
      .limit(limit('limit')),
  )
  const roleGivers = statement(() =>
    db
      .select({
        id: sql<string>`g.id`,
        name: sql<string>`coalesce(g.name, g.id)`,
        role: sql<RoleGiver['role']>`g.role`,
      })
      .from(
        sql`${groupsAround(sql`select k.seq from groups k where k.id = ${id}`)} as up join groups g on g.seq = up.seq`,
      )
      .where(
        sql`g.id <> ${id} and g.role is not null and g.organization_id = ${organizationId} and g.deleted_at is null`,
      )
      .orderBy(sql`g.role`, sql`g.display_name`),
  )
  const named = statement(() => {
    const from = (type: string, from: string) =>
      sql`select ${sql.raw(`'${type}'`)} as type, k.id, coalesce(k.name, k.id) as name from ${sql.raw(from)} k
        where k.id = any (${typed('ids', 'text[]')}) and k.organization_id = ${organizationId}`
    return db
      .select({ type: sql<NamedResource['type']>`n.type`, id: sql<string>`n.id`, name: sql<string>`n.name` })
      .from(sql`(${from('User', 'users')} union all ${from('Group', 'groups')}) as n`)
  })
  const list = rosterList(db)
  return {
    async find(organizationId, id) {
      const row = await find.get({ organizationId, id })
      return row && present(row)
    },
    async list(organizationId, query) {
      const { seqs, ...page } = await list(organizationId, query)
      const rows = new Map((await load.all({ seqs: [...seqs] })).map(({ seq, ...row }) => [seq, present(row)]))
      return { ...page, items: seqs.flatMap((seq) => rows.get(seq) ?? []) }
    },
    members: rosterMembers(db),
    containing: (organizationId, id, limit) => containing.all({ organizationId, id, limit }),
    roleGivers: (organizationId, id) => roleGivers.all({ organizationId, id }),
    changes: rosterChanges(db),
    named: (organizationId, ids) => named.all({ organizationId, ids: [...new Set(ids)] }),
    roleEffects: roleEffects(db),
  }
}
