import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { SQL } from 'bun'
import { move } from '../../src/storage/move/move'
import type { Place } from '../../src/storage/move/side'
import type { Verdict } from '../../src/storage/move/verifying'
import { open as openPostgres } from '../../src/storage/postgres/store'
import { open as openSqlite } from '../../src/storage/sqlite/store'
import { UnsuitableDatabase } from '../../src/storage/unsuitable-database'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { dumpOf, furnished, many, open } from './furniture'
import { database, directory, kinds, watcher } from './places'

let server: PostgresServer

// Others may keep the machine busy.
setDefaultTimeout(60_000)

beforeAll(async () => {
  server = await startPostgres()
})

afterAll(() => server.stop())

class Interruption extends Error {}

/** Makes a move that ends right behind the first step of a kind, unless there is none; tells how it began, and what was copied. */
async function attempt(from: Place, to: Place, last: 'copying' | 'verifying') {
  let beginning = ''
  const copied: string[] = []
  const watching = watcher({
    onBegin(how) {
      beginning = how
    },
    onStep({ phase, done }) {
      if (phase.startsWith('copying')) copied.push(`${phase} ${done}`)
      if (phase.startsWith(last)) throw new Interruption()
    },
  })
  const isDone = await move(from, to, watching).catch((error) => {
    if (error instanceof Interruption) return false
    throw error
  })
  return { beginning, copied, isDone }
}

/** What came to be in a place, as a directory has it. */
async function dumpIn(place: Place) {
  if (place.kind === 'sqlite') return dumpOf(place.name)
  const back = directory()
  await move(place, back, watcher())
  return dumpOf(back.name)
}

async function opened(place: Place): Promise<void> {
  const store = await (place.kind === 'sqlite' ? openSqlite(place.name) : openPostgres(place.url))
  await store.close()
}

function meddle({ name }: Place, statement: string): void {
  const client = open(name)
  client.run(statement)
  client.close(true)
}

describe.each(kinds)('into %s', (_, place) => {
  test('a move that is cut short goes on behind what it has copied, however often', async () => {
    const [from, to] = [directory(furnished(many)), await place(server)]
    const copied: string[] = []
    for (;;) {
      const { beginning, copied: now, isDone } = await attempt(from, to, 'copying')
      if (isDone) break
      expect(beginning).toBe(copied.length > 0 ? 'continued' : 'new')
      expect(now).toHaveLength(1)
      expect(copied).not.toContain(now[0] ?? '')
      copied.push(...now)
      await expect(opened(to)).rejects.toBeInstanceOf(UnsuitableDatabase)
    }
    expect(copied).toHaveLength(25)
    expect(copied).toContainValues(['copying request_events 1000', 'copying request_events 2000'])
    await opened(to)
    expect(await dumpIn(to)).toEqual(dumpOf(from.name))
  })

  test('one that was copied whole is only verified', async () => {
    const [from, to] = [directory(furnished()), await place(server)]
    expect(await attempt(from, to, 'verifying')).toMatchObject({ beginning: 'new', isDone: false })
    await expect(opened(to)).rejects.toBeInstanceOf(UnsuitableDatabase)
    expect(await attempt(from, to, 'copying')).toEqual({ beginning: 'continued', copied: [], isDone: true })
  })

  test('what was added to the source meanwhile is carried with the rest', async () => {
    const [from, to] = [directory(furnished()), await place(server)]
    await attempt(from, to, 'verifying')
    meddle(
      from,
      "insert into request_events (id, time, method, path, status, duration) values ('next', 1, 'GET', '/', 200, 1)",
    )
    const { beginning, copied, isDone } = await attempt(from, to, 'verifying')
    expect([beginning, copied, isDone]).toEqual(['continued', ['copying request_events 31'], false])
    expect(await move(from, to, watcher())).toBe(true)
    expect(await dumpIn(to)).toEqual(dumpOf(from.name))
  })

  test.each([
    'update users set version = version + 1 where seq = 2',
    'delete from sessions where hash = (select min(hash) from sessions)',
    "insert into secrets values ('-', x'01')",
  ])('it begins anew where the source has changed meanwhile: %s', async (statement) => {
    const [from, to] = [directory(furnished()), await place(server)]
    await attempt(from, to, 'verifying')
    meddle(from, statement)
    expect(await attempt(from, to, 'copying')).toMatchObject({ beginning: 'anew', isDone: false })
    expect(await move(from, to, watcher())).toBe(true)
    expect(await dumpIn(to)).toEqual(dumpOf(from.name))
  })

  test('half of a move from somewhere else is left as it is', async () => {
    const [from, other, to] = [directory(furnished()), directory(furnished()), await place(server)]
    meddle(other, "update organizations set name = 'another'")
    await attempt(from, to, 'verifying')
    await expect(move(other, to, watcher())).rejects.toThrow(`holds half of a move from ${from.name}`)
    expect(await attempt(from, to, 'copying')).toEqual({ beginning: 'continued', copied: [], isDone: true })
  })

  test('a copy of the source is as good as the source', async () => {
    const [from, copy, to] = [directory(furnished()), directory(furnished()), await place(server)]
    await attempt(from, to, 'verifying')
    expect(await attempt(copy, to, 'copying')).toEqual({ beginning: 'continued', copied: [], isDone: true })
  })
})

test('a database that fails meanwhile loses nothing but time', async () => {
  const [from, to] = [directory(furnished(many)), await database(server)]
  let restarted: Promise<void> | undefined
  const failing = watcher({
    onStep() {
      restarted ??= server.restart()
    },
  })
  await expect(move(from, to, failing)).rejects.toThrow('The move was cut short: ')
  await restarted
  await expect(opened(to)).rejects.toBeInstanceOf(UnsuitableDatabase)
  expect(await move(from, to, watcher())).toBe(true)
  expect(await dumpIn(to)).toEqual(dumpOf(from.name))
})

describe('what is not equal in the end cannot be served from', () => {
  test.each([
    ['users', 'update users set version = version + 1 where seq = 2'],
    ['sessions', 'delete from sessions where hash = (select min(hash) from sessions)'],
    ['secrets', "insert into secrets values ('another', '\\x01')"],
    ['tallies', 'update tallies set users = users + 1'],
  ])('%s after %s', async (table, statement) => {
    const [from, to] = [directory(furnished()), await database(server)]
    const sql = new SQL(to.url, { max: 1 })
    await attempt(from, to, 'verifying')
    await sql.unsafe(statement).simple()
    const verdicts: Verdict[] = []
    expect(await move(from, to, watcher({ onVerdicts: (found) => verdicts.push(...found) }))).toBe(false)
    expect(verdicts.filter(({ isEqual }) => !isEqual).map((verdict) => verdict.table)).toEqual([table])
    await expect(opened(to)).rejects.toBeInstanceOf(UnsuitableDatabase)
    expect(await attempt(from, to, 'copying')).toMatchObject({ beginning: 'anew', isDone: false })
    expect(await move(from, to, watcher())).toBe(true)
    await opened(to)
    await sql.close()
  })
})
