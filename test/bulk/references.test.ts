import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, urns, user } from '../http/assembly'
import { bulk, idIn, type Operation, post, type Result, send, statuses } from './bulk'

let assembly: Assembly
let harbor: Access
let next = 0

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
})
afterAll(endAssemblies)

const name = () => `n${++next}`
const read = async (path: string) => (await assembly.ask(harbor, `GET ${path}`)).json
const managed = (by: string, attributes: object = {}) =>
  user(name(), { [urns.enterprise]: { manager: { value: by } }, ...attributes })
const members = async (id: string): Promise<string[]> =>
  ((await read(`/Groups/${id}`)).members ?? []).map(({ value }: { value: string }) => value)
const managerOf = async (id: string) => (await read(`/Users/${id}`))[urns.enterprise]?.manager?.value

/** The ids of what was made, by bulkId. */
const idsIn = (results: readonly Result[]) =>
  Object.fromEntries(results.flatMap((result) => (result.bulkId === undefined ? [] : [[result.bulkId, idIn(result)]])))

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length < 2) return [[...items]]
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map((rest) => [item, ...rest]))
}

describe('a reference', () => {
  test('reaches what it means in whichever order the operations stand', async () => {
    const plan = () => [
      post('/Users', 'boss', user(name())),
      post('/Users', 'hand', managed('bulkId:boss')),
      post('/Groups', 'crew', group(name(), ['bulkId:hand'])),
      post('/Groups', 'fleet', group(name(), ['bulkId:crew', 'bulkId:boss'])),
    ]
    for (const order of permutations([0, 1, 2, 3])) {
      const operations = plan()
      const results = await bulk(
        assembly,
        harbor,
        order.flatMap((index) => operations[index] ?? []),
      )
      expect([order, statuses(results)]).toEqual([order, '201 201 201 201'])
      expect(results.map(({ bulkId }) => bulkId)).toEqual(order.map((index) => operations[index]?.bulkId))
      const { boss = '', hand = '', crew = '', fleet = '' } = idsIn(results)
      expect(await managerOf(hand)).toBe(boss)
      expect([await members(crew), await members(fleet)]).toEqual([[hand], [crew, boss]])
      const { groups } = await read(`/Users/${hand}`)
      const within = groups.map(({ value, type }: { value: string; type: string }) => `${value} ${type}`)
      expect(within.sort()).toEqual([`${crew} direct`, `${fleet} indirect`].sort())
    }
  })

  test('is taken in a path, for every method', async () => {
    const [one, two] = [name(), name()]
    const results = await bulk(assembly, harbor, [
      { method: 'DELETE', path: '/Users/bulkId:gone' },
      { method: 'PUT', path: '/Users/bulkId:kept', data: user(two, { title: 'Mate' }) },
      { method: 'PATCH', path: '/Users/bulkId:kept', data: patch({ op: 'add', path: 'nickName', value: 'Nick' }) },
      post('/Users', 'gone', user(name())),
      post('/Users', 'kept', user(one)),
    ])
    expect(statuses(results)).toBe('204 200 200 201 201')
    const { gone = '', kept = '' } = idsIn(results)
    expect((await assembly.ask(harbor, `GET /Users/${gone}`)).status).toBe(404)
    expect(await read(`/Users/${kept}`)).toMatchObject({ userName: two, title: 'Mate', nickName: 'Nick' })
    expect(results.slice(0, 3).map(idIn)).toEqual([gone, kept, kept])
  })

  test('is taken in the path and in the value of a PATCH operation', async () => {
    const { id } = (await assembly.ask(harbor, 'POST /Groups', group(name()))).json
    const change = (operation: object): Operation => ({
      method: 'PATCH',
      path: `/Groups/${id}`,
      data: patch(operation),
    })
    const results = await bulk(assembly, harbor, [
      change({ op: 'add', path: 'members', value: [{ value: 'bulkId:a' }, { value: 'bulkId:b' }] }),
      change({ op: 'remove', path: 'members[value eq "bulkId:a"]' }),
      change({ op: 'add', value: { members: [{ value: 'bulkId:c' }] } }),
      change({ op: 'remove', path: 'members', value: [{ value: 'bulkId:c' }] }),
      post('/Users', 'a', user(name())),
      post('/Users', 'b', user(name())),
      post('/Users', 'c', user(name())),
    ])
    expect(statuses(results)).toBe('200 200 200 200 201 201 201')
    expect(await members(id)).toEqual([idsIn(results).b ?? ''])
  })

  test('is taken wherever text stands, several times over, and not mistaken for a longer one', async () => {
    const results = await bulk(assembly, harbor, [
      post('/Users', 'x', user(name())),
      post('/Users', 'x1', user(name())),
      post('/Users', 'x-1.é', user(name())),
      post(
        '/Users',
        'last',
        user(name(), {
          externalId: 'bulkId:x1',
          title: 'of bulkId:x and bulkId:x-1.é',
          [urns.enterprise]: { manager: { value: 'bulkId:x', $ref: '../Users/bulkId:x' } },
        }),
      ),
    ])
    const { x, x1, last = '', 'x-1.é': other } = idsIn(results)
    expect(await read(`/Users/${last}`)).toMatchObject({
      externalId: x1,
      title: `of ${x} and ${other}`,
      [urns.enterprise]: { manager: { value: x, $ref: `../Users/${x}` } },
    })
  })

  test.each([
    'Ada Lovelace',
    ' ',
    'a"b',
    "O'Malley",
    'back\\slash "quoted\\"',
    'a/b',
    'a,b',
    'members[value eq "x"]',
    '$& (a|b)* ^.?+{2}-$',
    '100%',
    'Zoë 😀',
    'two\nlines\t',
    'bulkId:b',
  ])('may be to any bulkId, be it %j: in a value, a filter and a path', async (bulkId) => {
    const { id } = (await assembly.ask(harbor, 'POST /Groups', group(name()))).json
    const change = (...operations: object[]) => ({ method: 'PATCH', path: `/Groups/${id}`, data: patch(...operations) })
    const mate = `${bulkId} x`
    const results = await bulk(assembly, harbor, [
      change({ op: 'add', path: 'members', value: [{ value: `bulkId:${bulkId}` }, { value: `bulkId:${mate}` }] }),
      change({ op: 'remove', path: `members[value eq ${JSON.stringify(`bulkId:${bulkId}`)}]` }),
      {
        method: 'PATCH',
        path: `/Users/bulkId:${encodeURIComponent(bulkId)}`,
        data: patch({ op: 'add', path: 'title', value: 'Mate' }),
      },
      {
        method: 'PATCH',
        path: `/Users/${encodeURIComponent(`bulkId:${bulkId}`)}`,
        data: patch({ op: 'add', path: 'nickName', value: 'Nick' }),
      },
      {
        method: 'PATCH',
        path: `/Users/bulkId:${bulkId}`,
        data: patch({ op: 'replace', path: 'title', value: 'Cook' }),
      },
      post('/Users', mate, managed(`bulkId:${bulkId}`)),
      post('/Users', bulkId, user(name())),
    ])
    expect([bulkId, statuses(results)]).toEqual([bulkId, '200 200 200 200 200 201 201'])
    const ids = idsIn(results)
    expect(await members(id)).toEqual([ids[mate] ?? ''])
    expect(await managerOf(ids[mate] ?? '')).toBe(ids[bulkId])
    expect(await read(`/Users/${ids[bulkId]}`)).toMatchObject({ title: 'Cook', nickName: 'Nick' })
  })

  test('to a bulkId with a space is not mistaken for one to its first word, nor the other way round', async () => {
    const results = await bulk(assembly, harbor, [
      post('/Users', 'ann', user(name())),
      post('/Users', 'ann lee', user(name())),
      post('/Users', 'last', user(name(), { title: 'bulkId:ann, bulkId:ann lee, bulkId:ann leek' })),
      post('/Groups', 'g', group(name(), ['bulkId:ann leek', 'bulkId:nobody here'])),
    ])
    const { ann, 'ann lee': lee, last } = idsIn(results)
    expect((await read(`/Users/${last}`)).title).toBe(`${ann}, ${lee}, ${ann} leek`)
    expect(results[3]).toMatchObject({ status: '400', response: { scimType: 'invalidValue' } })
  })

  test('of an operation to itself is its own id', async () => {
    const results = await bulk(assembly, harbor, [post('/Users', 'self', managed('bulkId:self'))])
    const { self = '' } = idsIn(results)
    expect([statuses(results), await managerOf(self)]).toEqual(['201', self])
  })

  test('is not understood where it is not made by an operation', async () => {
    const { id } = (await assembly.ask(harbor, 'POST /Users', user(name()))).json
    const results = await bulk(assembly, harbor, [
      post('/Groups', 'g', group(name(), ['bulkId:nobody'])),
      { method: 'PATCH', path: '/Users/bulkId:nobody', data: patch() },
      { method: 'DELETE', path: '/Users/bulkId:nobody' },
      { method: 'PATCH', path: `/Users/${id}`, bulkId: 'changed', data: patch() },
      post('/Groups', 'h', group(name(), ['bulkId:changed'])),
      post('/Users', 'u', user(name())),
    ])
    expect(statuses(results)).toBe('400 400 400 200 400 201')
    for (const index of [0, 1, 2, 4]) {
      expect(results[index]?.response).toMatchObject({ scimType: 'invalidValue' })
      expect(results[index]?.response?.detail).toContain(index === 4 ? 'changed' : 'nobody')
    }
    expect(results[1]?.location).toEndWith('/Users/bulkId:nobody')
  })

  test('means who is made under a bulkId, though others who are changed have the same one', async () => {
    const { id } = (await assembly.ask(harbor, 'POST /Users', user(name()))).json
    const change = { method: 'PATCH', path: `/Users/${id}`, bulkId: 'same', data: patch() }
    for (const order of permutations([post('/Groups', 'g', {}), post('/Users', 'same', {}), change])) {
      const operations = order.map((each) =>
        each.method === 'POST'
          ? { ...each, data: each.path === '/Users' ? user(name()) : group(name(), ['bulkId:same']) }
          : each,
      )
      const results = await bulk(assembly, harbor, operations)
      const result = (path: string) => results.find(({ location }) => location?.includes(path))
      expect([statuses(results), await members(idIn(result('/Groups/')))]).toEqual([
        operations.map(({ method }) => (method === 'POST' ? '201' : '200')).join(' '),
        [idIn(results.find(({ method, location }) => method === 'POST' && location?.includes('/Users/')))],
      ])
    }
  })
})

