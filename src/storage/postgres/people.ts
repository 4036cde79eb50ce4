import { and, eq, sql } from 'drizzle-orm'
import type { PeopleReader, Person, RoleGiver } from '../../directory/person'
import { higher } from '../../directory/staff'
import { present } from '../rows'
import { accountColumns } from './accounts'
import type { Db } from './connection'
import { groupsAround, groupsOf } from './nesting'
import { peopleList } from './people-list'
import { held, parameter, statement, typed } from './prepared'
import { users as table } from './tables'
import { groupsOfUserJson } from './user-layout'

/** The columns of a Person, for `person`. */
export const personColumns = { ...accountColumns, deletedAt: table.deletedAt, groups: groupsOfUserJson }

export function people(db: Db): PeopleReader {
  const find = statement(() =>
    held(
      db,
      db
        .select(personColumns)
        .from(table)
        .where(and(eq(table.id, parameter('id')), eq(table.organizationId, parameter('organizationId')))),
    ),
  )
  const roleGivers = statement(() =>
    db
      .select({ id: sql<string>`g.id`, name: sql<string>`g.name`, role: sql<RoleGiver['role']>`g.role` })
      .from(
        sql`${groupsAround(groupsOf(sql`(select u.seq from users u where u.id = ${typed('id', 'text')})`))} as up
          join groups g on g.seq = up.seq`,
      )
      .where(
        sql`g.role is not null and g.organization_id = ${typed('organizationId', 'text')} and g.deleted_at is null`,
      )
      .orderBy(sql`g.role`, sql`g.name`),
  )
  return {
    async find(organizationId, id) {
      const row = await find.get({ organizationId, id })
      return row && person(row)
    },
    roleGivers: (organizationId, id) => roleGivers.all({ organizationId, id }),
    list: peopleList(db),
  }
}

type Row = Pick<
  typeof table.$inferSelect,
  Exclude<keyof typeof personColumns & keyof typeof table.$inferSelect, 'groups' | 'roleOfGroups'>
> & { readonly groups: Person['groups']; readonly roleOfGroups: 'admin' | 'viewer' | null }

export function person({ roleOfGroups, ...row }: Row): Person {
  return { ...present(row), effectiveRole: roleOfGroups ? higher(row.role, roleOfGroups) : row.role }
}
