import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, user } from './assembly'

let assembly: Assembly
let harbor: Access
let people: readonly string[]

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  const created = Array.from({ length: 102 }, (_, index) => assembly.ask(harbor, 'POST /Users', user(`sailor${index}`)))
  people = (await Promise.all(created)).map(({ json }) => json.id)
})
afterAll(endAssemblies)

const some = (count: number) => people.slice(0, count)
const add = (...ids: readonly (string | undefined)[]) =>
  patch({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) })

describe('a PATCH of a group', () => {
  test('answers with the group up to a hundred members, and with nothing beyond', async () => {
    const { json } = await assembly.ask(harbor, 'POST /Groups', group('Fleet', some(99)))
    expect(json.members).toHaveLength(99)
    const hundredth = await assembly.ask(harbor, `PATCH /Groups/${json.id}`, add(people[99]))
    expect([hundredth.status, hundredth.json.members.length]).toEqual([200, 100])
    const more = await assembly.ask(harbor, `PATCH /Groups/${json.id}`, add(people[100]))
    expect([more.status, more.text, more.headers.get('etag')]).toEqual([204, '', 'W/"3"'])
    expect((await assembly.lastEvent(harbor)).status).toBe(204)
    const again = await assembly.ask(harbor, `PATCH /Groups/${json.id}`, add(people[100]))
    expect([again.status, again.headers.get('etag')]).toEqual([204, 'W/"3"'])
    const whole = await assembly.ask(harbor, `GET /Groups/${json.id}`)
    expect(whole.json.members.map(({ value }: { value: string }) => value)).toEqual(some(101))
    const fewer = patch({ op: 'remove', path: `members[value eq "${people[100]}"]` })
    expect((await assembly.ask(harbor, `PATCH /Groups/${json.id}`, fewer)).status).toBe(200)
  })

  test('answers with what is asked for, however large the group', async () => {
    const { json } = await assembly.ask(harbor, 'POST /Groups', group('Armada', some(101)))
    const named = await assembly.ask(harbor, `PATCH /Groups/${json.id}?attributes=displayName`, add(people[101]))
    expect([named.status, named.json.displayName, named.json.members]).toEqual([200, 'Armada', undefined])
    const without = `PATCH /Groups/${json.id}?excludedAttributes=members`
    const renamed = await assembly.ask(harbor, without, patch({ op: 'replace', path: 'externalId', value: 'a' }))
    expect([renamed.status, renamed.json.externalId, renamed.json.members]).toEqual([200, 'a', undefined])
    const members = await assembly.ask(harbor, `PATCH /Groups/${json.id}?attributes=members`, patch())
    expect([members.status, members.json.members.length]).toEqual([200, 102])
  })

  test('answers with nothing where the connection says so', async () => {
    const access = await assembly.connection(harbor.connection.organizationId, { groupPatchAnswer: 'nothing' })
    const { json } = await assembly.ask(access, 'POST /Groups', group('Quiet'))
    const change = patch({ op: 'replace', path: 'displayName', value: 'Quieter' })
    const patched = await assembly.ask(access, `PATCH /Groups/${json.id}`, change)
    expect([patched.status, patched.text]).toEqual([204, ''])
    const asked = await assembly.ask(access, `PATCH /Groups/${json.id}?attributes=displayName`, patch())
    expect([asked.status, asked.json.displayName]).toEqual([200, 'Quieter'])
    const person = await assembly.ask(access, 'POST /Users', user('of the quiet'))
    expect((await assembly.ask(access, `PATCH /Users/${person.json.id}`, patch())).status).toBe(200)
  })
})

test('a PUT of a group answers with all of its members, however many', async () => {
  const { json } = await assembly.ask(harbor, 'POST /Groups', group('Convoy'))
  const { status, json: put } = await assembly.ask(harbor, `PUT /Groups/${json.id}`, group('Convoy', some(102)))
  expect([status, put.members.length]).toEqual([200, 102])
})

