import { type SQL, sql } from 'drizzle-orm'
import type { Lookup } from '../lookups'
import { membershipsWithNames } from '../references'
import type { Layout, Location } from './layout'
import { memberLayout, memberPosition } from './member-layout'
import { parameter } from './prepared'
import { locateInResource } from './resource-layout'
import { groups } from './tables'

export const groupLayout: Layout = {
  locate(path): Location {
    if (path[0] === 'members' && path.length === 1) {
      const rows = sql`${membershipsWithNames} where m.group_seq = groups.seq`
      const element = memberLayout(sql`groups.seq`)
      return { kind: 'rows', rows, order: memberPosition, element, key: memberPosition }
    }
    return locateInResource('Group', groups, path)
  },
  lookups: [
    { path: ['id'], select: (value) => sql`select k.seq from groups k where k.id = ${value}` },
    keyLookup(['externalId'], sql`k.external_id`),
    keyLookup(['displayName'], sql`k.display_name`),
    {
      path: ['members', 'value'],
      select: (value) =>
        sql`${groupsWith('User', sql`users`, value)} union all ${groupsWith('Group', sql`groups`, value)}`,
    },
  ],
}

function keyLookup(path: readonly string[], column: SQL): Lookup {
  return {
    path,
    select: (value) =>
      sql`select k.seq from groups k
        where k.organization_id = ${parameter('organizationId')} and ${column} = ${value} and k.deleted_at is null`,
  }
}

function groupsWith(type: 'User' | 'Group', table: SQL, id: SQL): SQL {
  return sql`select m.group_seq from ${table} k cross join memberships m
    where k.id = ${id} and m.member_type = ${sql.raw(`'${type}'`)} and m.member_seq = k.seq`
}
