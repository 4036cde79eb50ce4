import { afterAll, beforeAll, expect, test } from 'bun:test'
import { operator } from '../../src/directory/staff'
import { type Access, type Assembly, assemble, endAssemblies, group, patch, user } from '../http/assembly'
import { create, query, walk } from './searching'

let assembly: Assembly
let harbor: Access
let people: string[]
let crews: string[]

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  people = await create(assembly, harbor, '/Users', [user('ann'), user('bob'), user('cid')])
  crews = await create(assembly, harbor, '/Groups', [group('crew', people.slice(0, 2)), group('fleet')])
  const by = operator(harbor.connection.organizationId)
  await assembly.directory.offerType(by, { name: 'Role' })
  await assembly.directory.putOffers(by, 'Role', [
    { id: 'cook', displayName: 'Cook' },
    { id: 'mate', displayName: 'Mate' },
  ])
})
afterAll(endAssemblies)

const bases = () => ['/scim/v2', `/scim/v2/connections/${harbor.connection.id}`, '/api/connect/v1']
const kinds = [
  ['/Users', 'meta.location'],
  ['/Groups', 'meta.location'],
  ['/Roles', 'meta.location'],
  ['/Users', 'groups.$ref'],
  ['/Groups', 'members.$ref'],
] as const

/** The URLs that a resource is shown with. */
function urlsOf(resource: { meta: { location: string }; [name: string]: unknown }, name: string): string[] {
  if (name === 'meta.location') return [resource.meta.location]
  const elements = (resource[name.split('.')[0] ?? ''] ?? []) as { $ref: string }[]
  return elements.map(({ $ref }) => $ref)
}

/** The comparisons of RFC 7644 §3.4.2.2, said once more. */
const judges: Readonly<Record<string, (url: string, value: string) => boolean>> = {
  eq: (url, value) => url === value,
  co: (url, value) => url.includes(value),
  sw: (url, value) => url.startsWith(value),
  ew: (url, value) => url.endsWith(value),
  gt: (url, value) => url > value,
  ge: (url, value) => url >= value,
  lt: (url, value) => url < value,
  le: (url, value) => url <= value,
}

test('a filter on a URL finds by what is shown, at every base', async () => {
  let found = 0
  for (const base of bases()) {
    for (const [path, name] of kinds) {
      const resources = (await assembly.ask(harbor, `GET ${base}${path}`)).json.Resources
      const [url = ''] = resources.flatMap((each: (typeof resources)[number]) => urlsOf(each, name))
      const last = url.lastIndexOf('/')
      const values = new Set([
        '',
        '/',
        'a',
        'http',
        'http://z',
        '~',
        url,
        `${url}x`,
        url.slice(0, -1),
        url.slice(7),
        'x/y',
      ])
      for (const at of [3, 9, 20, last - 8, last - 3, last, last + 1, url.length - 4]) {
        values
          .add(url.slice(0, at))
          .add(url.slice(at))
          .add(url.slice(at, at + 12))
          .add(url.slice(at - 9, at + 1))
      }
      for (const value of values) {
        for (const [operation, judge] of Object.entries(judges)) {
          const filter = `${name} ${operation} ${JSON.stringify(value)}`
          const { json } = await assembly.ask(harbor, `GET ${base}${path}${query({ filter, attributes: 'id' })}`)
          // A URL that only ends as one of ours does may be one of ours by another of the server's names.
          if (operation === 'eq' && !value.startsWith('http')) continue
          const wanted = resources.filter((each: (typeof resources)[number]) =>
            urlsOf(each, name).some((shown) => judge(shown, value)),
          )
          expect([base, path, filter, json.Resources.map(({ id }: { id: string }) => id)]).toEqual([
            base,
            path,
            filter,
            wanted.map(({ id }: { id: string }) => id),
          ])
          found += wanted.length
        }
      }
    }
  }
  expect(found).toBeGreaterThan(500)
}, 60_000)

test('an equal URL may have another of the server’s names', async () => {
  for (const host of ['https://scim.example.com', assembly.url]) {
    for (const base of bases()) {
      const ids = async (path: string, name: string, end: string) => {
        const filter = `${name} eq "${host}${base}${end}"`
        return (await assembly.ask(harbor, `GET ${path}${query({ filter })}`)).json.Resources.map(
          ({ id }: { id: string }) => id,
        )
      }
      expect(await ids('/Users', 'meta.location', `/Users/${people[1]}`)).toEqual([people[1] ?? ''])
      expect(await ids('/Groups', 'members.$ref', `/Users/${people[1]}`)).toEqual([crews[0] ?? ''])
    }
  }
})

test('a PATCH finds members by their URLs as they are shown', async () => {
  const { id, meta } = (await assembly.ask(harbor, 'POST /Groups', group('passengers', people))).json
  const base = meta.location.slice(0, meta.location.indexOf('/Groups'))
  const left = async (filter: string) => {
    const path = `members[${filter}]`
    const { json } = await assembly.ask(harbor, `PATCH /Groups/${id}`, patch({ op: 'remove', path }))
    return (json.members ?? []).map(({ value }: { value: string }) => value)
  }
  expect(await left('$ref lt "http:" or $ref co "/Groups/"')).toEqual(people)
  expect(await left(`$ref eq "${base}/Users/${people[1]}"`)).toEqual([people[0], people[2]])
  expect(await left(`$ref ew "v2/Users/${people[0]}"`)).toEqual([people[2]])
  expect(await left(`$ref sw "${base}/U"`)).toEqual([])
})

test('a walk in the order of URLs is the sorted list, at every base and from one base to the next', async () => {
  for (const [path, sortBy] of kinds) {
    for (const sortOrder of ['ascending', 'descending']) {
      const sorted = { sortBy, sortOrder }
      const whole = (await assembly.ask(harbor, `GET ${path}${query(sorted)}`)).json.Resources
      const inOrder = whole.map(({ id }: { id: string }) => id)
      for (const base of bases()) {
        const pages = await walk(assembly, harbor, base + path, { ...sorted, count: 1 })
        expect([path, sorted, pages.flatMap(({ ids }) => ids)]).toEqual([path, sorted, inOrder])
      }
      const turns: string[] = []
      let cursor: string | undefined = ''
      for (let turn = 0; cursor !== undefined; turn++) {
        const base = bases()[turn % 3]
        const { json } = await assembly.ask(harbor, `GET ${base}${path}${query({ ...sorted, cursor, count: 1 })}`)
        turns.push(...json.Resources.map(({ id }: { id: string }) => id))
        cursor = json.nextCursor
      }
      expect([path, sorted, turns]).toEqual([path, sorted, inOrder])
    }
  }
})
