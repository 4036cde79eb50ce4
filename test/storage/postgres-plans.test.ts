import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { SQL } from 'bun'
import type { PeopleQuery } from '../../src/directory/person'
import { lenient } from '../../src/scim/leniency'
import { userType } from '../../src/scim/resource-types'
import { enterpriseUser } from '../../src/scim/schemas/enterprise-user'
import { sortBy } from '../../src/scim/sort'
import { accounts } from '../../src/storage/postgres/accounts'
import { activity } from '../../src/storage/postgres/activity'
import { type Db, statementsOn } from '../../src/storage/postgres/connection'
import { events } from '../../src/storage/postgres/event-lists'
import { groups } from '../../src/storage/postgres/groups'
import { leavers } from '../../src/storage/postgres/leavers'
import { memberWrites } from '../../src/storage/postgres/member-writes'
import { people } from '../../src/storage/postgres/people'
import { open } from '../../src/storage/postgres/store'
import { tokens } from '../../src/storage/postgres/tokens'
import { userWrites } from '../../src/storage/postgres/user-writes'
import { users } from '../../src/storage/postgres/users'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { furnish, group, groupsWhere, okta, scope, user, usersWhere } from './people'

/** What PostgreSQL would do for the statements of a call at 100,000 people, whatever the values. */
const count = 100_000
let server: PostgresServer
let sql: SQL
let db: Db
let sent: string[] = []

beforeAll(async () => {
  server = await startPostgres()
  const url = await server.createDatabase()
  const store = await furnish(await open(url))
  await store.write(async (tx) => {
    for (const id of ['small', 'large']) await tx.groups.insert(group(id))
  })
  await store.close()
  sql = new SQL(url, { max: 1 })
  await sql.unsafe(crowd).simple()
  db = statementsOn(
    () => ({
      unsafe(text: string, values?: unknown[]) {
        sent.push(text)
        return sql.unsafe(text, values)
      },
    }),
    new Set(),
  )
}, 120_000)

afterAll(async () => {
  await sql.close()
  await server.stop()
})

// The triggers would count each of them in one row, whose versions pile up within the transaction.
const crowd = `
  alter table users disable trigger users_tallied;
  alter table groups disable trigger groups_tallied;
  insert into users (id, organization_id, connection_id, source, role, active, version, created, modified, user_name,
      external_id, display_name, employee_number, primary_email, document)
    select 'u' || n, 'acme', case when n % 2 = 1 then 'okta' end, 'scim', 'member', true, 1, 1000, 1000, 'u' || n,
      'x' || n, 'name ' || n, 'e' || n, 'u' || n || '@x',
      json_build_object('userName', 'u' || n, 'displayName', 'Name ' || n, 'title', 'title ' || n % 100)
    from generate_series(1, ${count}) as n;
  insert into groups (id, organization_id, connection_id, member_count, version, created, modified, display_name, external_id, document)
    select 'g' || n, 'acme', case when n % 2 = 1 then 'okta' end, 0, 1, 1000, 1000, 'group ' || n, 'y' || n,
      json_build_object('displayName', 'Group ' || n)
    from generate_series(1, ${count / 10}) as n;
  insert into user_emails (organization_id, value, user_seq) select organization_id, primary_email, seq from users;
  insert into user_texts select organization_id, seq, user_name from users;
  insert into memberships
    select g.seq, u.seq, 'User', u.seq from groups g, users u where g.id = 'large'
    union select g.seq, u.seq, 'User', u.seq from groups g, users u where u.id = 'u1';
  insert into changes (organization_id, resource_type, resource_id, action, actor, time, version)
    select 'acme', 'User', 'u' || n, 'created', '{}', 1000, 1 from generate_series(1, ${count}) as n;
  insert into request_events (id, organization_id, connection_id, time, method, path, status, resource_id, duration)
    select 'e' || n, 'acme', case when n % 2 = 1 then 'okta' end, n, 'GET', '/', 200, 'u' || n % 1000, 1
    from generate_series(1, ${count}) as n;
  alter table users enable trigger users_tallied;
  alter table groups enable trigger groups_tallied;
  analyze;`

/** The steps that look at a table from its beginning to its end, and the plan as a whole. */
async function planOf(
  call: () => Promise<unknown>,
): Promise<{ readonly whole: readonly string[]; readonly text: string }> {
  sent = []
  await call()
  const plans: string[] = []
  for (const text of sent) plans.push(...(await sql.unsafe(`explain (generic_plan) ${text}`).simple().values()).flat())
  return {
    whole: plans.filter((line) => /Seq Scan on \w*(users|groups|memberships|user_|request_|changes)/.test(line)),
    text: plans.join('\n'),
  }
}

