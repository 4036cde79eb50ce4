import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { SQL } from 'bun'
import type { PeopleQuery } from '../../src/directory/person'
import type { RosterMemberQuery, RosterQuery } from '../../src/directory/roster'
import type { Walk } from '../../src/directory/stored-resource'
import { lenient } from '../../src/scim/leniency'
import { userType } from '../../src/scim/resource-types'
import { enterpriseUser } from '../../src/scim/schemas/enterprise-user'
import { sortBy } from '../../src/scim/sort'
import { accounts } from '../../src/storage/postgres/accounts'
import { activity } from '../../src/storage/postgres/activity'
import { type Db, statementsOn } from '../../src/storage/postgres/connection'
import { eventDeletion } from '../../src/storage/postgres/event-deletion'
import { events } from '../../src/storage/postgres/event-lists'
import { groups } from '../../src/storage/postgres/groups'
import { leavers } from '../../src/storage/postgres/leavers'
import { memberWrites } from '../../src/storage/postgres/member-writes'
import { people } from '../../src/storage/postgres/people'
import { rosters } from '../../src/storage/postgres/rosters'
import { open } from '../../src/storage/postgres/store'
import { tokens } from '../../src/storage/postgres/tokens'
import { userWrites } from '../../src/storage/postgres/user-writes'
import { users } from '../../src/storage/postgres/users'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { entra, furnish, group, groupsWhere, okta, scope, user, usersWhere } from './people'

/** What PostgreSQL does for the statements of a call at 100,000 people: half of them Okta's, five Entra's, the others nobody's. */
const count = 100_000
const parts = 25
/** From one event to the next. */
const minute = 60_000
let server: PostgresServer
let sql: SQL
let db: Db
let sent: (readonly [text: string, values: readonly unknown[]])[] = []

// What is too slow ends the server, and with it all tests that are left.
setDefaultTimeout(60_000)

beforeAll(async () => {
  server = await startPostgres()
  const url = await server.createDatabase()
  const store = await furnish(await open(url))
  await store.write(async (tx) => {
    for (const id of ['small', 'large']) await tx.groups.insert(group(id))
  })
  sql = new SQL(url, { max: 1 })
  for (let part = 0; part < parts; part++) {
    await sql.unsafe('update event_parts set begun = begun - 86400000')
    await store.rotateEvents?.(Date.now() - parts * 86_400_000)
  }
  await store.close()
  await sql.unsafe(crowd).simple()
  await sql.unsafe('vacuum analyze').simple()
  db = statementsOn(
    () => ({
      unsafe(text: string, values: readonly unknown[] = []) {
        sent.push([text, values])
        return sql.unsafe(text, [...values])
      },
    }),
    new Set(),
  )
}, 120_000)

afterAll(async () => {
  await sql.close()
  await server.stop()
})

// Without triggers, which would look at each of them, and count each in one row, whose versions pile up within the transaction.
const crowd = `
  set session_replication_role = replica;
  insert into users (id, organization_id, connection_id, source, role, active, version, created, modified, user_name,
      external_id, display_name, employee_number, primary_email, document)
    select 'u' || n, 'acme', case when n % 20000 = 0 then 'entra' when n % 2 = 1 then 'okta' end, 'scim', 'member', true, 1,
      1000, 1000, 'u' || n, 'x' || n, 'name ' || n, 'e' || n, 'u' || n || '@x',
      '{"userName":"u' || n || '","displayName":"Name ' || n || '","title":"title ' || n % 100 || '"}'
    from generate_series(1, ${count}) as n;
  insert into groups (id, organization_id, connection_id, member_count, version, created, modified, display_name, external_id, document)
    select 'g' || n, 'acme', case when n % 2 = 1 then 'okta' end, 0, 1, 1000, 1000, 'group ' || n, 'y' || n,
      json_build_object('displayName', 'Group ' || n)
    from generate_series(1, ${count / 10}) as n;
  insert into user_emails (organization_id, value, user_seq) select organization_id, primary_email, seq from users;
  insert into user_texts select organization_id, seq, user_name from users;
  insert into memberships select g.seq, u.seq, 'User', u.seq from groups g, users u where g.id = 'large';
  insert into memberships select g.seq, u.seq, 'User', u.seq from groups g, users u where g.id = 'small' and u.id in ('u1', 'u2', 'u3');
  insert into memberships select outer_group.seq, 1, 'Group', inner_group.seq
    from groups outer_group join groups inner_group on outer_group.seq = inner_group.seq + 5000 where inner_group.id like 'g%';
  insert into changes (organization_id, resource_type, resource_id, action, actor, time, version)
    select 'acme', 'User', 'u' || n, 'created', '{}', 1000, 1 from generate_series(1, ${count}) as n;
  insert into request_events (position, id, organization_id, connection_id, time, method, path, status, resource_id, duration)
    select (n / ${count / parts}) * 10000000000 + n, 'e' || n, 'acme', case when n % 2 = 1 then 'okta' end, n * ${minute}, 'GET', '/',
      case when n % 50 = 0 then 404 else 200 end, 'u' || n % 5000, 1
    from generate_series(1::bigint, ${count - 1}) as n;
  update event_parts set begun = part * ${(count / parts) * minute};
  insert into tallies (organization_id, connection_id, share, users, active)
    select organization_id, coalesce(connection_id, ''), 99, count(*), count(*) from users group by 1, 2;
  insert into user_blocks (organization_id, connection_id, block, share, users)
    select organization_id, coalesce(connection_id, ''), seq / 4096, 0, count(*) from users group by 1, 2, 3;
  set session_replication_role = origin;`

