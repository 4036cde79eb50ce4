import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { SQL } from 'bun'
import { move } from '../../src/storage/move/move'
import type { Verdict } from '../../src/storage/move/verifying'
import { instantsOf } from '../../src/storage/postgres/instants'
import { open as openPostgres } from '../../src/storage/postgres/store'
import { open as openSqlite } from '../../src/storage/sqlite/store'
import { event } from '../storage/people'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { dumpOf, dumpOfDatabase, furnished, many, open } from './furniture'
import { database, directory, watcher } from './places'

let server: PostgresServer

// Others may keep the machine busy.
setDefaultTimeout(60_000)

beforeAll(async () => {
  server = await startPostgres()
})

afterAll(() => server.stop())

/** How many people are in each block of row numbers. */
async function countedIn(url: string): Promise<readonly unknown[]> {
  const sql = new SQL(url, { max: 1 })
  const rows = await sql.unsafe(
    `select organization_id, connection_id, block, sum(users)::int as users from user_blocks
      group by organization_id, connection_id, block having sum(users) > 0 order by 1, 2, 3`,
  )
  await sql.close()
  return [...rows]
}

describe('every row comes through exactly, and what is derived is as it was', () => {
  test('from SQLite to PostgreSQL and back', async () => {
    const [from, there, back] = [directory(furnished(many)), await database(server), directory()]
    const before = dumpOf(from.name)
    expect(await move(from, there, watcher())).toBe(true)
    expect(dumpOf(from.name)).toEqual(before)
    expect(await move(there, back, watcher())).toBe(true)
    expect(dumpOf(back.name)).toEqual(before)
  })

  test('from one directory to another', async () => {
    const [from, to] = [directory(furnished()), directory()]
    expect(await move(from, to, watcher())).toBe(true)
    expect(dumpOf(to.name)).toEqual(dumpOf(from.name))
  })

  test('from one database to another', async () => {
    const [one, other] = [await database(server), await database(server)]
    expect(await move(directory(furnished()), one, watcher())).toBe(true)
    expect(await move(one, other, watcher())).toBe(true)
    // Each connection to the database counts in a share of its own.
    const { tallies: _, user_blocks: __, ...before } = await dumpOfDatabase(one.url)
    expect(await dumpOfDatabase(other.url)).toMatchObject(before)
    const counted = await countedIn(one.url)
    expect(counted.length).toBeGreaterThan(3)
    expect(await countedIn(other.url)).toEqual(counted)
  })

  test('an appliance that has nothing yet can be moved too', async () => {
    const [from, there] = [directory(), await database(server)]
    await (await openSqlite(from.name)).close()
    expect(await move(from, there, watcher())).toBe(true)
    await (await openPostgres(there.url)).close()
  })

  test('dateTimes get the form in which PostgreSQL compares them', async () => {
    const there = await database(server)
    await move(directory(furnished()), there, watcher())
    const sql = new SQL(there.url, { max: 1 })
    const rows: readonly (readonly unknown[])[] = await sql
      .unsafe('select document, instants from users union all select document, instants from groups')
      .values()
    expect(rows.filter(([, instants]) => instants !== null)).not.toBeEmpty()
    for (const [document, instants] of rows) expect(instants).toBe(instantsOf(String(document)))
    await sql.close()
  })

  test('but for NUL, which PostgreSQL cannot keep, and which is counted', async () => {
    const [from, there, back] = [directory(furnished()), await database(server), directory()]
    const client = open(from.name)
    client.run("update request_events set path = '/a' || char(0) || 'b', query = char(0) where position < 8")
    client.close(true)
    const found: Verdict[] = []
    expect(await move(from, there, watcher({ onVerdicts: (verdicts) => found.push(...verdicts) }))).toBe(true)
    expect(found.filter(({ altered }) => altered > 0)).toMatchObject([{ table: 'request_events', altered: 6 }])
    await move(there, back, watcher())
    const moved = open(back.name)
    expect(moved.query('select distinct path, query from request_events where position < 8').values()).toEqual([
      ['/a\ufffdb', '\ufffd'],
    ])
    moved.close(true)
    const same = directory()
    await move(from, same, watcher())
    expect(dumpOf(same.name)).toEqual(dumpOf(from.name))
  })
})

describe('numbers go on behind those that were given out', () => {
  test('also where the rows that had the last ones are gone', async () => {
    const [from, there, back] = [directory(furnished(many)), await database(server), directory()]
    const client = open(from.name)
    client.run('delete from request_events where position > 100')
    client.run('delete from changes')
    client.close(true)
    await move(from, there, watcher())
    const sql = new SQL(there.url, { max: 1 })
    const given = async (sequence: string) => (await sql.unsafe(`select nextval('${sequence}')::int`).values())[0]?.[0]
    expect(await given('event_positions')).toBe(3 + (many - 1) * 2 + 1)
    expect(await given('changes_id_seq')).toBe(5 + 15 * 2 + 1)
    expect(await given('users_seq_seq')).toBe(2 + 15 * 3 + 1)
    await sql.close()
    await move(there, back, watcher())
    const store = await openSqlite(back.name)
    await store.write((tx) => tx.events.insert(event('next')))
    await store.close()
    const moved = open(back.name)
    expect(moved.query('select max(position) from request_events').values()).toEqual([[3 + (many - 1) * 2 + 2]])
    moved.close(true)
  })
})

describe('a log in parts', () => {
  const part = 10_000_000_000

  /** A database whose log has three parts, with events in the second and third. */
  async function parted() {
    const place = await database(server)
    const store = await openPostgres(place.url)
    const sql = new SQL(place.url, { max: 1 })
    for (const id of ['a', 'b', 'c']) {
      await store.rotateEvents?.(1)
      await store.write((tx) => tx.events.insert(event(`${id}1`)))
      await store.write((tx) => tx.events.insert(event(`${id}2`)))
      await sql.unsafe('update event_parts set begun = begun - 3456000000').simple()
    }
    await sql.unsafe('delete from request_events where position < 10').simple()
    await sql.close()
    await store.close()
    return place
  }

  test('keeps its parts in PostgreSQL', async () => {
    const [from, to] = [await parted(), await database(server)]
    expect(await move(from, to, watcher())).toBe(true)
    const { request_events, event_parts } = await dumpOfDatabase(from.url)
    expect(request_events).toHaveLength(4)
    expect(event_parts).toHaveLength(3)
    expect(await dumpOfDatabase(to.url)).toMatchObject({ request_events, event_parts })
    const store = await openPostgres(to.url)
    await store.write((tx) => tx.events.insert(event('next')))
    const [newest] = await store.events.list({ limit: 1 })
    expect(newest).toMatchObject({ id: 'next', position: 2 * part + 2 })
    await store.rotateEvents?.(Date.now())
    await store.close()
  })

  test('is numbered anew in SQLite, in its order', async () => {
    const to = directory()
    expect(await move(await parted(), to, watcher())).toBe(true)
    const store = await openSqlite(to.name)
    await store.write((tx) => tx.events.insert(event('next')))
    const found = await store.events.list({ limit: 10 })
    expect(found.map(({ id, position }) => [position, id])).toEqual([
      [5, 'next'],
      [4, 'c2'],
      [3, 'c1'],
      [2, 'b2'],
      [1, 'b1'],
    ])
    await store.close()
  })
})
