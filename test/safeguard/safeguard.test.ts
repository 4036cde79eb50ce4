import { afterAll, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { type Access, type Assembly, endAssemblies, patch, urns, user } from '../http/assembly'
import { crew, deactivating, deleting, each, reactivating, tally, timed } from './crew'

afterAll(endAssemblies)

const longAgo = 1000

async function staffed(people: number, settings: Readonly<Record<string, unknown>> = {}) {
  const clock = await timed()
  const { assembly } = clock
  const access = await assembly.organization('Engines')
  const by = operator(access.connection.organizationId)
  if (Object.keys(settings).length > 0) await assembly.directory.configure(by, access.connection.id, settings)
  const ids = await crew(assembly, access.connection, people, longAgo)
  const state = async () => (await assembly.directory.findConnection(access.connection.id))?.state
  return { ...clock, access, ids, by, state }
}

describe('the safeguard', () => {
  test.each([
    ['20 % of a hundred', 100, {}, 20],
    ['ten, where the share is less', 30, {}, 10],
    ['ten of ten', 10, {}, 10],
    ['the set share', 100, { safeguardPercent: 35 }, 35],
    ['everybody at 100 %', 40, { safeguardPercent: 100 }, 40],
    ['everybody where it is off', 40, { safeguardPercent: 0 }, 40],
  ])('lets %s leave within an hour, and nobody after that', async (_, people, settings, allowed) => {
    const { assembly, access, ids, state } = await staffed(people, settings)
    const statuses = await each(assembly, access, ids, deactivating)
    expect(statuses.slice(0, allowed).every((status) => status === 200)).toBe(true)
    expect(statuses.slice(allowed).every((status) => status === 503)).toBe(true)
    expect((await state())?.held !== undefined).toBe(allowed < people)
  })

  test('refuses with a reason, a time to come back and an event, and changes nobody', async () => {
    const { assembly, access, ids } = await staffed(11)
    await each(assembly, access, ids.slice(0, 10), deactivating)
    const last = String(ids[10])
    const refused = await assembly.ask(access, ...deactivating(last))
    expect(refused.status).toBe(503)
    expect(refused.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
    expect(refused.json).toMatchObject({ schemas: [urns.error], status: '503' })
    expect(refused.json.detail).toMatch(/more than 20 %.*an owner/i)
    expect(await assembly.lastEvent(access)).toMatchObject({
      status: 503,
      method: 'PATCH',
      resourceId: last,
      detail: refused.json.detail,
    })
    expect((await assembly.ask(access, `GET /Users/${last}`)).json.active).toBe(true)
  })

  test('holds deactivations and deletions on every path, and lets everything else go on', async () => {
    const { assembly, access, ids } = await staffed(30, { existingPeople: 'adopt' })
    await each(assembly, access, ids.slice(0, 11), deactivating)
    const { ask, person } = assembly
    const [gone, other, third] = [String(ids[0]), String(ids[20]), String(ids[21])]
    await person(access.connection.organizationId, { userName: 'hand@engines.example' })
    const refused: readonly (readonly [string, unknown?])[] = [
      deactivating(other),
      [`PATCH /Users/${other}`, patch({ op: 'Replace', path: 'active', value: 'False' }, titled('Countess'))],
      [`PUT /Users/${other}`, user(other, { active: false })],
      deleting(other),
      deleting(gone),
      ['POST /Users', user('hand@engines.example', { active: false })],
    ]
    for (const each of refused) expect([each, (await ask(access, ...each)).status]).toEqual([each, 503])
    const bulk = await ask(access, 'POST /Bulk', {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
      Operations: [
        { method: 'PATCH', path: `/Users/${other}`, data: deactivating(other)[1] },
        { method: 'DELETE', path: `/Users/${third}` },
        { method: 'PATCH', path: `/Users/${third}`, data: patch(titled('Analyst')) },
      ],
    })
    expect(bulk.json.Operations.map(({ status }: { status: string }) => status)).toEqual(['503', '503', '200'])
    const taken: readonly (readonly [string, unknown?])[] = [
      [`GET /Users/${other}`],
      ['POST /Users', user('new@engines.example')],
      ['POST /Users', user('asleep@engines.example', { active: false })],
      ['POST /Users', user('hand@engines.example')],
      [`PATCH /Users/${other}`, patch(titled('Countess'))],
      [`PATCH /Users/${gone}`, patch(titled('Left'))],
      deactivating(gone),
      reactivating(gone),
      ['POST /Groups', { schemas: [urns.group], displayName: 'Difference' }],
    ]
    for (const each of taken) expect([each, (await ask(access, ...each)).status < 300]).toEqual([each, true])
    expect((await ask(access, `GET /Users/${other}`)).json).toMatchObject({ active: true, title: 'Countess' })
  })

  test('lets exactly the allowed number through when a hundred come at once', async () => {
    const { assembly, access, ids } = await staffed(100)
    const answers = await Promise.all(ids.map((id) => assembly.ask(access, ...deactivating(id))))
    expect(tally(answers.map(({ status }) => status))).toEqual({ 200: 20, 503: 80 })
    const { json } = await assembly.ask(access, 'GET /Users?filter=active eq false&count=0')
    expect(json.totalResults).toBe(20)
  })

  test('counts in one bulk request as in many', async () => {
    const { assembly, access, ids } = await staffed(50)
    const Operations = ids.map((id, index) =>
      index % 2
        ? { method: 'DELETE', path: `/Users/${id}` }
        : { method: 'PATCH', path: `/Users/${id}`, data: deactivating(id)[1] },
    )
    const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest']
    const { json } = await assembly.ask(access, 'POST /Bulk', { schemas, Operations })
    const statuses = json.Operations.map(({ status }: { status: string }) => Number(status))
    expect(statuses.filter((status: number) => status < 300).length).toBe(10)
    expect(statuses.filter((status: number) => status === 503).length).toBe(40)
  })

  test('counts who is deactivated, comes back and is deactivated again once', async () => {
    const { assembly, access, ids, pass, state } = await staffed(30)
    for (let round = 0; round < 4; round++) {
      expect(tally(await each(assembly, access, ids.slice(0, 9), deactivating))).toEqual({ 200: 9 })
      pass(3)
      expect(tally(await each(assembly, access, ids.slice(0, 9), reactivating))).toEqual({ 200: 9 })
      pass(3)
    }
    expect(tally(await each(assembly, access, ids.slice(0, 10), deactivating))).toEqual({ 200: 10 })
    expect(await state()).toBeUndefined()
    expect(tally(await each(assembly, access, ids.slice(10, 12), deactivating))).toEqual({ 503: 2 })
  })

  test('counts who is deactivated and then deleted once', async () => {
    const { assembly, access, ids, state } = await staffed(30)
    await each(assembly, access, ids.slice(0, 10), deactivating)
    expect(tally(await each(assembly, access, ids.slice(0, 10), deleting))).toEqual({ 204: 10 })
    expect(await state()).toBeUndefined()
    expect((await assembly.ask(access, ...deleting(String(ids[10])))).status).toBe(503)
  })

  test('does not count that somebody is deleted whom the connection made within the hour', async () => {
    const { assembly, access, pass } = await staffed(0)
    const make = async (count: number) =>
      Promise.all(
        Array.from({ length: count }, async () => (await assembly.ask(access, 'POST /Users', user(named()))).json.id),
      )
    const fresh = await make(40)
    await each(assembly, access, fresh.slice(0, 10), deactivating)
    expect(tally(await each(assembly, access, fresh, deleting))).toEqual({ 204: 40 })
    const stale = await make(40)
    pass(61)
    expect(tally(await each(assembly, access, stale, deleting))).toEqual({ 204: 10, 503: 30 })
  })

  test('looks back for an hour, and no further', async () => {
    const { assembly, access, ids, pass, state } = await staffed(40)
    expect(tally(await each(assembly, access, ids.slice(0, 10), deactivating))).toEqual({ 200: 10 })
    pass(62)
    expect(tally(await each(assembly, access, ids.slice(0, 10), reactivating))).toEqual({ 200: 10 })
    expect(tally(await each(assembly, access, ids.slice(10, 20), deactivating))).toEqual({ 200: 10 })
    pass(58)
    expect((await assembly.ask(access, ...deactivating(String(ids[20])))).status).toBe(503)
    expect(await state()).toMatchObject({ held: expect.any(Number) })
  })

  test('counts each connection by itself', async () => {
    const { assembly, access, ids } = await staffed(30)
    const other = await assembly.connection(access.connection.organizationId)
    const theirs = await crew(assembly, other.connection, 30, longAgo)
    expect(tally(await each(assembly, access, ids.slice(0, 11), deactivating))).toEqual({ 200: 10, 503: 1 })
    expect(tally(await each(assembly, other, theirs.slice(0, 10), deactivating))).toEqual({ 200: 10 })
    expect((await assembly.directory.findConnection(other.connection.id))?.state).toBeUndefined()
    expect((await assembly.ask(other, ...deactivating(String(theirs[10])))).status).toBe(503)
  })

  test('agrees with a count by hand, whatever comes and goes', async () => {
    const { assembly, access, ids, pass, by } = await staffed(25)
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    const left = new Map<string, number>()
    const gone = new Set<string>()
    let minutes = 0
    for (let step = 0; step < 300; step++) {
      const id = String(ids[random(ids.length)])
      if (random(4) === 0) {
        minutes += 7
        pass(7)
      }
      const within = [...left.values()].filter((at) => minutes - at <= 60).length
      const active = ids.length - gone.size
      const isOut = gone.has(id)
      const wants = random(2) === 0
      const { status } = await assembly.ask(access, ...(wants ? deactivating(id) : reactivating(id)))
      const isTooMany = wants && !isOut && within + 1 > 10 && (within + 1) * 100 > (active + within) * 20
      expect([step, status]).toEqual([step, isTooMany ? 503 : 200])
      if (isTooMany) {
        await assembly.directory.waiveHold(by, access.connection.id)
        minutes += 24 * 60 + 1
        pass(24 * 60 + 1)
      } else if (wants && !isOut) {
        gone.add(id)
        left.set(id, minutes)
      } else if (!wants && isOut) {
        gone.delete(id)
        left.delete(id)
      }
    }
  })
})

describe('a hold', () => {
  async function held() {
    const staff = await staffed(30)
    await each(staff.assembly, staff.access, staff.ids.slice(0, 11), deactivating)
    return staff
  }
  const rest = (assembly: Assembly, access: Access, ids: readonly string[]) =>
    each(assembly, access, ids.slice(10), deactivating)

  test('ends when an owner waives it, for a day; then the safeguard looks again', async () => {
    const { assembly, access, ids, by, state, pass, now } = await held()
    await assembly.directory.waiveHold(by, access.connection.id)
    expect(await state()).toEqual({ waivedUntil: now() + 24 * 60 * 60_000 })
    expect(tally(await rest(assembly, access, ids))).toEqual({ 200: 20 })
    await each(assembly, access, ids, reactivating)
    pass(24 * 60 - 1)
    expect(tally(await each(assembly, access, ids, deactivating))).toEqual({ 200: 30 })
    await each(assembly, access, ids, reactivating)
    pass(1)
    expect(tally(await each(assembly, access, ids, deactivating))).toEqual({ 200: 10, 503: 20 })
  })

  test('stays when an owner keeps it', async () => {
    const { assembly, access, ids, by, state } = await held()
    await assembly.directory.keepHold(by, access.connection.id)
    expect(await state()).toMatchObject({ held: expect.any(Number), holdKept: expect.any(Number) })
    expect(tally(await rest(assembly, access, ids))).toEqual({ 503: 20 })
    await assembly.directory.waiveHold(by, access.connection.id)
    expect(tally(await rest(assembly, access, ids))).toEqual({ 200: 20 })
  })

  test('is over when the safeguard is switched off, and does not come back with it', async () => {
    const { assembly, access, ids, by } = await held()
    await assembly.directory.configure(by, access.connection.id, { safeguardPercent: 0 })
    expect(tally(await each(assembly, access, ids.slice(10, 15), deactivating))).toEqual({ 200: 5 })
    await assembly.directory.configure(by, access.connection.id, { safeguardPercent: 90 })
    expect(tally(await each(assembly, access, ids.slice(15, 20), deactivating))).toEqual({ 200: 5 })
  })

  test('cannot be got round by an admin who changes the setting', async () => {
    const { assembly, access, by } = await held()
    const { configure } = assembly.directory
    const admin = { ...by, role: 'admin' } as const
    for (const safeguardPercent of [0, 100])
      await expect(configure(admin, access.connection.id, { safeguardPercent })).rejects.toMatchObject({
        code: 'forbidden',
      })
    expect((await configure(admin, access.connection.id, { strict: true })).state).toHaveProperty('held')
  })

  test('is decided by owners alone, in their own organization, once, and the audit log tells', async () => {
    const { assembly, access, by } = await held()
    const { directory, store } = assembly
    const { id } = access.connection
    const foreign = operator((await assembly.organization('Globex')).connection.organizationId)
    for (const decide of [directory.waiveHold, directory.keepHold]) {
      for (const role of ['admin', 'viewer'] as const)
        await expect(decide({ ...by, role }, id)).rejects.toMatchObject({ code: 'forbidden' })
      await expect(decide(foreign, id)).rejects.toMatchObject({ code: 'not_found' })
    }
    await directory.keepHold(by, id)
    await directory.waiveHold(by, id)
    await expect(directory.waiveHold(by, id)).rejects.toMatchObject({ code: 'conflict' })
    const entries = await store.audit.list({ organizationId: by.organizationId, limit: 10, actionPrefix: 'hold.' })
    expect(entries.map(({ action, target }) => [action, target?.id])).toEqual([
      ['hold.waived', id],
      ['hold.kept', id],
    ])
  })
})

const titled = (title: string) => ({ op: 'replace', path: 'title', value: title })

const named = () => `${Bun.randomUUIDv7()}@engines.example`