interface Plan {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
  readonly Plans?: readonly Plan[]
}

/** Looked at: rows of tables and entries of indexes, and pages of either. */
interface Cost {
  readonly rows: number
  readonly pages: number
}

/** What the statements of a call cost when they are run, with a plan for their values or with one for any, whichever costs more. */
async function costOf(call: () => Promise<unknown>): Promise<Cost> {
  sent = []
  await call()
  const statements = sent
  const [one, other] = [
    await explained(statements, 'force_custom_plan'),
    await explained(statements, 'force_generic_plan'),
  ]
  return { rows: Math.max(one.rows, other.rows), pages: Math.max(one.pages, other.pages) }
}

async function explained(statements: typeof sent, mode: string): Promise<Cost> {
  let [rows, pages] = [0, 0]
  for (const [text, values] of statements) {
    const given = values.length > 0 ? `(${values.map(literal).join()})` : ''
    await sql.unsafe(`set plan_cache_mode = ${mode}; prepare asked as ${text}`).simple()
    const explaining = `begin; explain (analyze, buffers, format json) execute asked ${given}`
    const [, [[told]]] = await sql.unsafe(explaining).simple().values()
    await sql.unsafe('rollback; deallocate asked').simple()
    const [{ Plan: plan }]: readonly [{ readonly Plan: Plan }] = typeof told === 'string' ? JSON.parse(told) : told
    rows += looked(plan)
    pages += plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
  }
  return { rows, pages }
}

function looked(plan: Plan): number {
  const isScan = plan['Node Type'].includes('Scan') && (plan['Relation Name'] ?? plan['Index Name'])
  const passed = (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)
  const own = isScan ? (plan['Actual Rows'] + passed) * plan['Actual Loops'] : 0
  return (plan.Plans ?? []).reduce((sum, part) => sum + looked(part), own)
}

