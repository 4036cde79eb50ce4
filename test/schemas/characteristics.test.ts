import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { acme, core, endHarbors, type Harbor, harbor } from './harbor'

let there: Harbor

beforeEach(async () => {
  there = await harbor()
})
afterAll(endHarbors)

const lastEvent = async () => {
  const [event] = await there.directory.events({ connectionId: there.connectionId, limit: 1 })
  if (!event) throw new Error('no event was left')
  return event
}

describe('required', () => {
  test('is demanded of whoever has the extension', async () => {
    await there.define({ name: 'badge', required: true }, { name: 'desk' })
    await there.create({})
    const refused = await there.ask('POST /Users', { userName: 'ann', [acme]: { desk: 'N' } })
    expect(refused.json).toMatchObject({ scimType: 'invalidValue', detail: `${acme}:badge is required.` })
    const { id } = await there.create({ [acme]: { badge: '1', desk: 'N' } })
    expect((await there.patch(id, { op: 'remove', path: `${acme}:badge` })).json).toMatchObject({
      scimType: 'mutability',
    })
    const gone = await there.patch(id, { op: 'remove', path: acme })
    expect([gone.status, gone.json[acme]]).toEqual([200, undefined])
  })

  test('is demanded of everybody where the extension is', async () => {
    const old = await there.create({ title: 'Pilot' })
    await there.directory.define(
      operator(there.organizationId),
      { id: acme, attributes: [{ name: 'badge', required: true }] },
      true,
    )
    expect((await there.ask('GET /ResourceTypes/User')).json.schemaExtensions[1]).toEqual({
      schema: acme,
      required: true,
    })
    const refused = await there.ask('POST /Users', { userName: 'ann' })
    expect(refused.json).toMatchObject({ status: '400', detail: `${acme} is required.` })
    const { id } = await there.create({ [acme]: { badge: '1' } })
    expect((await there.patch(id, { op: 'remove', path: acme })).json).toMatchObject({ scimType: 'mutability' })
    // Whoever was there before can still be changed, and above all deactivated.
    const patched = await there.patch(old.id, { op: 'replace', value: { active: false } })
    expect([patched.status, patched.json.active, patched.json.title]).toEqual([200, false, 'Pilot'])
    const worse = await there.patch(old.id, { op: 'replace', path: 'title', value: { a: 1 } })
    expect(worse.status).toBe(400)
  })
})

describe('returned', () => {
  test('on request, when it is asked for by name', async () => {
    await there.define({ name: 'badge' }, { name: 'notes', returned: 'request' })
    const made = await there.create({ [acme]: { badge: '1', notes: 'late' } })
    expect(made[acme]).toEqual({ badge: '1' })
    const path = `/Users/${made.id}`
    expect((await there.ask(`GET ${path}`)).json[acme]).toEqual({ badge: '1' })
    expect((await there.ask(`GET ${path}?attributes=${acme}:notes`)).json[acme]).toEqual({ notes: 'late' })
    const { Resources } = (await there.ask('GET /Users?filter=notes eq "late"&sortBy=notes&cursor=')).json
    expect(Resources.map((user: object) => user)).toEqual([(await there.ask(`GET ${path}`)).json])
  })

  test('never, whatever is asked for, and in no log', async () => {
    await there.define({ name: 'badge' }, { name: 'pin', mutability: 'writeOnly' })
    const made = await there.create({ [acme]: { badge: '1', pin: '4711' } })
    expect(made[acme]).toEqual({ badge: '1' })
    await there.patch(made.id, { op: 'replace', path: `${acme}:pin`, value: '4711' })
    await there.patch(made.id, { op: 'replace', value: { [`${acme}:pin`]: '4711' } })
    expect((await there.ask(`GET /Users/${made.id}?attributes=${acme}:pin,${acme}`)).json[acme]).toEqual({ badge: '1' })
    expect((await there.ask('GET /Users?filter=pin eq "4711"')).status).toBe(403)
    expect((await there.ask('GET /Users?sortBy=pin')).status).toBe(400)
    const wrong = await there.patch(made.id, { op: 'add', path: `${acme}:pin`, value: { x: 4711 } })
    expect(wrong.json.detail).toBe(`${acme}:pin has the wrong type.`)
    const refused = await there.ask('POST /Users', { userName: 'x', [acme]: { pin: { x: 4711 } } })
    expect(refused.json.detail).toBe(`${acme}:pin has the wrong type.`)
    await Bun.sleep(150)
    const events = await there.directory.events({ connectionId: there.connectionId, limit: 100 })
    const told = await Promise.all(events.map(async (event) => [event, await there.directory.answerOf(event)]))
    expect(told).toHaveLength(8)
    expect(JSON.stringify(told)).not.toContain('4711')
  })

  test('never: a PATCH changes it like any other', async () => {
    await there.define({ name: 'pin', mutability: 'writeOnly' })
    const { id } = await there.create({})
    const versions: string[] = []
    for (const value of ['4711', '4711', '4712', '4712'])
      versions.push((await there.patch(id, { op: 'replace', path: `${acme}:pin`, value })).json.meta.version)
    expect(versions).toEqual(['W/"2"', 'W/"2"', 'W/"3"', 'W/"3"'])
  })

  test('never: a PUT, which cannot repeat it, leaves it', async () => {
    await there.define({ name: 'pin', returned: 'never' })
    const { id, userName } = await there.create({ [acme]: { pin: '4711' } })
    const put = await there.ask(`PUT /Users/${id}`, { schemas: [core], userName, title: 'Pilot' })
    expect([put.status, put.json[acme]]).toEqual([200, undefined])
    const again = await there.patch(id, { op: 'replace', path: `${acme}:pin`, value: '4711' })
    expect(again.json.meta.version).toBe(put.json.meta.version)
  })
})

