import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { SQL } from 'bun'
import { eventRetention } from '../../src/directory/event-retention'
import type { Store } from '../../src/directory/store'
import { open } from '../../src/storage/postgres/store'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { acme, event, furnish, globex } from './people'

/** Two replicas on one database, and somebody who only looks at it. */
let server: PostgresServer
let one: Store
let other: Store
let sql: SQL

const day = 86_400_000
const daysAgo = (days: number) => Date.now() - days * day

// What is too slow ends the server, and with it all tests that are left.
setDefaultTimeout(60_000)

beforeAll(async () => {
  server = await startPostgres()
}, 60_000)

beforeEach(async () => {
  const url = await server.createDatabase()
  one = await furnish(await open(url, { connections: 6 }))
  other = await open(url, { connections: 6 })
  sql = new SQL(url, { max: 3 })
})

afterEach(() => Promise.all([one.close(), other.close(), sql.close()]))

afterAll(() => server.stop())

const rotate = (store: Store, before = 1) => store.rotateEvents?.(before)

/** As if everything had been done a day earlier. */
async function dayPasses(): Promise<void> {
  await sql
    .unsafe(`update event_parts set begun = begun - ${day}; update request_events set time = time - ${day}`)
    .simple()
}

async function parts(): Promise<readonly number[]> {
  const rows: readonly (readonly unknown[])[] = await sql
    .unsafe(
      "select substr(inhrelid::regclass::text, 16)::int from pg_inherits where inhparent = 'request_events'::regclass order by 1",
    )
    .values()
  return rows.map(([part]) => Number(part))
}

/** The ids of events by the part they are in. */
async function byPart(): Promise<Readonly<Record<string, readonly string[]>>> {
  const rows: readonly (readonly unknown[])[] = await sql
    .unsafe(
      'select position / 10000000000, json_agg(id order by position)::text from request_events group by 1 order by 1',
    )
    .values()
  return Object.fromEntries(rows.map(([part, ids]) => [part, JSON.parse(String(ids))]))
}

const keep = (store: Store, id: string, more = {}) => store.write((tx) => tx.events.insert(event(id, more)))

/** A log of so many days, with a part for each, and in it an event of Acme and one of Globex. */
async function write(days: number): Promise<void> {
  for (let age = days - 1; age >= 0; age--) {
    await rotate(one, daysAgo(30))
    for (const organizationId of ['acme', 'globex'])
      await keep(one, `${organizationId} ${age}`, { organizationId, time: Date.now() - 60_000 })
    if (age > 0) await dayPasses()
  }
}

describe('the log is written in parts', () => {
  test('of a day, or more where more is kept, which are made before they are needed', async () => {
    expect(await parts()).toEqual([0])
    expect(await rotate(one, daysAgo(7))).toBe(day)
    expect(await parts()).toEqual([0, 1, 2])
    expect(await rotate(one, daysAgo(90))).toBe(3 * day)
    expect(await rotate(one, daysAgo(3650))).toBe(30 * day)
    expect(await rotate(one, 0)).toBe(30 * day)
    expect(await parts()).toEqual([0, 1, 2])
  })

  test('whatever time an event tells', async () => {
    await keep(one, 'today')
    await dayPasses()
    await rotate(one, daysAgo(7))
    await keep(one, 'long ago', { time: 1 })
    await keep(other, 'in a while', { time: 2 ** 45 })
    expect(await byPart()).toEqual({ 0: ['today'], 1: ['long ago', 'in a while'] })
    const { events } = await other.events.search({ limit: 9 })
    expect(events.map(({ id }) => id)).toEqual(['in a while', 'long ago', 'today'])
  })

  test('which nobody begins before it is time, or twice', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, index) => rotate(index % 2 ? one : other, daysAgo(7))))
    await dayPasses()
    await dayPasses()
    await Promise.all(Array.from({ length: 8 }, (_, index) => rotate(index % 2 ? one : other, daysAgo(7))))
    await rotate(one, daysAgo(7))
    expect((await sql.unsafe('select part from event_parts').values()).flat()).toEqual(['0', '1'])
    expect(await parts()).toEqual([0, 1, 2, 3])
  })

  test('and where nobody begins one it goes on in the last, and from one into the next', async () => {
    await sql.unsafe("select setval('event_positions', 9999999999)")
    await rotate(one, daysAgo(7))
    for (const id of ['a', 'b']) await keep(one, id)
    await dayPasses()
    await rotate(one, daysAgo(7))
    await keep(one, 'c')
    expect(await byPart()).toEqual({ 1: ['a', 'b', 'c'] })
  })

  test('without a loss, while two replicas begin them and others write and follow', async () => {
    const followed: string[] = []
    let isOver = false
    const follow = async () => {
      let after = 0
      for (;;) {
        const isLast = isOver
        const found = await other.events.list({ after, forward: true, limit: 50 })
        followed.push(...found.map(({ id }) => id))
        after = found.at(-1)?.position ?? after
        if (isLast && found.length === 0) return
      }
    }
    const following = follow()
    const days = async () => {
      for (let index = 0; index < 6; index++) {
        await dayPasses()
        await Promise.all([rotate(one, daysAgo(30)), rotate(other, daysAgo(30))])
      }
      isOver = true
    }
    const written: string[] = []
    const keeping = async (store: Store, name: string) => {
      for (let index = 0; !isOver; index++) {
        const id = `${name}${index}`
        await store.write(async (tx) => {
          await tx.events.insert(event(id))
          await Bun.sleep(index % 3)
        })
        written.push(id)
      }
    }
    await Promise.all([days(), keeping(one, 'a'), keeping(one, 'b'), keeping(other, 'c'), keeping(other, 'd')])
    await following
    expect(followed.toSorted()).toEqual(written.toSorted())
    expect(Object.keys(await byPart()).length).toBeGreaterThan(4)
  })
})