function literal(value: unknown): string {
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`
  return Array.isArray(value) ? `'{${value.join()}}'` : String(value)
}

/** Holds that a call looks at so many rows and pages at most. */
async function holds(call: () => Promise<unknown>, most: Cost): Promise<void> {
  const { rows, pages } = await costOf(call)
  expect({ rows: Math.max(rows, most.rows), pages: Math.max(pages, most.pages) }).toEqual(most)
}

const few: Cost = { rows: 30, pages: 100 }
/** A page of a hundred, and what is looked up for each. */
const aPage: Cost = { rows: 800, pages: 3000 }
const query = { offset: 0, limit: 100 }

describe('few rows are looked at', () => {
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
      const seen = scope(okta, includeUnowned)
      await holds(() => users(db).list(seen, { ...query, condition }), few)
      await holds(() => users(db).walk(seen, { condition, limit: 10, direction: 'forward' }), few)
    }
  })

  test.each(['displayName eq "group 7"', 'externalId eq "y7"', 'id eq "g7"', 'members.value eq "u2"'])(
    'to find groups where %s',
    async (filter) => {
      await holds(() => groups(db).list(scope(okta), { ...query, condition: groupsWhere(filter) }), few)
    },
  )

  test('for what every request looks at', async () => {
    await holds(() => tokens(db).find('hash'), few)
    await holds(() => users(db).find(scope(okta), 'u1'), few)
    await holds(() => users(db).findByUserName('acme', 'u1'), few)
    await holds(() => users(db).findUnownedByEmail('acme', 'u2@x'), few)
    await holds(() => users(db).findUnownedByExternalId('acme', 'x2'), few)
    await holds(() => users(db).countActiveOwners('acme'), few)
    await holds(() => accounts(db).findByLogin('u1'), few)
    await holds(() => leavers(db).leftAt('okta', 'u1'), few)
    await holds(() => userWrites(db).update(user('u1', {}, { version: 9 })), few)
  })

  test('to change the members of a large group', async () => {
    const writes = memberWrites(db)
    await holds(() => writes.add(scope(okta, true), 'large', [{ value: 'u1' }]), few)
    await holds(() => writes.remove('large', ['nobody']), few)
    const isBob = groupsWhere('members[value eq "u5"]')
    if (isBob.kind !== 'some') throw new Error('a filter of members is of each of them')
    await holds(() => writes.removeWhere('large', isBob.condition), few)
  })
})

describe('no more is looked at than a page takes', () => {
  const ofOkta = scope(okta)
  const ofEntra = scope(entra)
  const everybody = { organizationId: 'acme', includeUnowned: true }
  const scopes = [ofOkta, scope(okta, true), ofEntra, everybody]

  test('of everybody, from the beginning', async () => {
    for (const seen of scopes) await holds(() => users(db).list(seen, { offset: 10, limit: 100 }), aPage)
    await holds(() => groups(db).list(ofOkta, { offset: 10, limit: 100 }), aPage)
  })

  test('of everybody, wherever it begins', async () => {
    const first = await costOf(() => users(db).list(ofOkta, query))
    for (const [seen, offset] of [
      [ofOkta, 49_000],
      [ofOkta, 25_000],
      [everybody, 99_900],
      [scope(okta, true), 90_000],
    ] as const)
      await holds(() => users(db).list(seen, { offset, limit: 100 }), { rows: 3 * 4096, pages: 3 * first.pages })
    for (const seen of scopes)
      await holds(() => users(db).list(seen, { offset: 1_000_000, limit: 100 }), { rows: 100, pages: 100 })
  })

  test('behind somebody and before', async () => {
    const walk = (more: Partial<Walk>, seen = ofOkta) =>
      holds(() => users(db).walk(seen, { limit: 100, direction: 'forward', ...more }), aPage)
    for (const seen of scopes) {
      await walk({}, seen)
      for (const id of ['u5000', 'u95000']) {
        await walk({ from: { id } }, seen)
        await walk({ from: { id }, direction: 'backward' }, seen)
      }
    }
    const from = { id: 'g5000' }
    await holds(() => groups(db).walk(ofOkta, { limit: 100, direction: 'forward', from }), aPage)
  })

  test('of people by name or age', async () => {
    const list = (more: Partial<PeopleQuery>) =>
      holds(() => {
        const query = { sort: 'name', order: 'ascending', direction: 'forward', limit: 20, ...more } as const
        return people(db).list('acme', query)
      }, aPage)
    for (const sort of ['name', 'created'] as const) {
      await list({ sort })
      await list({ sort, order: 'descending' })
      for (const id of ['u77', 'u5000', 'u95000']) {
        await list({ sort, from: { id } })
        await list({ sort, from: { id }, direction: 'backward' })
        await list({ sort, from: { id }, state: 'active' })
      }
    }
    await list({ sort: 'name', connectionId: 'okta', from: { id: 'u5000' } })
    for (const connectionId of ['okta', 'entra', null])
      await list({ sort: 'created', connectionId, from: { id: 'u5000' } })
    for (const role of ['owner', 'admin', 'viewer'] as const) await list({ role })
    await list({ state: 'deleted' })
    await list({ condition: usersWhere('emails.value eq "u77@x"') })
  })

  test('of groups by name, and of the members of one', async () => {
    const list = (more: Partial<RosterQuery>) =>
      holds(() => rosters(db).list('acme', { direction: 'forward', limit: 20, ...more }), aPage)
    await list({})
    await list({ from: 'g5000' })
    await list({ from: 'g5000', direction: 'backward' })
    await list({ role: 'any' })
    const members = (more: Partial<RosterMemberQuery>) =>
      holds(() => rosters(db).members('acme', 'large', { direction: 'forward', limit: 20, ...more }), aPage)
    await members({})
    await members({ from: 50_000 })
    await members({ from: 50_000, direction: 'backward' })
  })

  test('of events, wherever in the log', async () => {
    const reader = events(db)
    const position = (index: number) => Math.floor(index / (count / parts)) * 10_000_000_000 + index
    const idAt = (index: number) => Bun.randomUUIDv7('hex', index * minute)
    const most = { rows: 300, pages: 8 * parts }
    await holds(() => reader.list({ connectionId: 'okta', limit: 20 }), most)
    await holds(() => reader.list({ connectionId: 'entra', limit: 20 }), most)
    await holds(() => reader.list({ organizationId: 'acme', after: position(50_000), limit: 20 }), most)
    await holds(() => reader.list({ after: position(50_000), limit: 20, forward: true }), most)
    await holds(() => reader.search({ organizationId: 'acme', resourceId: 'u7', limit: 20 }), most)
    await holds(() => reader.search({ organizationId: 'acme', resourceId: 'nobody', limit: 20 }), most)
    await holds(() => reader.search({ organizationId: 'acme', below: position(50_000), limit: 20 }), {
      ...most,
      rows: 500,
    })
    await holds(() => reader.search({ organizationId: 'acme', status: { from: 400, to: 599 }, limit: 20 }), most)
    await holds(() => reader.find('acme', String(position(50_000))), few)
    await holds(() => reader.find('acme', idAt(50_000)), { rows: 100, pages: 2500 })
    await holds(() => activity(db).latest('okta'), most)
    await holds(() => activity(db).latest('entra'), most)
    await holds(() => activity(db).latestFailure('okta'), most)
    await holds(() => activity(db).touches('okta', position(50_000), 20), most)
    await holds(() => eventDeletion(db).deleteBefore('acme', 50_000 * minute, 20), { ...most, pages: 800 })
  })
})

test('a list in an order of its own looks at everybody, which this test would tell', async () => {
  const sort = sortBy(userType, 'title', 'ascending', lenient())
  const { rows } = await costOf(() => users(db).list(scope(okta, true), { ...query, ...(sort && { sort }) }))
  expect(rows).toBeGreaterThanOrEqual(count / 2)
})
