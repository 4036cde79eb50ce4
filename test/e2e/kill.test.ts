import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { executable } from '../support/executable'
import { setUp } from '../support/organization'
import { newPlace } from '../support/place'
import { endServers, serve } from '../support/server'
import { type Client, client, eventsOf, group, type Json, must, patch, until, user } from './client'

beforeAll(executable, 120_000)
afterAll(endServers)

const rounds = 6
const writers = 24

/** What the server has acknowledged: it must be there after any kill. */
interface Acknowledged {
  /** By id: the number last written as the title. More may have been written than was acknowledged, never less. */
  readonly titles: Map<string, number>
  readonly deleted: Set<string>
  readonly members: Set<string>
  readonly names: Map<string, string>
  writes: number
}

test('a kill at any moment loses no write that was acknowledged', async () => {
  const place = await newPlace()
  const acknowledged: Acknowledged = {
    titles: new Map(),
    deleted: new Set(),
    members: new Set(),
    names: new Map(),
    writes: 0,
  }
  const first = await serve([], { place })
  const { connection, token } = await setUp(first)
  const path = `/scim/v2/connections/${connection.id}`
  const crew = (await must(client(first.url + path, token)('POST /Groups', group('Crew')))).id
  await first.end('SIGKILL')
  for (let round = 0; round < rounds; round++) {
    const server = await serve([], { place })
    const ask = client(server.url + path, token)
    await verify(ask, acknowledged, crew)
    const load = Array.from({ length: writers }, (_, index) => write(ask, `${round}-${index}`, acknowledged, crew))
    const enough = acknowledged.writes + 120 + 37 * round
    await until(() => acknowledged.writes >= enough)
    await Promise.all([server.end('SIGKILL'), ...load])
  }
  const last = await serve([], { place })
  await verify(client(last.url + path, token), acknowledged, crew)
  expect(await last.end()).toBe(0)
  expect(acknowledged.writes).toBeGreaterThan(100 * rounds)

  const events = await eventsOf(place)
  const written = events.filter(({ method, status }) => method !== 'GET' && status < 300)
  expect(written.length).toBeGreaterThanOrEqual(acknowledged.writes)
  const created = new Set(written.filter(({ status }) => status === 201).map(({ resourceId }) => resourceId))
  expect([...acknowledged.names.keys()].filter((id) => !created.has(id))).toEqual([])
  if (place.databaseUrl !== undefined) return
  const database = new Database(join(place.dataDirectory, 'rollcall.db'), { readonly: true })
  expect(database.query('pragma integrity_check').all()).toEqual([{ integrity_check: 'ok' }])
  expect(database.query('pragma foreign_key_check').all()).toEqual([])
  database.close()
}, 60_000)

/** Writes until the server is gone. */
async function write(ask: Client, writer: string, acknowledged: Acknowledged, crew: string): Promise<void> {
  const { titles, deleted, members, names } = acknowledged
  const done = <T>(answer: T): T => {
    acknowledged.writes++
    return answer
  }
  try {
    for (let turn = 0; ; turn++) {
      const name = `sailor-${writer}-${turn}@harbor.example`
      const { id } = done(await must(ask('POST /Users', user(name))))
      names.set(id, name)
      for (let title = 1; title <= 3; title++) {
        done(await must(ask(`PATCH /Users/${id}`, patch({ op: 'replace', path: 'title', value: String(title) }))))
        titles.set(id, title)
      }
      const add = patch({ op: 'add', path: 'members', value: [{ value: id }] })
      done(await must(ask(`PATCH /Groups/${crew}?attributes=id`, add)))
      members.add(id)
      if (turn % 3 === 2) {
        members.delete(id)
        titles.delete(id)
        done(await must(ask(`DELETE /Users/${id}`)))
        deleted.add(id)
      }
    }
  } catch (error) {
    // The kill breaks connections off; an answer that is an error is none of its doing.
    if (error instanceof Error && /^\d{3}: /.test(error.message)) throw error
  }
}

async function verify(ask: Client, { titles, deleted, members, names }: Acknowledged, crew: string): Promise<void> {
  const people = new Map<string, Json>()
  for (let startIndex = 1; ; startIndex += 1000) {
    const page = await must(ask(`GET /Users?startIndex=${startIndex}&count=1000`))
    for (const person of page.Resources) people.set(person.id, person)
    if (startIndex + 1000 > page.totalResults) break
  }
  for (const [id, title] of titles) expect(Number(people.get(id)?.title)).toBeGreaterThanOrEqual(title)
  for (const [id, person] of people) expect(names.get(id) ?? person.userName).toBe(person.userName)
  for (const id of deleted) expect(people.has(id)).toBe(false)
  const listed: readonly { value: string }[] = (await must(ask(`GET /Groups/${crew}`))).members ?? []
  const inGroup = new Set(listed.map(({ value }) => value))
  expect(inGroup.size).toBe(listed.length)
  expect([...members].filter((id) => !inGroup.has(id))).toEqual([])
  expect([...inGroup].filter((id) => !people.has(id))).toEqual([])
}
