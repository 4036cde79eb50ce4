import { and, eq, isNull, sql } from 'drizzle-orm'
import type { AccountReader } from '../../directory/account'
import type { GroupRole } from '../../directory/user'
import { account } from '../account-rows'
import type { Db } from './connection'
import { groupsAround, groupsOf } from './nesting'
import { alike, held, parameter, statement, typed } from './prepared'
import { credentials, users as table } from './tables'
import { userColumns } from './users'

/** What the groups that a user is in, directly or not, make of the role: `admin`, `viewer`, or NULL. */
export const roleOfGroups = sql<GroupRole | null>`(case when
  (select true from groups r
    where r.organization_id = users.organization_id and r.role is not null and r.deleted_at is null limit 1)
  then (select min(g.role) from ${groupsAround(groupsOf(sql`users.seq`))} as up join groups g on g.seq = up.seq
    where g.deleted_at is null) end)`

/** The columns of an Account, for `account`. */
export const accountColumns = { ...userColumns, roleOfGroups }

export function accounts(db: Db): AccountReader {
  const find = statement(() =>
    held(
      db,
      db
        .select(accountColumns)
        .from(table)
        .where(and(eq(table.id, parameter('id')), isNull(table.deletedAt))),
    ),
  )
  const login = typed('login', 'text')
  // Organization by organization, since names and addresses are indexed within one.
  const findByLogin = statement(() =>
    db
      .select({ account: accountColumns, passwordHash: credentials.passwordHash })
      .from(table)
      .innerJoin(credentials, eq(credentials.userSeq, table.seq))
      .where(
        and(
          isNull(table.deletedAt),
          sql`${table.seq} in (
            select u.seq from organizations o
              join users u on u.organization_id = o.id and ${alike(sql`u.user_name`, login)} and u.deleted_at is null
            union
            select e.user_seq from organizations o join user_emails e on e.organization_id = o.id
              and e.key = short(${login}) and e.value = ${login})`,
        ),
      )
      .orderBy(sql`${table.userName} <> ${login}`, table.seq)
      .limit(32),
  )
  const ownersOf = statement(() =>
    db
      .select(accountColumns)
      .from(table)
      .where(
        and(
          eq(table.organizationId, parameter('organizationId')),
          sql`${table.role} = 'owner' and ${table.active}`,
          isNull(table.deletedAt),
        ),
      )
      .orderBy(table.seq),
  )
  const passwordHashOf = statement(() =>
    held(
      db,
      db
        .select({ passwordHash: credentials.passwordHash })
        .from(credentials)
        .where(eq(credentials.userSeq, sql`(select u.seq from users u where u.id = ${parameter('id')})`)),
    ),
  )
  return {
    async find(id) {
      const row = await find.get({ id })
      return row && account(row)
    },
    findByLogin: async (login) =>
      (await findByLogin.all({ login })).map((row) => ({ ...account(row.account), passwordHash: row.passwordHash })),
    ownersOf: async (organizationId) => (await ownersOf.all({ organizationId })).map(account),
    passwordHashOf: async (id) => (await passwordHashOf.get({ id }))?.passwordHash,
  }
}
