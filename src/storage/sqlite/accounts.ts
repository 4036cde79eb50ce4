import { and, eq, isNull, sql } from 'drizzle-orm'
import type { AccountReader } from '../../directory/account'
import type { GroupRole } from '../../directory/user'
import { account } from '../account-rows'
import type { Db } from './connection'
import { fixed, once, parameter } from './prepared'
import { credentials, users as table } from './tables'
import { userColumns } from './users'

/** What the groups that a user is in, directly or not, make of the role: `admin`, `viewer`, or NULL. */
const roleOfGroups = sql<GroupRole | null>`iif(
  exists (select 1 from groups r where r.organization_id = users.organization_id and r.role is not null and r.deleted_at is null),
  (with recursive up (seq) as (
      select m.group_seq from memberships m where m.member_type = 'User' and m.member_seq = users.seq
      union
      select m.group_seq from up cross join memberships m where m.member_type = 'Group' and m.member_seq = up.seq
    ) select min(g.role) from up cross join groups g where g.seq = up.seq and g.deleted_at is null), null)`

/** The columns of an Account, for `account`. */
export const accountColumns = { ...userColumns, roleOfGroups }

export function accounts(db: Db): AccountReader {
  const find = once(() =>
    db
      .select(accountColumns)
      .from(table)
      .where(and(eq(table.id, parameter('id')), isNull(table.deletedAt)))
      .prepare(),
  )
  const login = parameter('login')
  // Organization by organization, since names and addresses are indexed within one.
  const findByLogin = once(() =>
    db
      .select({ ...accountColumns, passwordHash: credentials.passwordHash })
      .from(table)
      .innerJoin(credentials, eq(credentials.userSeq, table.seq))
      .where(
        and(
          isNull(table.deletedAt),
          sql`${table.seq} in (
            select u.seq from organizations o cross join users u
              where u.organization_id = o.id and u.user_name = ${login} and u.deleted_at is null
            union
            select e.user_seq from organizations o cross join user_emails e
              where e.organization_id = o.id and e.value = ${login})`,
        ),
      )
      .orderBy(sql`${table.userName} <> ${login}`, table.seq)
      .limit(fixed(32))
      .prepare(),
  )
  const ownersOf = once(() =>
    db
      .select(accountColumns)
      .from(table)
      .where(
        and(
          eq(table.organizationId, parameter('organizationId')),
          sql`${table.role} = 'owner' and ${table.active} = 1`,
          isNull(table.deletedAt),
        ),
      )
      .orderBy(table.seq)
      .prepare(),
  )
  const passwordHashOf = once(() =>
    db
      .select({ passwordHash: credentials.passwordHash })
      .from(credentials)
      .where(eq(credentials.userSeq, sql`(select u.seq from users u where u.id = ${parameter('id')})`))
      .prepare(),
  )
  return {
    async find(id) {
      const row = find().get({ id })
      return row && account(row)
    },
    async findByLogin(login) {
      return findByLogin()
        .all({ login })
        .map(({ passwordHash, ...row }) => ({ ...account(row), passwordHash }))
    },
    ownersOf: async (organizationId) => ownersOf().all({ organizationId }).map(account),
    passwordHashOf: async (id) => passwordHashOf().get({ id })?.passwordHash,
  }
}