describe('old parts of the log', () => {
  test('go as a whole when nobody keeps them any more; what others keep longer goes one by one', async () => {
    await one.write(async (tx) => {
      for (const [organization, eventRetentionDays] of [
        [acme, 3],
        [globex, 7],
      ] as const)
        await tx.organizations.update({ ...organization, settings: { ...organization.settings, eventRetentionDays } })
    })
    await write(12)
    const hall = eventRetention({ store: one, now: () => Date.now() })
    const left = async (organizationId: string) =>
      (await other.events.search({ organizationId, limit: 99 })).events.map(({ id }) => id.split(' ')[1])
    // Nobody's are kept for 90 days.
    expect(await hall.expireEvents(async () => undefined)).toBe(9 + 5)
    expect(await left('acme')).toEqual(['0', '1', '2'])
    expect(await left('globex')).toEqual(['0', '1', '2', '3', '4', '5', '6'])
    expect((await parts())[0]).toBe(0)
    expect(await rotate(other, daysAgo(5))).toBe(day)
    expect(await left('acme')).toEqual(['0', '1', '2'])
    expect(await left('globex')).toEqual(['0', '1', '2', '3', '4', '5'])
    expect((await parts())[0]).toBe(6)
    expect(await rotate(other, daysAgo(0))).toBe(day)
    expect(await left('globex')).toEqual(['0'])
    expect(await hall.expireEvents(async () => undefined)).toBe(0)
  })

  test('of which nothing is left to be deleted one by one, where all keep them for as long', async () => {
    await write(4)
    for (let days = 1; days <= 94; days++) {
      await dayPasses()
      if (days % 3 === 0) await rotate(one, daysAgo(90))
    }
    const hall = eventRetention({ store: one, now: () => Date.now() })
    expect(await hall.expireEvents(async () => undefined)).toBe(0)
    expect(await byPart()).toEqual({})
  })

  test('go while somebody reads them, who goes on, and while others write, who do not wait', async () => {
    await write(3)
    const reader = await sql.reserve()
    await reader.unsafe('begin; declare all_events cursor for select id from request_events').simple()
    const gone = rotate(one, Date.now())
    const isDetached = async () =>
      (await sql.unsafe('select count(*) from pg_inherits where inhdetachpending').values())[0]?.[0] === '1'
    while (!(await isDetached())) await Bun.sleep(5)
    await keep(other, 'meanwhile', { organizationId: 'acme' })
    expect((await other.events.search({ organizationId: 'acme', limit: 1 })).events).toMatchObject([
      { id: 'meanwhile' },
    ])
    expect(await reader.unsafe('fetch all from all_events').values()).toHaveLength(6)
    await reader.unsafe('rollback').simple()
    reader.release()
    await gone
    expect(await byPart()).toEqual({ 2: ['acme 0', 'globex 0', 'meanwhile'] })
  })

  test('go another time, where it was cut short', async () => {
    await write(3)
    const reader = await sql.reserve()
    await reader.unsafe('begin; select from request_events').simple()
    const cut = rotate(one, Date.now())?.catch((error: Error) => error.message)
    const cancel = `select pg_cancel_backend(pid) from pg_stat_activity
      where query like 'alter table%concurrently' and wait_event_type = 'Lock' and datname = current_database()`
    while ((await sql.unsafe(cancel).values()).length === 0) await Bun.sleep(5)
    expect(await cut).toContain('canceling statement')
    await reader.unsafe('rollback').simple()
    reader.release()
    await rotate(other, Date.now())
    expect(await byPart()).toEqual({ 2: ['acme 0', 'globex 0'] })
    expect((await parts())[0]).toBe(2)
  })

  test('go once, whoever throws them away', async () => {
    await write(6)
    await Promise.all(Array.from({ length: 6 }, (_, index) => rotate(index % 2 ? one : other, Date.now())))
    await rotate(one, Date.now())
    expect(await byPart()).toEqual({ 5: ['acme 0', 'globex 0'] })
  })

  test('are found in by id, by time and by whom they are about', async () => {
    await write(5)
    const idOf = (time: number) => Bun.randomUUIDv7('hex', time)
    const found: (string | undefined)[] = []
    const ids: string[] = []
    for (const age of [0, 1, 2]) {
      const time = daysAgo(age) - 60_000
      const id = idOf(time)
      ids.push(id)
      await sql.unsafe('update request_events set id = $1, resource_id = $2 where id = $3', [id, 'ann', `acme ${age}`])
      found.push((await one.events.find('acme', id))?.id)
    }
    expect(found).toEqual(ids)
    const about = await one.events.search({ organizationId: 'acme', resourceId: 'ann', limit: 9, forward: true })
    expect(about.events.map(({ id }) => id)).toEqual(ids.toReversed())
    const then = { since: daysAgo(3) - 120_000, until: daysAgo(3) }
    expect((await one.events.search({ ...then, limit: 9 })).events.map(({ id }) => id)).toEqual(['globex 3', 'acme 3'])
  })
})