describe('members', () => {
  test('keep the order they came in, each once', async () => {
    const [a, b, c] = people
    const { json } = await assembly.ask(harbor, 'POST /Groups', group('Ordered', [c, a, c, b].map(String)))
    const order = async () =>
      (await assembly.ask(harbor, `GET /Groups/${json.id}`)).json.members.map(({ value }: { value: string }) => value)
    expect(await order()).toEqual([c, a, b])
    await assembly.ask(harbor, `PATCH /Groups/${json.id}`, patch({ op: 'remove', path: `members[value eq "${a}"]` }))
    await assembly.ask(harbor, `PATCH /Groups/${json.id}`, add(a, b))
    expect(await order()).toEqual([c, b, a])
  })

  test('are removed by any filter on them', async () => {
    const [a, b, c] = people
    const members = [
      { value: a, display: 'Red one' },
      { value: b, display: 'Red two' },
      { value: c, display: 'Blue' },
    ]
    const { json } = await assembly.ask(harbor, 'POST /Groups', { ...group('Coloured'), members })
    const remove = (path: string) => assembly.ask(harbor, `PATCH /Groups/${json.id}`, patch({ op: 'remove', path }))
    expect((await remove('members[display sw "red"]')).json.members).toMatchObject([{ value: c }])
    expect((await remove(`members[value eq "${a}" or type eq "User"]`)).json.members).toBeUndefined()
  })

  test('are searched by at most 20 operations of one request', async () => {
    const { json } = await assembly.ask(harbor, 'POST /Groups', group('Searched', some(3)))
    const removals = (count: number, filter: string) =>
      patch(...Array.from({ length: count }, () => ({ op: 'remove', path: `members[${filter}]` })))
    const twenty = await assembly.ask(harbor, `PATCH /Groups/${json.id}`, removals(20, 'display eq "nobody"'))
    expect(twenty.status).toBe(200)
    const more = await assembly.ask(harbor, `PATCH /Groups/${json.id}`, removals(21, 'display eq "nobody"'))
    expect([more.status, more.json.scimType]).toEqual([400, 'tooMany'])
    expect(more.json.detail).toBe(
      'At most 20 operations of a PATCH may search members by a filter, not 21; name members by their value.',
    )
    for (const filter of [`value eq "${people[0]}"`, `value eq "${people[1]}" and type eq "User"`])
      expect((await assembly.ask(harbor, `PATCH /Groups/${json.id}`, removals(21, filter))).status).toBe(200)
    expect((await assembly.ask(harbor, `GET /Groups/${json.id}`)).json.members).toHaveLength(1)
  })

  test('that are somebody else are refused, and nothing else of the request is done', async () => {
    const { json } = await assembly.ask(harbor, 'POST /Groups', group('Kept', some(1)))
    for (const operations of [
      [{ op: 'replace', path: 'displayName', value: 'Lost' }, ...add(people[1], 'nobody').Operations],
      [{ op: 'remove', path: 'members' }, ...add('nobody').Operations],
      [...add(people[1]).Operations, { op: 'replace', path: 'displayName', value: '' }],
      [...add(people[1]).Operations, { op: 'replace', path: 'members.value', value: 'x' }],
    ]) {
      const { status } = await assembly.ask(harbor, `PATCH /Groups/${json.id}`, patch(...operations))
      expect(status).toBe(400)
      expect((await assembly.ask(harbor, `GET /Groups/${json.id}`)).json).toEqual(json)
    }
  })

  test('that only came and went are no change', async () => {
    const { json } = await assembly.ask(harbor, 'POST /Groups', group('Still', some(2)))
    const [a] = people
    const there = { op: 'add', path: 'members', value: [{ value: people[5] }] }
    const gone = { op: 'remove', path: `members[value eq "${people[5]}"]` }
    expect((await assembly.ask(harbor, `PATCH /Groups/${json.id}`, patch(there, gone))).json).toEqual(json)
    const swap = patch({ op: 'replace', path: 'members', value: [{ value: people[1] }, { value: a }] })
    expect((await assembly.ask(harbor, `PATCH /Groups/${json.id}`, swap)).json.meta.version).toBe('W/"1"')
  })
})

describe('groups within groups', () => {
  test('may not close a circle, however long', async () => {
    const ids: string[] = []
    for (const name of ['Inner', 'Middle', 'Outer']) {
      ids.push((await assembly.ask(harbor, 'POST /Groups', group(name, ids.slice(-1)))).json.id)
    }
    const [inner, middle, outer] = ids
    for (const value of [outer, middle, inner]) {
      const { status, json } = await assembly.ask(harbor, `PATCH /Groups/${inner}`, add(value))
      expect([status, json.scimType]).toEqual([400, 'invalidValue'])
    }
    expect((await assembly.ask(harbor, `GET /Groups/${inner}`)).json.members).toBeUndefined()
    const { json } = await assembly.ask(harbor, `GET /Groups/${outer}`)
    expect(json.members).toMatchObject([{ value: middle, type: 'Group', display: 'Middle' }])
  })
})

describe('replacing one member', () => {
  test('lets the old one go and takes the new one in', async () => {
    const { json } = await assembly.ask(harbor, 'POST /Groups', group('Watch', some(2)))
    const path = `members[value eq "${people[0]}"]`
    const swapped = patch({ op: 'replace', path, value: { value: people[2] } })
    const answer = await assembly.ask(harbor, `PATCH /Groups/${json.id}`, swapped)
    expect(answer.status).toBe(200)
    const members: readonly { value: string }[] = answer.json.members
    expect(members.map(({ value }) => value).toSorted()).toEqual([people[1] ?? '', people[2] ?? ''].toSorted())
  })

  test.each([
    ['members[display sw "nobody"]', 'noTarget'],
    ['members[value eq "x"].display', 'mutability'],
  ])('is refused at %s with %s', async (path, scimType) => {
    const { json } = await assembly.ask(harbor, 'POST /Groups', group(`Watch ${scimType}`, some(2)))
    const change = patch({ op: 'replace', path, value: path.endsWith('display') ? 'x' : { value: people[2] } })
    const answer = await assembly.ask(harbor, `PATCH /Groups/${json.id}`, change)
    expect([answer.status, answer.json.scimType]).toEqual([400, scimType])
  })
})