describe('what is referred to', () => {
  test('must have succeeded: what refers to it, and what refers to that, is refused with it', async () => {
    const operations = [
      post('/Groups', 'fleet', group(name(), ['bulkId:crew'])),
      post('/Groups', 'crew', group(name(), ['bulkId:bad'])),
      { method: 'PATCH', path: '/Users/bulkId:bad', data: patch() },
      post('/Users', 'bad', { ...user(name()), active: 'perhaps' }),
      post('/Users', 'good', user(name())),
    ]
    for (const order of permutations([0, 1, 2, 3, 4]).filter((_, index) => index % 7 === 0)) {
      const results = await bulk(
        assembly,
        harbor,
        order.flatMap((index) => {
          const operation = operations[index]
          return operation?.bulkId === 'good' ? post('/Users', 'good', user(name())) : (operation ?? [])
        }),
      )
      expect([order, statuses(results)]).toEqual([
        order,
        order.map((index) => (index === 4 ? '201' : index === 3 ? '400' : '409')).join(' '),
      ])
      const refused = results[order.indexOf(1)]
      expect(refused?.response?.detail).toContain('bulkId bad')
      expect(refused?.location).toBeUndefined()
    }
    expect((await assembly.ask(harbor, 'GET /Groups?filter=displayName+co+%22zzz%22')).json.totalResults).toBe(0)
  })

  test('is carried out first, also where errors are counted', async () => {
    const results = await bulk(
      assembly,
      harbor,
      [
        post('/Groups', 'crew', group(name(), ['bulkId:bad'])),
        post('/Users', 'good', user(name())),
        post('/Users', 'bad', {}),
      ],
      1,
    )
    expect(results.map(({ bulkId, status }) => `${bulkId} ${status}`)).toEqual(['bad 400'])
    const two = await bulk(
      assembly,
      harbor,
      [
        post('/Groups', 'crew', group(name(), ['bulkId:bad'])),
        post('/Users', 'good', user(name())),
        post('/Users', 'bad', {}),
      ],
      2,
    )
    expect(two.map(({ bulkId, status }) => `${bulkId} ${status}`)).toEqual(['crew 409', 'bad 400'])
  })

  test('cannot be two at once', async () => {
    const before = (await assembly.ask(harbor, 'GET /Users?count=0')).json.totalResults
    const Operations = [
      post('/Users', 'twice', user(name())),
      post('/Users', 'once', user(name())),
      post('/Groups', 'twice', group(name())),
    ]
    const { status, json } = await send(assembly, harbor, { Operations })
    expect([status, json.scimType]).toEqual([400, 'invalidValue'])
    expect(json.detail).toContain('twice')
    expect((await assembly.ask(harbor, 'GET /Users?count=0')).json.totalResults).toBe(before)
  })
})

