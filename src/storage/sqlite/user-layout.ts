import { type SQL, sql } from 'drizzle-orm'
import { urns } from '../../scim/urns'
import type { Lookup } from '../lookups'
import { locateInGroupReference } from '../references'
import type { Layout, Location } from './layout'
import { parameter } from './prepared'
import { locateInResource } from './resource-layout'
import { users } from './tables'

export const userLayout: Layout = {
  locate(path): Location {
    const [first, second] = path
    if (first === 'userName' && path.length === 1) return { kind: 'value', type: 'string', sql: sql`${users.userName}` }
    if (first === 'active' && path.length === 1) return { kind: 'value', type: 'boolean', sql: sql`${users.active}` }
    if (first === urns.enterpriseUser && second === 'employeeNumber') {
      return { kind: 'value', type: 'string', sql: sql`${users.employeeNumber}` }
    }
    if (first === 'groups' && path.length === 1) {
      return {
        kind: 'rows',
        rows: groupsOfUser,
        order: sql`g.seq`,
        element: { locate: locateInGroupReference, lookups: [] },
      }
    }
    if (path.join('.') === 'meta.version') return { kind: 'value', type: 'string', sql: versionOfUser }
    return locateInResource('User', users, path)
  },
  lookups: [
    { path: ['id'], select: (value) => sql`select k.seq from users k where k.id = ${value}` },
    keyLookup(['userName'], sql`k.user_name`),
    keyLookup(['externalId'], sql`k.external_id`),
    {
      path: ['emails', 'value'],
      select: (value) =>
        sql`select k.user_seq from user_emails k
          where k.organization_id = ${parameter('organizationId')} and k.value = ${value}`,
    },
    keyLookup([urns.enterpriseUser, 'employeeNumber'], sql`k.employee_number`),
    {
      path: ['displayName'],
      // The first comparison is the index's, which holds what people are called in lists.
      select: (value) =>
        sql`select k.seq from users k where k.organization_id = ${parameter('organizationId')}
          and coalesce(k.display_name, k.user_name) = ${value} and k.display_name = ${value} and k.deleted_at is null`,
    },
    {
      path: ['groups', 'value'],
      select: (value) =>
        sql`select m.member_seq from (with recursive down (seq) as (
            select k.seq from groups k where k.id = ${value}
            union
            select m.member_seq from down cross join memberships m where m.group_seq = down.seq and m.member_type = 'Group'
          ) select seq from down) as k cross join memberships m where m.group_seq = k.seq and m.member_type = 'User'`,
    },
  ],
  unique: (attribute, value) => sql`select k.user_seq from user_unique_values k
    where k.organization_id = ${parameter('organizationId')}
      and k.attribute = ${sql.raw(`'${attribute.replaceAll("'", "''")}'`)} and k.value = ${value}`,
}

function keyLookup(path: readonly string[], column: SQL): Lookup {
  return {
    path,
    select: (value) =>
      sql`select k.seq from users k
        where k.organization_id = ${parameter('organizationId')} and ${column} = ${value} and k.deleted_at is null`,
  }
}

/** The groups a user is in: as a member, or as a member of a member however deep, which then is indirect. */
const groupsOfUser = sql`(with recursive up (seq, is_indirect) as (
    select m.group_seq, 0 from memberships m where m.member_type = 'User' and m.member_seq = users.seq
    union
    select m.group_seq, 1 from up cross join memberships m where m.member_type = 'Group' and m.member_seq = up.seq
  )
  select g.seq, g.id, g.name, g.display_name, iif(min(up.is_indirect), 'indirect', 'direct') as type
  from up cross join groups g where g.seq = up.seq group by g.seq) as g where 1`

/** `groups` of a user, as a select's value: a JSON array. Most people are looked at one by one, and many are in no group. */
export const groupsOfUserJson = sql<string>`iif(
  exists (select 1 from memberships m where m.member_type = 'User' and m.member_seq = users.seq),
  (select json_group_array(json_object('value', g.id, 'display', g.name, 'type', g.type) order by g.seq)
    from ${groupsOfUser}), '[]')`

/** As `etag` has it. */
const versionOfUser = sql`('W/"' || ${users.version} || iif(
  exists (select 1 from memberships m where m.member_type = 'User' and m.member_seq = users.seq),
  '-' || share(${groupsOfUserJson}), '') || '"')`
