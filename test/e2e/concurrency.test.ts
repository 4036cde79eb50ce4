import { afterAll, beforeAll, expect, test } from 'bun:test'
import { executable } from '../support/executable'
import { setUp } from '../support/organization'
import { endServers, type Server, serve } from '../support/server'
import { type Client, client, eventsOf, group, must, patch, user } from './client'

let server: Server
let ask: Client

beforeAll(async () => {
  await executable()
  server = await serve()
  const { endpoint, token } = await setUp(server)
  ask = client(endpoint, token)
}, 120_000)
afterAll(endServers)

const versionOf = (resource: { readonly meta: { readonly version: string } }) =>
  Number(/^W\/"(\d+)/.exec(resource.meta.version)?.[1])

test('five hundred PATCHes at once on one person lose nothing', async () => {
  const { id } = await must(ask('POST /Users', user('contended@harbor.example')))
  const one = (index: number) => ({ op: 'add', path: 'entitlements', value: [{ value: `right ${index}` }] })
  // Every fifth one adds what another adds too: of those only the first changes anything.
  const rights = Array.from({ length: 500 }, (_, index) => (index % 5 === 4 ? 0 : index))
  const answers = await Promise.all(rights.map((right) => ask(`PATCH /Users/${id}`, patch(one(right)))))
  expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  const effective = new Set(rights)
  const after = await must(ask(`GET /Users/${id}`))
  expect(after.entitlements.length).toBe(effective.size)
  expect(new Set(after.entitlements.map(({ value }: { value: string }) => value))).toEqual(
    new Set([...effective].map((right) => `right ${right}`)),
  )
  expect(versionOf(after)).toBe(1 + effective.size)
  const versions = answers.map(({ json }) => versionOf(json))
  expect(new Set(versions).size).toBe(effective.size)
  expect(Math.max(...versions)).toBe(1 + effective.size)
}, 30_000)

test('two hundred members added at once to one group all come in, each once', async () => {
  const names = Array.from({ length: 100 }, (_, index) => `member${index}@harbor.example`)
  const people: string[] = (await Promise.all(names.map((name) => must(ask('POST /Users', user(name)))))).map(
    ({ id }) => id,
  )
  const { id } = await must(ask('POST /Groups', group('Contended')))
  const add = (value: string | undefined) => patch({ op: 'add', path: 'members', value: [{ value }] })
  const answers = await Promise.all([...people, ...people].map((each) => ask(`PATCH /Groups/${id}`, add(each))))
  expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  const after = await must(ask(`GET /Groups/${id}`))
  expect(after.members.map(({ value }: { value: string }) => value).sort()).toEqual(people.toSorted())
  expect(versionOf(after)).toBe(101)
  const remove = (value: string) => patch({ op: 'remove', path: `members[value eq "${value}"]` })
  await Promise.all(people.slice(0, 60).map((each) => must(ask(`PATCH /Groups/${id}`, remove(each)))))
  const fewer = await must(ask(`GET /Groups/${id}`))
  expect([fewer.members.length, versionOf(fewer)]).toEqual([40, 161])
}, 30_000)

test('of a hundred who would have one userName at once, one gets it', async () => {
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => ask('POST /Users', user(index % 2 ? 'only@one' : 'ONLY@one'))),
  )
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(99)
})

test('each of these requests left one event', async () => {
  // And three of a GET.
  const events = await eventsOf(server, 'Harbor', 760 + 103 + 99 + 3)
  const count = (method: string, status: number) =>
    events.filter((event) => event.method === method && event.status === status).length
  expect([count('PATCH', 200), count('POST', 201), count('POST', 409)]).toEqual([760, 103, 99])
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length)
  expect(events.filter(({ status }) => status >= 500)).toEqual([])
})
