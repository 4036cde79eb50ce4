import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { acme, core, endHarbors, enterprise, type Harbor, harbor } from './harbor'

let there: Harbor

beforeAll(async () => {
  there = await harbor()
  await there.define(
    { name: 'badge', description: 'The number on the badge.' },
    { name: 'level', type: 'integer' },
    { name: 'score', type: 'decimal' },
    { name: 'since', type: 'dateTime' },
    { name: 'remote', type: 'boolean' },
    { name: 'tags', multiValued: true },
    { name: 'code', caseExact: true },
    { name: 'home', type: 'reference' },
    { name: 'key', type: 'binary' },
    { name: 'desk', type: 'complex', subAttributes: [{ name: 'floor', type: 'integer' }, { name: 'room' }] },
    { name: 'phones', type: 'complex', multiValued: true, subAttributes: [{ name: 'value' }, { name: 'type' }] },
    { name: 'department' },
  )
})
afterAll(endHarbors)

describe('discovery', () => {
  test('shows the schema, and that users have it', async () => {
    const schema = (await there.ask(`GET /Schemas/${acme}`)).json
    expect(schema).toMatchObject({ id: acme, name: 'User extension', meta: { resourceType: 'Schema' } })
    expect(schema.attributes[0]).toEqual({
      name: 'badge',
      type: 'string',
      multiValued: false,
      description: 'The number on the badge.',
      required: false,
      caseExact: false,
      mutability: 'readWrite',
      returned: 'default',
      uniqueness: 'none',
    })
    const { Resources } = (await there.ask('GET /Schemas')).json
    expect(Resources.map(({ id }: { id: string }) => id)).toContain(acme)
    expect((await there.ask('GET /ResourceTypes/User')).json.schemaExtensions).toEqual([
      { schema: enterprise, required: false },
      { schema: acme, required: false },
    ])
  })

  test('shows it to nobody else', async () => {
    const { token } = await there.another('Lighthouse')
    expect((await there.ask(`GET /Schemas/${acme}`, undefined, token)).status).toBe(404)
    const made = await there.ask('POST /Users', { userName: 'ann', [acme]: { badge: '1' } }, token)
    expect([made.status, made.json[acme]]).toEqual([201, undefined])
  })
})

