import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { SQL } from 'bun'
import { simulate } from '../../src/simulator/simulate'
import { migrate, migrations, newest } from '../../src/storage/postgres/migrations'
import { commandsOnPostgres } from '../support/commands-on-postgres'
import { type SetUp, setUp } from '../support/organization'
import { pooler } from '../support/pooler'
import { rollcall } from '../support/rollcall'
import { endServers } from '../support/server'
import { until } from './client'
import { asking, publicUrl, type Replicas, startReplicas } from './replicas'
import { audit, disagreements, type Found } from './replicas-audit'
import { openLedger, work } from './replicas-crew'

setDefaultTimeout(120_000)

const postgres = commandsOnPostgres()

test('three that start at one moment on an empty database all serve, and made everything once', async () => {
  const url = await postgres.createDatabase()
  const replicas = await startReplicas(3, url)
  for (const number of [0, 1, 2]) expect((await fetch(`${replicas.url(number)}/ready`)).status).toBe(200)
  const versions = Array.from({ length: newest }, (_, index) => [index + 1, 1])
  expect(await rows(url, 'select version, count(*)::int from schema_version group by version order by 1')).toEqual(
    versions,
  )
  expect(await rows(url, 'select count(*)::int, count(distinct value)::int from secrets')).toEqual([[3, 3]])
  expect(replicas.logged().filter(({ level }) => level === 'error')).toEqual([])
  await endServers()
})

test('one after the other is ended and started anew, as for an upgrade, and nobody notices', async () => {
  const { replicas, more, end } = await underLoad(await postgres.createDatabase())
  const ended: number[] = []
  for (const number of [0, 1, 2]) {
    await more()
    ended.push(await replicas.end(number, 'SIGTERM'))
    await more()
    await replicas.start(number)
  }
  await more()
  const { events } = await end()
  expect(ended).toEqual([0, 0, 0])
  const attempts = replicas.exchanges.flatMap(({ attempts }) => attempts)
  expect(attempts.filter(({ outcome }) => typeof outcome === 'number' && outcome >= 300)).toEqual([])
  // Whoever got no answer was not listened to: it is safe to ask another.
  expect(attempts.filter(({ outcome, agent }) => typeof outcome !== 'number' && events.has(agent))).toEqual([])
  await endServers()
})

describe('a version serves', () => {
  test('while the next one brings the schema along, and starts on it', async () => {
    const url = await postgres.createDatabase()
    const { replicas, more, end } = await underLoad(url)
    await more()
    await migrateFurther(url)
    await more()
    await replicas.end(1, 'SIGTERM')
    await replicas.start(1)
    await more()
    await end()
    const statuses = new Set(replicas.exchanges.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome)))
    expect([...statuses].filter((outcome) => typeof outcome === 'number' && outcome >= 300)).toEqual([])
    await endServers()
  })

  test('not on a schema that is two ahead', async () => {
    const url = await postgres.createDatabase()
    const replicas = await startReplicas(1, url, ['--threads=1'])
    await rows(url, `insert into schema_version values (${newest + 1}), (${newest + 2})`)
    const { code, stderr } = await rollcall(['serve', '--port=0'], { env: { ROLLCALL_DATABASE_URL: url } })
    expect([code, stderr]).toEqual([1, expect.stringContaining('Use the newer program.')])
    expect((await fetch(`${replicas.url(0)}/ready`)).status).toBe(200)
    await endServers()
  })
})

test('a pooler that lends connections for a transaction at a time may stand before the database', async () => {
  const url = await postgres.createDatabase()
  const between = await pooler(url, 6)
  const { code, stderr } = await rollcall(['serve', '--port=0'], { env: { ROLLCALL_DATABASE_URL: between.url } })
  expect([code, stderr]).toEqual([1, expect.stringContaining('put ?prepare=false behind the URL.')])
  const { more, end } = await underLoad(url, `${between.url}?prepare=false`)
  await more()
  await more()
  await end()
  expect(between.changes).toBeGreaterThan(1000)
  await endServers()
  await between.close()
})

interface Load {
  readonly replicas: Replicas
  /** Settles when so many more changes have been acknowledged. */
  more(): Promise<unknown>
  /** Ends the work and looks whether all of it is there. */
  end(): Promise<Found>
}

/** Three replicas with people and providers at work on them, which go another way to their database if one is given. */
async function underLoad(url: string, way = url): Promise<Load> {
  const replicas = await startReplicas(3, way)
  const env = { ROLLCALL_DATABASE_URL: way }
  const organizations = ['Harbor', 'Harbor of Okta', 'Harbor of Entra'].map(async (name) => {
    const made = await setUp({ url: publicUrl, dataDirectory: '' }, name, { env })
    await rollcall(['connection', '--organization', name, '--set', 'safeguardPercent=0'], { env })
    return made
  })
  const [harbor, okta, entra] = await Promise.all(organizations)
  if (!harbor || !okta || !entra) throw new Error('three organizations were made')
  const ask = asking(replicas.fetch, harbor.endpoint, harbor.token)
  const ledger = await openLedger(ask)
  let isOver = false
  const crew = Array.from({ length: 6 }, (_, index) => work(ask, `sailor-${index}`, ledger, () => isOver))
  const provide = async (name: 'okta' | 'entra', { endpoint, token }: SetUp) => {
    const options = { url: endpoint, token, users: 10, groups: 2, concurrency: 3, fetch: replicas.fetch }
    while (!isOver) expect((await simulate(name, options)).problems).toEqual([])
  }
  const load = Promise.all([...crew, provide('okta', okta), provide('entra', entra)])
  return {
    replicas,
    more() {
      const enough = ledger.writes + 25
      return Promise.race([until(() => ledger.writes >= enough, 60_000), load])
    },
    async end() {
      isOver = true
      await load
      const there = await ask('GET /Users?count=0')
      // And whom they all change at once.
      expect(there.json.totalResults).toBe(ledger.people.size + 1)
      for (const number of [0, 1, 2]) expect(await replicas.end(number, 'SIGTERM')).toBe(0)
      const found = await audit(url)
      expect(found.contradictions).toEqual({})
      expect(disagreements(replicas.exchanges, found)).toEqual([])
      expect(replicas.logged().filter(({ level }) => level === 'error')).toEqual([])
      return found
    },
  }
}

/** Does what a next version may at its start: it adds to every table, and leaves what is there. */
async function migrateFurther(url: string): Promise<void> {
  const tables = await rows(
    url,
    `select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
      and not relispartition and relname not in ('schema_version', 'turn')`,
  )
  const additions = tables.map((table) => `alter table ${table} add column added_later text;`)
  const next = `${additions.join(' ')} create table added_later (id text); create index users_added_later on users (added_later)`
  const sql = new SQL(url, { max: 1 })
  await migrate(sql, [...migrations, next])
  await sql.close()
}

async function rows(url: string, text: string): Promise<readonly unknown[]> {
  const sql = new SQL(url, { max: 1 })
  try {
    return [...(await sql.unsafe(text).values())]
  } finally {
    await sql.close()
  }
}
