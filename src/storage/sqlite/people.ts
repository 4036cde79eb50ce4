import { and, eq, sql } from 'drizzle-orm'
import type { PeopleReader, Person, RoleGiver } from '../../directory/person'
import { higher } from '../../directory/staff'
import { present } from '../rows'
import { accountColumns } from './accounts'
import type { Db } from './connection'
import type { Pause } from './listing'
import { peopleList } from './people-list'
import { once, parameter } from './prepared'
import { users as table } from './tables'
import { groupsOfUserJson } from './user-layout'

const columns = { ...accountColumns, deletedAt: table.deletedAt, groups: groupsOfUserJson }

export function people(db: Db, pause: Pause): PeopleReader {
  const find = once(() =>
    db
      .select(columns)
      .from(table)
      .where(and(eq(table.id, parameter('id')), sql`+${table.organizationId} = ${parameter('organizationId')}`))
      .prepare(),
  )
  const roleGivers = once(() =>
    db
      .select({ id: sql<string>`g.id`, name: sql<string>`g.name`, role: sql<RoleGiver['role']>`g.role` })
      .from(
        sql`(with recursive up (seq) as (
            select m.group_seq from users u cross join memberships m
              where u.id = ${parameter('id')} and m.member_type = 'User' and m.member_seq = u.seq
            union
            select m.group_seq from up cross join memberships m where m.member_type = 'Group' and m.member_seq = up.seq
          ) select g.id, g.name, g.role from up cross join groups g where g.seq = up.seq and g.role is not null
            and g.organization_id = ${parameter('organizationId')} and g.deleted_at is null) as g`,
      )
      .orderBy(sql`g.role`, sql`g.name`)
      .prepare(),
  )
  const load = once(() =>
    db
      .select({ ...columns, seq: table.seq })
      .from(table)
      .where(sql`${table.seq} in (select value from json_each(${parameter('seqs')}))`)
      .prepare(),
  )
  const list = peopleList(db, pause)
  return {
    async find(organizationId, id) {
      const row = find().get({ organizationId, id })
      return row && person(row)
    },
    roleGivers: async (organizationId, id) => roleGivers().all({ organizationId, id }),
    async list(organizationId, query) {
      const { total, places, isMore } = await list(organizationId, query)
      const rows = load().all({ seqs: JSON.stringify(places.map(({ seq }) => seq)) })
      const bySeq = new Map(rows.map(({ seq, ...row }) => [seq, row]))
      const items = places.flatMap(({ seq, key }) => {
        const row = bySeq.get(seq)
        return row ? { ...person(row), key } : []
      })
      return { total, items, isMore }
    },
  }
}

type Row = Pick<
  typeof table.$inferSelect,
  Exclude<keyof typeof columns & keyof typeof table.$inferSelect, 'groups' | 'roleOfGroups'>
> & { readonly groups: string; readonly roleOfGroups: 'admin' | 'viewer' | null }

function person({ roleOfGroups, groups, ...row }: Row): Person {
  const effectiveRole = roleOfGroups ? higher(row.role, roleOfGroups) : row.role
  return { ...present(row), effectiveRole, groups: JSON.parse(groups) }
}
