import { beforeAll, expect, test } from 'bun:test'
import { simulate } from '../../src/simulator/simulate'
import { commandsOnPostgres } from '../support/commands-on-postgres'
import { type SetUp, setUp } from '../support/organization'
import { rollcall } from '../support/rollcall'
import { type Client, type Json, must, until } from './client'
import { asking, directly, type Exchange, isDoubtful, publicUrl, type Replicas, startReplicas } from './replicas'
import { audit, disagreements } from './replicas-audit'
import { type Kept, openLedger, work } from './replicas-crew'

const postgres = commandsOnPostgres()
let databaseUrl: string
let replicas: Replicas
let ask: Client
let harbor: SetUp

beforeAll(async () => {
  databaseUrl = await postgres.createDatabase()
  replicas = await startReplicas(3, databaseUrl)
  harbor = await organization('Harbor')
  ask = asking(replicas.fetch, harbor.endpoint, harbor.token)
}, 120_000)

test('three replicas lose, double and confuse nothing, though they are killed and their database restarts', async () => {
  const ledger = await openLedger(ask)
  const [okta, entra] = [await organization('Harbor of Okta'), await organization('Harbor of Entra')]
  let isOver = false
  const crew = Array.from({ length: 9 }, (_, index) => work(ask, `sailor-${index}`, ledger, () => isOver))
  const provide = async (name: 'okta' | 'entra', { endpoint: url, token }: SetUp) => {
    const options = { url, token, users: 12, groups: 2, concurrency: 4, fetch: replicas.fetch }
    const reports = []
    while (!isOver) reports.push(await simulate(name, options))
    return reports
  }
  const providers = [provide('okta', okta), provide('entra', entra)]
  const load = Promise.all([...crew, ...providers])
  const more = () => {
    const enough = ledger.writes + 60
    return Promise.race([until(() => ledger.writes >= enough, 60_000), load])
  }
  await more()
  await replicas.end(0)
  await more()
  // What is committed has been handed to the kernel before: only a machine that fails would lose it.
  await postgres.restart()
  await more()
  await replicas.start(0)
  await replicas.end(1)
  await more()
  await postgres.restart()
  await more()
  isOver = true
  await load

  // What was answered and why.
  const reports = (await Promise.all(providers)).flat()
  expect(reports.flatMap(({ problems }) => problems)).toEqual([])
  expect(reports.filter(({ stopped }) => stopped !== undefined)).toEqual([])
  expect(unexplained(replicas.exchanges)).toEqual([])
  const outcomes = new Set(replicas.exchanges.flatMap(({ attempts }) => attempts.map(({ outcome }) => outcome)))
  expect([...outcomes]).toEqual(expect.arrayContaining(['refused', 'lost', 503, 200, 201, 204]))
  expect(replicas.exchanges.filter(isDoubtful).length).toBeGreaterThan(0)

  // What is there.
  for (const number of [0, 2]) {
    const people = await everybody(asking(directly(replicas, number), harbor.endpoint, harbor.token))
    const ours = [...people].filter(([, { userName }]) => userName.startsWith('sailor'))
    expect(new Map(ours)).toEqual(new Map([...ledger.people].toSorted()))
  }
  for (const id of ledger.deleted) expect((await ask(`GET /Users/${id}`)).status).toBe(404)
  const { members = [], meta } = await must(ask(`GET /Groups/${ledger.group.id}`))
  expect(sorted(members.map(({ value }: Json) => value))).toEqual(sorted(ledger.group.members))
  expect(meta.version).toStartWith(`W/"${ledger.group.version}`)
  const captain = await must(ask(`GET /Users/${ledger.shared.id}`))
  expect(sorted(captain.entitlements.map(({ value }: Json) => value))).toEqual(sorted(ledger.shared.rights))
  expect(captain.meta.version).toStartWith(`W/"${ledger.shared.rights.length + 1}`)

  // What is known of it.
  for (const number of [0, 2]) expect(await replicas.end(number, 'SIGTERM')).toBe(0)
  const found = await audit(databaseUrl)
  expect(found.contradictions).toEqual({})
  expect(disagreements(replicas.exchanges, found)).toEqual([])
  expect(replicas.logged().filter(({ level }) => level === 'error')).toEqual([])
}, 120_000)

/** An organization whose connection may deactivate whom it likes. */
async function organization(name: string): Promise<SetUp> {
  const env = { ROLLCALL_DATABASE_URL: databaseUrl }
  const made = await setUp({ url: publicUrl, dataDirectory: '' }, name, { env })
  const { code } = await rollcall(['connection', '--organization', name, '--set', 'safeguardPercent=0'], { env })
  expect(code).toBe(0)
  return made
}

/** Exchanges that did not end as their provider wanted, though no attempt before may have done it already. */
function unexplained(exchanges: readonly Exchange[]): readonly Exchange[] {
  return exchanges.filter((exchange) => {
    const outcome = exchange.attempts.at(-1)?.outcome
    if (typeof outcome === 'number' && outcome < 300) return false
    const isDone = outcome === (exchange.method === 'POST' ? 409 : exchange.method === 'DELETE' ? 404 : undefined)
    return !(isDone && isDoubtful(exchange))
  })
}

async function everybody(ask: Client): Promise<ReadonlyMap<string, Kept>> {
  const people = new Map<string, Kept>()
  for (let startIndex = 1; ; startIndex += 200) {
    const { Resources, totalResults } = await must(ask(`GET /Users?startIndex=${startIndex}&count=200`))
    for (const { id, userName, active, title = '', meta } of Resources)
      people.set(id, { userName, version: Number(/\d+/.exec(meta.version)?.[0]), active, title })
    if (startIndex + 200 <= totalResults) continue
    expect(people.size).toBe(totalResults)
    return people
  }
}

const sorted = (ids: Iterable<string>) => [...ids].sort()
