import { type SQL, sql } from 'drizzle-orm'
import type { GroupReference } from '../../directory/user'
import { urns } from '../../scim/urns'
import type { Lookup } from '../lookups'
import { locateInGroupReference } from '../references'
import type { Layout, Location } from './layout'
import { peopleBelow } from './nesting'
import { alike, parameter } from './prepared'
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
          where k.organization_id = ${parameter('organizationId')} and k.key = short(${value}) and k.value = ${value}`,
    },
    keyLookup([urns.enterpriseUser, 'employeeNumber'], sql`k.employee_number`),
    {
      path: ['displayName'],
      // The first comparison is the index's, which holds what people are called in lists.
      select: (value) =>
        sql`select k.seq from users k where k.organization_id = ${parameter('organizationId')}
          and short(coalesce(k.display_name, k.user_name)) = short(${value}) and k.display_name = ${value} and k.deleted_at is null`,
    },
    {
      path: ['groups', 'value'],
      select: (value) => peopleBelow(sql`select k.seq from groups k where k.id = ${value}`),
    },
  ],
  unique: (attribute, value) => sql`select k.user_seq from user_unique_values k
    where k.organization_id = ${parameter('organizationId')} and k.attribute = ${attribute}
      and k.key = short(${value}) and k.value = ${value}`,
}

function keyLookup(path: readonly string[], column: SQL): Lookup {
  return {
    path,
    select: (value) =>
      sql`select k.seq from users k
        where k.organization_id = ${parameter('organizationId')} and ${alike(column, value)} and k.deleted_at is null`,
  }
}

/** The groups a user is in: as a member, or as a member of a member however deep, which then is indirect. */
const groupsOfUser = sql`(with recursive up (seq, is_indirect) as (
    select m.group_seq, false from memberships m where m.member_type = 'User' and m.member_seq = users.seq
    union
    select m.group_seq, true from up join memberships m on m.member_type = 'Group' and m.member_seq = any (array[up.seq])
  )
  select g.seq, g.id, g.name, g.display_name, case when bool_and(up.is_indirect) then 'indirect' else 'direct' end as type
  from up join groups g on g.seq = up.seq group by g.seq) as g where true`

/** Not EXISTS, for which PostgreSQL would rather read all memberships once than look for those of each who is listed. */
const isInGroups = sql`(select true from memberships m where m.member_type = 'User' and m.member_seq = users.seq limit 1)`

/** `groups` of a user, as a select's value. Most people are looked at one by one, and many are in no group. */
export const groupsOfUserJson = sql<readonly GroupReference[]>`case when ${isInGroups} then
  (select json_agg(json_build_object('value', g.id, 'display', g.name, 'type', g.type) order by g.seq)
    from ${groupsOfUser}) else '[]' end`

/** As `etag` has it. */
const versionOfUser = sql`('W/"' || ${users.version} || case when ${isInGroups} then '-' ||
  share((select string_agg(g.id || ' ' || g.type || ' ' || g.name, ',' order by g.seq) from ${groupsOfUser}))
  else '' end || '"')`