const query = { offset: 0, limit: 100 }

describe('nothing is read from beginning to end', () => {
  test.each([
    'userName eq "u77"',
    'externalId eq "x77"',
    'id eq "u77"',
    'emails.value eq "u77@x"',
    'emails[value eq "u77@x"]',
    'emails[type eq "work" and value eq "u77@x"]',
    'displayName eq "name 77"',
    `${enterpriseUser.id}:employeeNumber eq "e77"`,
    'userName eq "u77" or emails.value eq "u77@x"',
    'userName eq "u77" and active eq true',
    'userName eq "u77" and title eq "title 77"',
    'groups.value eq "small"',
  ])('to find people where %s', async (filter) => {
    const condition = usersWhere(filter)
    for (const includeUnowned of [false, true]) {
      const { whole } = await planOf(() => users(db).list(scope(okta, includeUnowned), { ...query, condition }))
      expect(whole).toEqual([])
      const walked = await planOf(() =>
        users(db).walk(scope(okta, includeUnowned), { condition, limit: 10, direction: 'forward' }),
      )
      expect(walked.whole).toEqual([])
    }
  })

  test.each(['displayName eq "small"', 'externalId eq "x"', 'id eq "small"', 'members.value eq "u1"'])(
    'to find groups where %s',
    async (filter) => {
      const { whole } = await planOf(() => groups(db).list(scope(okta), { ...query, condition: groupsWhere(filter) }))
      expect(whole).toEqual([])
    },
  )

  test('for a page of everybody, or the next behind somebody', async () => {
    for (const includeUnowned of [false, true]) {
      const seen = scope(okta, includeUnowned)
      expect((await planOf(() => users(db).list(seen, { offset: 10, limit: 100 }))).whole).toEqual([])
      const from = { id: 'u5000' }
      const walk = await planOf(() => users(db).walk(seen, { limit: 100, direction: 'forward', from }))
      expect(walk.whole).toEqual([])
    }
  })

  test('for what every request looks at', async () => {
    const found = [
      await planOf(() => tokens(db).find('hash')),
      await planOf(() => users(db).find(scope(okta), 'u1')),
      await planOf(() => users(db).findByUserName('acme', 'u1')),
      await planOf(() => users(db).findUnownedByEmail('acme', 'u1@x')),
      await planOf(() => users(db).findUnownedByExternalId('acme', 'x1')),
      await planOf(() => users(db).countActiveOwners('acme')),
      await planOf(() => accounts(db).findByLogin('u1')),
      await planOf(() => leavers(db).leftAt('okta', 'u1')),
      await planOf(() => userWrites(db).update(user('u1', {}, { version: 9 }))),
    ]
    expect(found.flatMap(({ whole }) => whole)).toEqual([])
  })

  test('to change the members of a large group', async () => {
    const writes = memberWrites(db)
    const add = await planOf(() => writes.add(scope(okta, true), 'large', [{ value: 'u1' }]))
    const remove = await planOf(() => writes.remove('large', ['nobody']))
    expect([...add.whole, ...remove.whole]).toEqual([])
  })

  test('for a page of people by name or age', async () => {
    const list = (more: Partial<PeopleQuery>) =>
      planOf(() =>
        people(db).list('acme', { sort: 'name', order: 'ascending', direction: 'forward', limit: 20, ...more }),
      )
    for (const more of [{}, { order: 'descending' }, { from: { id: 'u77' } }, { sort: 'created' }] as const)
      expect((await list(more)).whole).toEqual([])
    expect((await list({ role: 'admin' })).whole).toEqual([])
    expect((await list({ condition: usersWhere('emails.value eq "u77@x"') })).whole).toEqual([])
  })

  test('for the events of a connection or a resource, and the newest', async () => {
    const reader = events(db)
    const found = [
      await planOf(() => reader.list({ connectionId: 'okta', limit: 20 })),
      await planOf(() => reader.list({ organizationId: 'acme', limit: 20 })),
      await planOf(() => reader.search({ organizationId: 'acme', resourceId: 'u7', limit: 20 })),
      await planOf(() => activity(db).latest('okta')),
      await planOf(() => activity(db).latestFailure('okta')),
    ]
    expect(found.flatMap(({ whole }) => whole)).toEqual([])
  })
})

test('a list in an order of its own looks at everybody, which the plans of this test would tell', async () => {
  const sort = sortBy(userType, 'title', 'ascending', lenient())
  const { text } = await planOf(() => users(db).list(scope(okta, true), { ...query, ...(sort && { sort }) }))
  expect(text).toMatch(/Scan.* on users/)
  expect(text).toContain('Sort')
})
