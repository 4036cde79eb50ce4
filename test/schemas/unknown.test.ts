import { afterAll, beforeEach, describe, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import type { Json } from '../../src/scim/json'
import { lenient, strict } from '../../src/scim/leniency'
import { samplesOf } from '../../src/scim/sample'
import { type Counted, unknownTally } from '../../src/storage/unknown-tally'
import { type Access, type Assembly, assemble, endAssemblies, patch, user } from '../http/assembly'
import { acme, enterprise } from './harbor'

afterAll(endAssemblies)

describe('the look of a value', () => {
  const one = (type: string, more = {}) => [['x', { type, multiValued: false, ...more }]]
  test.each<[value: Json, samples: object]>([
    ['secret', one('string')],
    ['2020-01-01T00:00:00Z', one('dateTime')],
    ['2020-01-01', one('string')],
    [7, one('integer')],
    [7.5, one('decimal')],
    [false, one('boolean')],
    [['secret'], [['x', { type: 'string', multiValued: true }]]],
    [[null, 1], [['x', { type: 'integer', multiValued: true }]]],
    [{ a: 'secret', b: { c: 1 }, d: null, e: 2 }, one('complex', { parts: { a: 'string', e: 'integer' } })],
    [[{ value: true }], [['x', { type: 'complex', multiValued: true, parts: { value: 'boolean' } }]]],
    [null, []],
    ['', []],
    [[], []],
    [[['a']], []],
  ])('%j', (value, samples) => {
    expect<unknown>(samplesOf('x', value)).toEqual(samples)
    expect(JSON.stringify(samplesOf('x', value))).not.toContain('secret')
  })

  test('of an object behind a URN is that of its members', () => {
    expect(samplesOf(acme, { badge: 'x', level: 1 }).map(([path]) => path)).toEqual([`${acme}:badge`, `${acme}:level`])
    expect(samplesOf(`${acme}:badge`, 'x').map(([path]) => path)).toEqual([`${acme}:badge`])
  })
})

test('unknown attributes are remembered up to a limit, and in strict mode before the refusal', () => {
  const remarks = lenient()
  for (let index = 0; index < 200; index++) remarks.unknown(`a${index}`, 1)
  remarks.unknown('x'.repeat(201), 1)
  expect([remarks.unknowns.size, remarks.ignored.size]).toEqual([100, 100])
  const refusing = strict()
  expect(() => refusing.unknown('shoe', 44)).toThrow('No schema has an attribute called shoe.')
  expect([...refusing.unknowns.keys(), ...refusing.ignored]).toEqual(['shoe'])
})

describe('the tally', () => {
  const sample = { type: 'string', multiValued: false } as const
  const seen = (path: string, time: number) => ({ resourceType: 'User' as const, path, sample, time })

  test('adds up what comes between two writings, and keeps what could not be written', async () => {
    const written: (readonly Counted[])[] = []
    let isBroken = true
    const tally = unknownTally(async (counted) => {
      if (isBroken) throw new Error('full')
      written.push(counted)
    })
    tally.count('one', [seen('a', 5), seen('b', 5)])
    await expect(tally.flush()).rejects.toThrow('full')
    tally.count('one', [seen('a', 9)])
    tally.count('two', [seen('a', 7)])
    isBroken = false
    await tally.close()
    expect(
      written.map((batch) =>
        batch.map(({ connectionId, path, count, firstSeen, lastSeen }) => [
          connectionId,
          path,
          count,
          firstSeen,
          lastSeen,
        ]),
      ),
    ).toEqual([
      [
        ['one', 'a', 2, 5, 9],
        ['one', 'b', 1, 5, 5],
        ['two', 'a', 1, 7, 7],
      ],
    ])
  })

  test('takes so many and no more while nothing can be written', async () => {
    let most = 0
    const tally = unknownTally(async (counted) => {
      most = counted.length
    })
    tally.count(
      'one',
      Array.from({ length: 10_001 }, (_, index) => seen(`a${index}`, 1)),
    )
    await tally.close()
    expect(most).toBe(10_000)
  })
})

describe('a connection that sends what nobody has defined', () => {
  let assembly: Assembly
  let harbor: Access
  beforeEach(async () => {
    assembly = await assemble()
    harbor = await assembly.organization('Harbor')
  })
  const seen = async ({ connection } = harbor) => {
    await assembly.store.flush()
    return assembly.directory.unknownAttributes(connection.id)
  }
  const post = async (attributes: object) =>
    (await assembly.ask(harbor, 'POST /Users', { userName: Bun.randomUUIDv7(), ...attributes })).json
  const define = (...attributes: { readonly name: string; readonly type?: string }[]) =>
    assembly.directory.define(operator(harbor.connection.organizationId), {
      id: acme,
      attributes: attributes.map((each) => ({ ...each })),
    })

  test('has it counted, by path, whatever way it comes', async () => {
    const before = Date.now()
    const { id } = await post({ [acme]: { badge: 'secret', desk: { floor: 1 } }, hat: true, title: 'x', cap: null })
    await assembly.ask(harbor, `PATCH /Users/${id}`, patch({ op: 'add', path: `${acme}:badge`, value: 'secret' }))
    await assembly.ask(
      harbor,
      `PATCH /Users/${id}`,
      patch({ op: 'replace', value: { hat: 'x', [enterprise]: { shoe: 44 } } }),
    )
    await assembly.ask(harbor, `PUT /Users/${id}`, {
      userName: 'x',
      [acme]: { badge: 'secret' },
      emails: [{ value: 'a', rank: 1 }],
    })
    await assembly.ask(harbor, 'POST /Users', { [acme]: { badge: 'secret' }, active: 'wrong' })
    await assembly.ask(harbor, 'POST /Groups', { displayName: 'Crew', badge: 1 })
    await assembly.ask(harbor, 'POST /Bulk', {
      Operations: [{ method: 'POST', path: '/Users', data: { userName: 'bulk', hat: true } }],
    })
    const all = await seen()
    expect(all.map(({ resourceType, path, count, sample }) => [resourceType, path, count, sample.type])).toEqual(
      expect.arrayContaining([
        ['User', `${acme}:badge`, 4, 'string'],
        ['User', `${acme}:desk`, 1, 'complex'],
        ['User', 'hat', 3, 'boolean'],
        ['User', `${enterprise}:shoe`, 1, 'integer'],
        ['User', 'emails.rank', 1, 'integer'],
        ['Group', 'badge', 1, 'integer'],
      ]),
    )
    expect(all).toHaveLength(6)
    expect(JSON.stringify(all)).not.toContain('secret')
    const [{ firstSeen, lastSeen } = { firstSeen: 0, lastSeen: 0 }] = all
    expect(before <= firstSeen && firstSeen <= lastSeen && lastSeen <= Date.now()).toBeTrue()
  })

  test('has it no longer counted when it is defined', async () => {
    await post({ [acme]: { badge: 'x' }, hat: true, cap: 'x' })
    await seen()
    await define({ name: 'badge' }, { name: 'hat', type: 'boolean' })
    expect((await seen()).map(({ path }) => path)).toEqual(['cap'])
    const made = await post({ [acme]: { badge: 'x' }, hat: true })
    expect(made[acme]).toEqual({ badge: 'x', hat: true })
    await assembly.directory.undefine(operator(harbor.connection.organizationId), acme)
    expect((await seen()).map(({ path }) => path)).toEqual(['cap'])
  })

  test('has at most 200 of them kept, those that came first', async () => {
    for (let turn = 0; turn < 5; turn++) {
      const many = Array.from({ length: 60 }, (_, index) => [`a${turn}x${index}`, 1])
      await post(Object.fromEntries(many))
      await seen()
    }
    const all = await seen()
    expect(all).toHaveLength(200)
    expect(all.filter(({ path }) => /^a[012]x/.test(path))).toHaveLength(180)
    await post({ a0x0: 1, a9x9: 1 })
    expect((await seen()).find(({ path }) => path === 'a0x0')?.count).toBe(2)
  })

  test('has it counted where it is refused, too', async () => {
    const strict = await assembly.connection(harbor.connection.organizationId, { strict: true })
    const refused = await assembly.ask(strict, 'POST /Users', { ...user('x'), hat: true })
    expect([refused.status, refused.json.scimType]).toEqual([400, 'invalidSyntax'])
    expect((await seen(strict)).map(({ path }) => path)).toEqual(['hat'])
  })

  test('has it in its own list, not in those of others', async () => {
    const lighthouse = await assembly.organization('Lighthouse')
    await assembly.ask(lighthouse, 'POST /Users', { userName: 'ann', hat: true })
    expect([await seen(), (await seen(lighthouse)).length]).toEqual([[], 1])
    const nobody = assembly.directory.unknownAttributes('nobody')
    await expect(nobody).rejects.toThrow('There is no connection with the id nobody.')
  })

  test('has it written within a second or so', async () => {
    await post({ hat: true })
    const deadline = Date.now() + 5000
    let found = 0
    while (found === 0 && Date.now() < deadline) {
      await Bun.sleep(20)
      found = (await assembly.directory.unknownAttributes(harbor.connection.id)).length
    }
    expect(found).toBe(1)
  })
})
