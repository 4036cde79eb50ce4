import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { start } from '../../src/appliance'
import type { Connection } from '../../src/directory/connection'
import { directory } from '../../src/directory/directory'
import { userKeys } from '../../src/directory/keys'
import { operator } from '../../src/directory/staff'
import type { Store } from '../../src/directory/store'
import { createLog } from '../../src/log'
import { type Access, type Assembly, assemble, endAssemblies, group, user } from '../http/assembly'
import { configAt, newPlace, openStore, type Place } from '../support/place'

let assembly: Assembly
let harbor: Access

afterAll(endAssemblies)
beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
})

const owner = () => operator(harbor.connection.organizationId)

describe('a deleted connection', () => {
  test('leaves its people and groups as nobody’s, with their histories', async () => {
    const access = await assembly.connection(harbor.connection.organizationId)
    const { connection } = access
    const sue = (await assembly.ask(access, 'POST /Users', user('sue@harbor.example', { externalId: 'x1' }))).json.id
    const crew = (await assembly.ask(access, 'POST /Groups', group('Crew', [sue]))).json.id
    await assembly.directory.deleteConnection(owner(), connection.id)
    await assembly.directory.releaseDeleted()
    const { organizationId } = connection
    const left = await assembly.store.users.findUnownedByExternalId(organizationId, 'x1')
    expect(left).toMatchObject({ id: sue, source: 'manual', active: true, version: 2 })
    const last = async (id: string) => (await assembly.store.changes.listOf(organizationId, id)).at(-1)
    const released = { action: 'released', connectionId: connection.id, actor: { kind: 'command' }, version: 2 }
    expect(await last(sue)).toMatchObject({ ...released, resourceType: 'User', after: left?.document ?? '' })
    expect(await last(crew)).toMatchObject({ ...released, resourceType: 'Group' })
    expect((await assembly.store.members.list(crew)).map(({ value }) => value)).toEqual([sue])
    expect(await assembly.directory.tallyOf(connection)).toMatchObject({ users: 0, groups: 0 })
    expect(await assembly.events(connection)).toHaveLength(2)
    expect((await assembly.directory.findConnection(connection.id))?.name).toBe(connection.name)
  })

  test('answers 401 from the next request on, which its log still keeps', async () => {
    const access = await assembly.connection(harbor.connection.organizationId, { publicDiscovery: true })
    const { connection } = access
    const base = `/scim/v2/connections/${connection.id}`
    expect((await assembly.ask(access, 'GET /Users')).status).toBe(200)
    await assembly.directory.deleteConnection(owner(), connection.id)
    const requests = [
      [access, 'GET /Users'],
      [access, `GET ${base}/Users`],
      [undefined, `GET ${base}/Schemas`],
      [{ ...access, token: 'wrong' }, `GET ${base}/Users`],
    ] as const
    for (const [who, request] of requests) {
      const { status, json } = await assembly.ask(who, request)
      expect([request, status, json.detail]).toEqual([request, 401, expect.stringContaining('was deleted on')])
      expect(await assembly.lastEvent(access)).toMatchObject({ status: 401, detail: json.detail })
    }
    const form = { grant_type: 'client_credentials', client_id: connection.id, client_secret: access.token }
    const asked = await fetch(`${assembly.url}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })
    expect(asked.status).toBe(401)
  })

  test('is gone for staff, and its name is free', async () => {
    const { connection } = await assembly.directory.addConnection(owner(), 'Okta')
    await expect(assembly.directory.addConnection(owner(), 'OKTA')).rejects.toMatchObject({ code: 'conflict' })
    await assembly.directory.deleteConnection(owner(), connection.id)
    await expect(assembly.directory.readConnection(owner(), connection.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(assembly.directory.deleteConnection(owner(), connection.id)).rejects.toMatchObject({
      code: 'not_found',
    })
    expect((await assembly.directory.addConnection(owner(), 'OKTA')).connection.name).toBe('OKTA')
  })

  test('is deleted once by two owners at once', async () => {
    const { connection } = await assembly.connection(harbor.connection.organizationId)
    const remove = () => assembly.directory.deleteConnection(owner(), connection.id)
    const results = await Promise.allSettled([remove(), remove()])
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('a connection with many people', () => {
  const many = 2345
  /** As if the process had ended and begun again. */
  async function reopened(place: Place): Promise<{ store: Store; hall: ReturnType<typeof directory> }> {
    const store = await openStore(place)
    const hall = directory({
      store,
      now: Date.now,
      newId: Bun.randomUUIDv7,
      randomBytes,
      hashPassword: async () => 'a hash',
      verifyPassword: async () => false,
    })
    return { store, hall }
  }

  test('is released in pieces, which go on where the process ended, each person once', async () => {
    const place = await newPlace()
    const first = await reopened(place)
    const made = await first.hall.setUp({
      organization: 'Pier',
      owner: 'owner@pier.example',
      password: 'long enough!!',
    })
    const connection = await first.hall.findConnection(made.connection.id)
    if (!connection) throw new Error('no connection')
    await populate(first.store, connection, many)
    await first.hall.deleteConnection(operator(connection.organizationId), connection.id)
    await first.store.close()

    const second = await reopened(place)
    const left = () => second.store.connections.tallyOf(connection.organizationId, connection.id)
    expect((await left()).users).toBeGreaterThan(0)
    expect(await second.store.connections.unreleased()).toMatchObject([{ id: connection.id }])
    await Promise.all([second.hall.releaseDeleted(), second.hall.releaseDeleted()])
    expect(await left()).toEqual({ users: 0, active: 0, groups: 0 })
    expect(await second.store.connections.unreleased()).toEqual([])
    const scope = { organizationId: connection.organizationId, connectionId: '', includeUnowned: true }
    const people = await second.store.users.list(scope, { offset: 0, limit: 5000 })
    expect(people.total).toBe(many + 1)
    for (const { id, version } of people.items.filter(({ role }) => role !== 'owner')) {
      expect(version).toBe(2)
      const changes = await second.store.changes.listOf(connection.organizationId, id)
      expect(changes.map(({ action }) => action)).toEqual(['released'])
    }
    await second.store.close()
  })

  test('is released by the appliance that starts after a process was killed amid it', async () => {
    const crowd = 3 * many
    const place = await newPlace()
    const first = await reopened(place)
    const made = await first.hall.setUp({
      organization: 'Pier',
      owner: 'owner@pier.example',
      password: 'long enough!!',
    })
    const connection = await first.hall.findConnection(made.connection.id)
    if (!connection) throw new Error('no connection')
    await populate(first.store, connection, crowd)
    await first.store.close()

    const { organizationId, id } = connection
    const script = join(import.meta.dir, 'deleter.ts')
    const deleter = Bun.spawn([process.execPath, script, JSON.stringify(place), organizationId, id], { stdout: 'pipe' })
    for await (const _ of deleter.stdout) deleter.kill('SIGKILL')
    await deleter.exited
    const between = await reopened(place)
    const { users } = await between.store.connections.tallyOf(organizationId, id)
    expect([users > 0, users % 40]).toEqual([true, crowd % 40])
    await between.store.close()

    const appliance = await start(configAt(place), createLog({ level: 'error', format: 'text' }))
    const deadline = Date.now() + 20_000
    while ((await appliance.directory.tallyOf(connection)).users > 0 && Date.now() < deadline) await Bun.sleep(10)
    expect(await appliance.directory.tallyOf(connection)).toEqual({ users: 0, active: 0, groups: 0 })
    await appliance.stop()
    const after = await reopened(place)
    const changes = await Promise.all(
      Array.from({ length: crowd }, (_, index) => after.store.changes.listOf(organizationId, `person-${index}`)),
    )
    expect(changes.map(([change, ...others]) => [change?.action, others.length])).toEqual(
      Array.from({ length: crowd }, () => ['released', 0]),
    )
    await after.store.close()
  }, 30_000)

  test('holds nobody else up for long while it is released', async () => {
    const { store, hall } = await reopened(await newPlace())
    const made = await hall.setUp({ organization: 'Pier', owner: 'owner@pier.example', password: 'long enough!!' })
    const connection = await hall.findConnection(made.connection.id)
    if (!connection) throw new Error('no connection')
    await populate(store, connection, many)
    await hall.deleteConnection(operator(connection.organizationId), connection.id)
    let done = false
    const released = hall.releaseDeleted().then(() => {
      done = true
    })
    let others = 0
    while (!done) {
      await store.write(async (tx) => void (await tx.secrets.obtain('a', new Uint8Array(32))))
      others++
    }
    await released
    expect(others).toBeGreaterThan(many / 40 / 2)
    await store.close()
  })
})

async function populate(store: Store, { id: connectionId, organizationId }: Connection, count: number): Promise<void> {
  await store.write(async (tx) => {
    for (let index = 0; index < count; index++) {
      const id = `person-${index}`
      const resource = { schemas: [], id, userName: id, active: true }
      const document = JSON.stringify(resource)
      const keys = userKeys(resource, document)
      const stored = { id, organizationId, connectionId, document, version: 1, created: 1, modified: 1 }
      await tx.users.insert({ ...stored, keys, source: 'scim', role: 'member' })
    }
  })
}