describe('values are understood as Okta and Entra send them', () => {
  test.each<[how: string, attributes: object, expected: object]>([
    ['beside schemas, with the URN in schemas', { schemas: [core, acme], [acme]: { badge: 'A1' } }, { badge: 'A1' }],
    [
      'beside schemas, without the URN in schemas',
      { [acme]: { badge: 'A1', tags: ['x'] } },
      { badge: 'A1', tags: ['x'] },
    ],
    [
      'behind the URN as the key',
      { [`${acme}:badge`]: 'A1', [`${acme}:desk.floor`]: 3 },
      { badge: 'A1', desk: { floor: 3 } },
    ],
    ['behind the URN and a dot', { [`${acme}.badge`]: 'A1' }, { badge: 'A1' }],
    ['in another case', { [acme.toUpperCase()]: { BADGE: 'A1' } }, { badge: 'A1' }],
    ['bare', { badge: 'A1', 'desk.room': 'N' }, { badge: 'A1', desk: { room: 'N' } }],
    [
      'as text',
      { [acme]: { level: '3', remote: 'True', score: '1.5', badge: 7 } },
      { level: 3, remote: true, score: 1.5, badge: '7' },
    ],
    ['in an array of one', { [acme]: { badge: ['A1'], tags: 'x' } }, { badge: 'A1', tags: ['x'] }],
    ['with nothing in them', { [acme]: { badge: '', level: null, tags: [], remote: false } }, { remote: false }],
  ])('%s', async (_, attributes, expected) => {
    const made = await there.create(attributes)
    expect(made[acme]).toEqual(expected)
    expect(made.schemas).toEqual([core, acme])
    expect((await there.ask(`GET /Users/${made.id}`)).json).toEqual(made)
  })

  test.each<[operation: object, expected: object | undefined]>([
    [
      { op: 'Add', path: `${acme}:badge`, value: 'B2' },
      { badge: 'B2', level: 1 },
    ],
    [
      { op: 'replace', path: `${acme}:level`, value: '4' },
      { badge: 'A1', level: 4 },
    ],
    [
      { op: 'replace', path: `${acme}.level`, value: 4 },
      { badge: 'A1', level: 4 },
    ],
    [
      { op: 'replace', path: 'level', value: 4 },
      { badge: 'A1', level: 4 },
    ],
    [
      { op: 'replace', value: { [acme]: { level: 4 } } },
      { badge: 'A1', level: 4 },
    ],
    [
      { op: 'replace', value: { [`${acme}:level`]: 4, [`${acme}:desk.room`]: 'N' } },
      { badge: 'A1', level: 4, desk: { room: 'N' } },
    ],
    [
      { op: 'add', path: acme, value: { remote: 'False' } },
      { badge: 'A1', level: 1, remote: false },
    ],
    [
      { op: 'add', path: `${acme}:desk`, value: { floor: 2 } },
      { badge: 'A1', level: 1, desk: { floor: 2 } },
    ],
    [
      { op: 'replace', path: `${acme}:phones[type eq "desk"].value`, value: '1' },
      { badge: 'A1', level: 1, phones: [{ type: 'desk', value: '1' }] },
    ],
    [
      { op: 'add', path: `${acme}:tags`, value: ['a', 'b'] },
      { badge: 'A1', level: 1, tags: ['a', 'b'] },
    ],
    [{ op: 'remove', path: `${acme}:level` }, { badge: 'A1' }],
    [{ op: 'replace', path: `${acme}:level`, value: '' }, { badge: 'A1' }],
    [{ op: 'remove', path: acme }, undefined],
  ])('in %j', async (operation, expected) => {
    const { id } = await there.create({ [acme]: { badge: 'A1', level: 1 } })
    const { status, json } = await there.patch(id, operation)
    expect([status, json[acme]]).toEqual([200, expected])
    expect(json.schemas.includes(acme)).toBe(expected !== undefined)
  })

  test('and those of the wrong type are refused', async () => {
    const refused = await there.ask('POST /Users', { userName: 'wrong', [acme]: { level: 'high' } })
    expect(refused.json).toMatchObject({
      status: '400',
      scimType: 'invalidValue',
      detail: `${acme}:level must be an integer, not "high".`,
    })
    const { id } = await there.create({})
    const patched = await there.patch(id, { op: 'add', path: `${acme}:since`, value: 'yesterday' })
    expect(patched.json.scimType).toBe('invalidValue')
  })

  test('a bare name that the standard has means the standard', async () => {
    const made = await there.create({ department: 'Harbour', [`${acme}:department`]: 'Pilots' })
    expect([made[enterprise], made[acme]]).toEqual([{ department: 'Harbour' }, { department: 'Pilots' }])
  })

  test('a bare name that two extensions have means neither', async () => {
    const id = 'urn:acme:schemas:extra:2.0:User'
    await there.directory.define(operator(there.organizationId), {
      id,
      attributes: [{ name: 'badge' }, { name: 'seat' }],
    })
    const made = await there.create({ badge: '1', seat: '2' })
    expect([made[acme], made[id]]).toEqual([undefined, { seat: '2' }])
    await there.directory.undefine(operator(there.organizationId), id)
  })
})

describe('answers', () => {
  const all = { badge: 'A1', level: 1, desk: { floor: 2, room: 'N' } }

  test.each<[query: string, expected: object | undefined]>([
    ['', all],
    [`?attributes=${acme}:badge`, { badge: 'A1' }],
    [`?attributes=${acme}`, all],
    ['?attributes=level', { level: 1 }],
    [`?attributes=${acme}:desk.floor`, { desk: { floor: 2 } }],
    ['?attributes=userName', undefined],
    [`?excludedAttributes=${acme}:desk,${acme}:badge`, { level: 1 }],
    [`?excludedAttributes=${acme}`, undefined],
  ])('%s', async (query, expected) => {
    const { id } = await there.create({ [acme]: all })
    expect((await there.ask(`GET /Users/${id}${query}`)).json[acme]).toEqual(expected)
  })
})
