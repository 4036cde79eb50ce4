import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import type { Appliance } from '../../src/appliance'
import { move } from '../../src/storage/move/move'
import type { Place } from '../../src/storage/move/side'
import { patch, user } from '../http/assembly'
import { visitor } from '../http/console/visitor'
import { type PostgresServer, startPostgres } from '../support/postgres'
import { database, directory, watcher } from './places'
import { type Answer, answersOf, ask, differences, pagesOf, served, settled } from './town'

// Others may keep the machine busy.
setDefaultTimeout(120_000)

let server: PostgresServer

beforeAll(async () => {
  server = await startPostgres()
})

afterAll(() => server.stop())

/** Serves from a place as long as something is done. */
async function serving<T>(place: Place, act: (appliance: Appliance) => Promise<T>): Promise<T> {
  const appliance = await served(place)
  try {
    return await act(appliance)
  } finally {
    await appliance.stop()
  }
}

test('an appliance that was moved answers as it did, and goes on', async () => {
  const [first, second, third] = [directory(), await database(server), directory()]
  const town = await settled(first)
  const { owner, organizationId, token, invitation, nextPage } = town

  // Pages show what was asked before, so they are read behind it, and when what is noted of it now and then is written.
  const answers = await serving(first, ({ url }) => answersOf(url, town))
  const page = await serving(first, ({ url }) => ask(url, token, nextPage))
  let pages = await serving(first, ({ url }) => pagesOf(url, town))
  expect(Object.keys(pages).length).toBeGreaterThan(150)

  for (const [from, to] of [
    [first, second],
    [second, third],
  ] as const) {
    expect(await move(from, to, watcher())).toBe(true)
    await serving(to, async ({ url }) => {
      expect(differences(pages, await pagesOf(url, town))).toEqual([])
      expect(differences(answers, await answersOf(url, town))).toEqual([])
      expect(idsIn(await ask(url, token, nextPage))).toEqual(idsIn(page))
      const guest = visitor(url)
      expect((await guest.get(invitation)).status).toBe(200)
      expect((await guest.post('/sign-in', { login: owner.login, password: 'not this one' })).status).toBe(401)
      expect((await guest.post('/sign-in', { login: owner.login, password: owner.password })).status).toBe(303)
    })
    pages = await serving(to, ({ url }) => pagesOf(url, town))
  }

  for (const place of [second, third]) {
    await serving(place, async ({ url, directory }) => {
      const log = () => directory.events({ organizationId, limit: 200 })
      const [last] = await log()
      const before = await ask(url, token, everybody)
      const { json: crew } = await ask(url, token, 'GET /Groups?filter=displayName%20eq%20"crew"')
      const { status, json: newcomer } = await ask(url, token, 'POST /Users', user('newcomer@harbor.example'))
      expect(status).toBe(201)
      expect((await ask(url, token, 'POST /Users', user('NEWCOMER@harbor.example'))).status).toBe(409)
      const joining = patch({ op: 'add', path: 'members', value: [{ value: newcomer.id }] })
      const { json: joined } = await ask(url, token, `PATCH /Groups/${crew.Resources[0].id}`, joining)
      expect(joined.members.at(-1)).toMatchObject({ value: newcomer.id })
      expect(idsIn(await ask(url, token, everybody))).toEqual([...idsIn(before), newcomer.id])
      const made = (await log()).find(({ resourceId }) => resourceId === newcomer.id)
      expect(made).toMatchObject({ method: 'POST', status: 201 })
      expect(made?.position).toBeGreaterThan(last?.position ?? Number.POSITIVE_INFINITY)
    })
  }
})

const everybody = 'GET /Users?count=100&attributes=id'

function idsIn({ json }: Answer): readonly string[] {
  return json.Resources.map(({ id }: { readonly id: string }) => id)
}