describe('references in a circle', () => {
  test('between people, who may be each other’s managers, are resolved', async () => {
    for (const size of [2, 3, 7]) {
      const results = await bulk(
        assembly,
        harbor,
        Array.from({ length: size }, (_, index) =>
          post('/Users', `u${index}`, managed(`bulkId:u${(index + 1) % size}`)),
        ),
      )
      const ids = idsIn(results)
      expect(results.every(({ status }) => status === '201')).toBeTrue()
      for (let index = 0; index < size; index++) {
        expect(await managerOf(ids[`u${index}`] ?? '')).toBe(ids[`u${(index + 1) % size}`])
      }
    }
  })

  test('between groups, which cannot contain each other, are refused with 409', async () => {
    for (const size of [2, 3]) {
      const results = await bulk(assembly, harbor, [
        ...Array.from({ length: size }, (_, index) =>
          post('/Groups', `g${index}`, group(name(), [`bulkId:g${(index + 1) % size}`])),
        ),
        post('/Groups', 'straight', group(name())),
      ])
      expect(results.map(({ status }) => status)).toEqual([...Array(size).fill('409'), '201'])
      const { json } = await assembly.ask(harbor, 'GET /Groups?filter=displayName+sw+%22n%22&count=1000')
      const made = json.Resources.map(({ displayName }: { displayName: string }) => displayName)
      expect(made).not.toContain(`n${next - 1}`)
    }
  })

  test('from a group to itself are refused', async () => {
    const results = await bulk(assembly, harbor, [post('/Groups', 'self', group(name(), ['bulkId:self']))])
    expect([statuses(results), results[0]?.response?.scimType]).toEqual(['400', 'invalidValue'])
  })

  test('that only seem to be one, as the members come later, are none', async () => {
    const results = await bulk(assembly, harbor, [
      post('/Groups', 'a', group(name())),
      post('/Groups', 'b', group(name(), ['bulkId:a'])),
      {
        method: 'PATCH',
        path: '/Groups/bulkId:a',
        data: patch({ op: 'add', path: 'members', value: [{ value: 'bulkId:b' }] }),
      },
    ])
    expect(statuses(results.slice(0, 2))).toBe('201 201')
    expect(results[2]?.response?.scimType).toBe('invalidValue')
    expect(await members(idIn(results[0]))).toEqual([])
  })

  test('do not hinder those who merely refer to the circle', async () => {
    const results = await bulk(assembly, harbor, [
      post('/Groups', 'crew', group(name(), ['bulkId:a', 'bulkId:b'])),
      post('/Users', 'a', managed('bulkId:b')),
      post('/Users', 'b', managed('bulkId:a')),
    ])
    const { a = '', b = '', crew = '' } = idsIn(results)
    expect([statuses(results), await members(crew)]).toEqual(['201 201 201', [a, b]])
    expect([await managerOf(a), await managerOf(b)]).toEqual([b, a])
  })

  test('one of which fails leave nobody who refers to somebody that was never made', async () => {
    const results = await bulk(assembly, harbor, [
      post('/Users', 'a', managed('bulkId:b')),
      post('/Users', 'b', managed('bulkId:a', { active: 'perhaps' })),
    ])
    expect(statuses(results)).toBe('409 409')
    expect(results[1]?.response?.detail).toContain('active')
  })
})