test('immutable: once there is a value it stays', async () => {
  await there.define({ name: 'badge', mutability: 'immutable' }, { name: 'desk' })
  const { id, userName } = await there.create({})
  expect((await there.patch(id, { op: 'add', path: `${acme}:badge`, value: '1' })).status).toBe(200)
  expect((await there.patch(id, { op: 'replace', path: `${acme}:badge`, value: '2' })).json.scimType).toBe('mutability')
  const put = (attributes: object) => there.ask(`PUT /Users/${id}`, { userName, ...attributes })
  expect((await put({ [acme]: { badge: '2' } })).json).toMatchObject({ status: '400', scimType: 'mutability' })
  expect((await put({ [acme]: { badge: '1', desk: 'N' } })).json[acme]).toEqual({ badge: '1', desk: 'N' })
  const without = await put({})
  expect([without.json[acme], without.json.schemas]).toEqual([{ badge: '1' }, [core, acme]])
})

describe('uniqueness', () => {
  test('holds in the organization, on every way a value comes', async () => {
    await there.define(
      { name: 'badge', uniqueness: 'server' },
      { name: 'keys', type: 'integer', multiValued: true, uniqueness: 'server' },
    )
    const first = await there.create({ [acme]: { badge: 'Ä1', keys: [1, 2, 2] } })
    const second = await there.create({ [acme]: { badge: 'B1', keys: [3] } })
    const refusal = {
      status: '409',
      scimType: 'uniqueness',
      detail: `Somebody else has the same value of ${acme}:badge, which is unique.`,
    }
    expect((await there.ask('POST /Users', { userName: 'x', [acme]: { badge: 'ä1' } })).json).toMatchObject(refusal)
    expect((await there.patch(second.id, { op: 'replace', path: `${acme}:badge`, value: 'ä1' })).json).toMatchObject(
      refusal,
    )
    const { userName } = second
    expect((await there.ask(`PUT /Users/${second.id}`, { userName, [acme]: { badge: 'Ä1' } })).json).toMatchObject(
      refusal,
    )
    expect((await there.patch(second.id, { op: 'add', path: `${acme}:keys`, value: [2] })).status).toBe(409)
    expect((await there.patch(second.id, { op: 'add', path: `${acme}:keys`, value: [4] })).status).toBe(200)
    expect((await there.patch(first.id, { op: 'replace', path: `${acme}:badge`, value: 'ä1' })).status).toBe(200)

    // Freed by another value, and by the end of who had it.
    expect((await there.patch(first.id, { op: 'replace', path: `${acme}:badge`, value: 'C1' })).status).toBe(200)
    expect((await there.patch(second.id, { op: 'replace', path: `${acme}:badge`, value: 'Ä1' })).status).toBe(200)
    expect((await there.ask(`DELETE /Users/${second.id}`)).status).toBe(204)
    await there.create({ [acme]: { badge: 'Ä1', keys: [3, 4] } })
  })

  test('holds where several come at once', async () => {
    await there.define({ name: 'badge', uniqueness: 'server' })
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        there.ask('POST /Users', { userName: `u${index}`, [acme]: { badge: '1' } }),
      ),
    )
    expect(all.map(({ status }) => status).sort()).toEqual([201, ...Array.from({ length: 9 }, () => 409)])
  })

  test('is nothing to other organizations', async () => {
    await there.define({ name: 'badge', uniqueness: 'server' })
    const { id, token } = await there.another('Lighthouse')
    await there.directory.define(operator(id), { id: acme, attributes: [{ name: 'badge', uniqueness: 'server' }] })
    await there.create({ [acme]: { badge: '1' } })
    expect((await there.ask('POST /Users', { userName: 'ann', [acme]: { badge: '1' } }, token)).status).toBe(201)
  })

  test('finds whom a filter looks for', async () => {
    await there.define(
      { name: 'badge', uniqueness: 'server' },
      { name: 'since', type: 'dateTime', uniqueness: 'server' },
    )
    const one = await there.create({ [acme]: { badge: 'Ä1', since: '2020-01-01T00:00:00Z' } })
    await there.create({ [acme]: { badge: 'B1' } })
    for (const filter of [
      `${acme}:badge eq "ä1"`,
      'badge eq "Ä1" and active eq true',
      'badge eq "ä1" or badge eq "nobody"',
      'since eq "2020-01-01T01:00:00+01:00"',
    ]) {
      const { Resources } = (await there.ask(`GET /Users?filter=${encodeURIComponent(filter)}`)).json
      expect([filter, Resources.map(({ id }: { id: string }) => id)]).toEqual([filter, [one.id]])
    }
    const { token } = await there.another('Lighthouse')
    expect((await there.ask('GET /Users?filter=badge pr', undefined, token)).status).toBe(400)
  })

  test('is looked up for those only who have defined it', async () => {
    await there.define({ name: 'badge', uniqueness: 'server' })
    const { id, token } = await there.another('Lighthouse')
    await there.directory.define(operator(id), { id: acme, attributes: [{ name: 'badge' }] })
    await there.ask('POST /Users', { userName: 'ann', [acme]: { badge: '1' } }, token)
    await there.create({ [acme]: { badge: '1' } })
    for (const as of [there.token, token])
      expect((await there.ask('GET /Users?filter=badge eq "1"', undefined, as)).json.totalResults).toBe(1)
  })

  test('that is given up leaves nothing in the way of uniqueness later', async () => {
    await there.define({ name: 'badge', uniqueness: 'server' })
    const { id } = await there.create({ [acme]: { badge: '1' } })
    await there.define({ name: 'badge' })
    await there.patch(id, { op: 'remove', path: acme })
    await there.define({ name: 'badge', uniqueness: 'server' })
    expect((await there.create({ [acme]: { badge: '1' } }))[acme]).toEqual({ badge: '1' })
  })

  test('cannot be promised of values that are there already', async () => {
    await there.define({ name: 'badge' })
    await there.create({ [acme]: { badge: '1' } })
    await expect(there.define({ name: 'badge', uniqueness: 'server' })).rejects.toThrow(
      /^People have values of .*:badge/,
    )
    await there.define({ name: 'desk' })
    await there.define({ name: 'desk', uniqueness: 'server' })
    await there.create({ [acme]: { desk: '1' } })
    await there.define({ name: 'desk', uniqueness: 'server', description: 'Where it stands.' })
    expect((await there.ask('POST /Users', { userName: 'x', [acme]: { desk: '1' } })).status).toBe(409)
    await there.define({ name: 'desk' })
    await there.create({ [acme]: { desk: '1' } })
  })
})

test('the event of a refusal names the scimType', async () => {
  await there.define({ name: 'badge', uniqueness: 'server' })
  await there.create({ [acme]: { badge: '1' } })
  await there.ask('POST /Users', { userName: 'x', [acme]: { badge: '1' } })
  await Bun.sleep(150)
  expect(await lastEvent()).toMatchObject({ status: 409, scimType: 'uniqueness' })
})
