import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import fc from 'fast-check'
import type { Attribute, ResourceType } from '../../src/scim/attribute'
import { parseFilter } from '../../src/scim/filter-parser'
import { holds } from '../../src/scim/holds'
import type { Json, JsonObject } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { resolve } from '../../src/scim/resolve'
import { groupType, userType } from '../../src/scim/resource-types'
import { compareSortKeys, sortBy, sortKey } from '../../src/scim/sort'
import { type Access, type Assembly, assemble, endAssemblies, group, urns, user } from '../http/assembly'
import { someText } from '../storage/documents'
import { create, expectRefusal, idsOf, page, query, walk, walkBack } from './searching'

const seed = Number(process.env.FC_SEED ?? Date.now() % 2 ** 31)

let assembly: Assembly
let harbor: Access
let users: readonly JsonObject[] = []
let groups: readonly JsonObject[] = []

const emptied = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 })
const text = emptied(someText)

/** A value for an attribute, or none. */
function someValueOf(attribute: Attribute): fc.Arbitrary<unknown> {
  const one = oneOf(attribute)
  return emptied(attribute.multiValued ? fc.array(one, { maxLength: 3 }).map(onlyOnePrimary) : one)
}

function oneOf({ type, subAttributes = [], canonicalValues = [] }: Attribute): fc.Arbitrary<unknown> {
  switch (type) {
    case 'boolean':
      return fc.boolean()
    case 'complex':
      return fc.record(
        Object.fromEntries(
          subAttributes
            .filter(({ mutability }) => mutability !== 'readOnly')
            .map((sub) => [sub.name, someValueOf(sub)]),
        ),
      )
    default:
      return canonicalValues.length > 0 ? fc.oneof(fc.constantFrom(...canonicalValues), someText) : someText
  }
}

function onlyOnePrimary(elements: readonly unknown[]): readonly unknown[] {
  const isPrimary = (element: unknown) => (element as { primary?: boolean } | undefined)?.primary === true
  const first = elements.findIndex(isPrimary)
  return elements.map((each, index) =>
    isPrimary(each) && index > first ? { ...(each as object), primary: false } : each,
  )
}

const writable = ({ attributes }: { readonly attributes: readonly Attribute[] }) =>
  attributes.filter(({ name, mutability }) => mutability === 'readWrite' && !['userName', 'members'].includes(name))

const someUser = fc.record({
  ...Object.fromEntries(writable(userType.schema).map((each) => [each.name, someValueOf(each)])),
  externalId: text,
  [urns.enterprise]: fc.record(
    Object.fromEntries((userType.extensions[0]?.schema.attributes ?? []).map((each) => [each.name, someValueOf(each)])),
  ),
})

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  const bodies = fc.sample(someUser, { numRuns: 45, seed })
  const ids = await create(
    assembly,
    harbor,
    '/Users',
    bodies.map((body, index) => ({ ...body, ...user(`${index % 2 ? 'Ü' : 'u'}${(index * 17) % 45}`) })),
  )
  const names = fc.sample(someText, { numRuns: 12, seed })
  await create(
    assembly,
    harbor,
    '/Groups',
    names.map((name, index) => ({
      ...group(`${name}${index}`, ids.slice(index, index + (index % 4))),
      ...(index % 3 && { externalId: name }),
    })),
  )
  users = (await page(assembly, harbor, '/Users', { count: 1000 })).json.Resources
  groups = (await page(assembly, harbor, '/Groups', { count: 1000 })).json.Resources
})
afterAll(endAssemblies)

/** The ids of those who meet a filter, in an order, as told in memory. */
function expected(
  type: ResourceType,
  resources: readonly JsonObject[],
  {
    filter,
    sortBy: name,
    sortOrder,
  }: { filter?: string | undefined; sortBy?: string | undefined; sortOrder?: string | undefined },
): Json[] {
  const condition = filter === undefined ? undefined : resolve(type, parseFilter(filter, lenient()), lenient())
  const sort = sortBy(type, name, sortOrder, lenient())
  const met = resources.filter((resource) => !condition || holds(condition, resource))
  const sign = sort?.order === 'descending' ? -1 : 1
  const sorted = sort ? met.toSorted((a, b) => sign * compareSortKeys(sortKey(a, sort.by), sortKey(b, sort.by))) : met
  return sorted.map(({ id }) => id as Json)
}

/** Every name of /Schemas that may be sorted by, and those that may not. */
function namesOf(type: ResourceType) {
  const inSchemas = [type.schema, ...type.extensions.map(({ schema }) => schema)].flatMap((schema) =>
    schema.attributes.flatMap((attribute) => {
      const prefix = schema === type.schema ? '' : `${schema.id}:`
      const subs = attribute.subAttributes ?? []
      const isSortable = attribute.type !== 'complex' || subs.some(({ name }) => name === 'value')
      return [
        { name: prefix + attribute.name, isSortable: isSortable && attribute.returned !== 'never' },
        ...subs.map(({ name }) => ({ name: `${prefix}${attribute.name}.${name}`, isSortable: true })),
      ]
    }),
  )
  const common = [
    'id',
    'externalId',
    'schemas',
    'meta.resourceType',
    'meta.created',
    'meta.lastModified',
    'meta.location',
  ]
  return [...inSchemas, ...common.map((name) => ({ name, isSortable: true }))]
}

describe(`over random people and groups (FC_SEED=${seed})`, () => {
  describe.each([
    ['/Users', userType],
    ['/Groups', groupType],
  ] as const)('%s', (path, type) => {
    const all = () => (path === '/Users' ? users : groups)

    test('are published with the names that are tested here', async () => {
      const { json } = await assembly.ask(harbor, 'GET /Schemas')
      const published = json.Resources.filter(({ id }: { id: string }) =>
        [type.schema.id, ...type.extensions.map(({ schema }) => schema.id)].includes(id),
      ).flatMap(({ attributes }: { attributes: { name: string; subAttributes?: { name: string }[] }[] }) =>
        attributes.flatMap(({ name, subAttributes = [] }) => [
          name,
          ...subAttributes.map((sub) => `${name}.${sub.name}`),
        ]),
      )
      const tested = namesOf(type).map(({ name }) => name.replace(/^.*:/, ''))
      for (const name of published) expect(tested).toContain(name)
    })

    test.each(namesOf(type).filter(({ isSortable }) => isSortable))('are sorted by $name', async ({ name }) => {
      for (const sortOrder of ['ascending', 'descending']) {
        for (const filter of [undefined, 'meta.created pr and id gt "0"', 'externalId pr']) {
          const asked = { sortBy: name, sortOrder, filter }
          const whole = expected(type, all(), asked)
          const found = await page(assembly, harbor, path, { ...asked, count: 1000 })
          expect([asked, found.ids as unknown]).toEqual([asked, whole])
          const part = await page(assembly, harbor, path, { ...asked, startIndex: 4, count: 7 })
          expect([asked, part.ids as unknown]).toEqual([asked, whole.slice(3, 10)])
        }
        const walked = await walk(assembly, harbor, path, { sortBy: name, sortOrder, count: 6 })
        expect([name, sortOrder, idsOf(walked)]).toEqual([
          name,
          sortOrder,
          expected(type, all(), { sortBy: name, sortOrder }) as string[],
        ])
      }
    })

    test.each(namesOf(type).filter(({ isSortable }) => !isSortable))('are not sorted by $name', async ({ name }) => {
      for (const parameters of [{ sortBy: name }, { sortBy: name, cursor: '' }]) {
        await expectRefusal(assembly, harbor, `GET ${path}${query(parameters)}`, 400, 'invalidValue')
      }
    })
  })

  const quoted = someText.map((value) => JSON.stringify(value))
  const comparison = fc.oneof(
    fc
      .tuple(
        fc
          .constantFrom(
            'title',
            'displayName',
            'externalId',
            'userName',
            'name.familyName',
            'emails.value',
            'emails',
            'nickName',
          )
          .chain((name) => fc.constantFrom(name, `${urns.enterprise}:department`, 'manager.value', 'roles.type')),
        fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
        quoted,
      )
      .map((parts) => parts.join(' ')),
    fc.constantFrom(
      'active eq true',
      'active ne true',
      'title pr',
      'emails pr',
      'emails[primary eq true]',
      'groups pr',
    ),
    quoted.map((value) => `emails[type eq "work" and value gt ${value}]`),
    quoted.map((value) => `addresses[not (country lt ${value})]`),
  )
  const filter = fc.letrec<{ filter: string }>((tie) => ({
    filter: fc.oneof(
      { maxDepth: 3, depthSize: 'small' },
      comparison,
      fc
        .tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter'))
        .map(([a, kind, b]) => `(${a}) ${kind} (${b})`),
      tie('filter').map((inner) => `not (${inner})`),
    ),
  })).filter

  test('a walk by cursor, there and back, is the sorted list of those who meet the filter', async () => {
    const names = namesOf(userType).flatMap(({ name, isSortable }) => (isSortable ? [name] : []))
    const search = fc.record({
      filter: emptied(filter),
      sortBy: emptied(fc.constantFrom(...names)),
      sortOrder: emptied(fc.constantFrom('ascending', 'descending')),
      count: fc.oneof(fc.integer({ min: 5, max: 50 }), fc.constantFrom(1, 2, 3)),
    })
    await fc.assert(
      fc.asyncProperty(search, async (asked) => {
        const whole = expected(userType, users, asked) as string[]
        const pages = await walk(assembly, harbor, '/Users', asked)
        expect(idsOf(pages)).toEqual(whole)
        expect(pages.length).toBe(Math.max(1, Math.ceil(whole.length / asked.count)))
        const last = pages.at(-1)
        const back = last ? await walkBack(assembly, harbor, '/Users', asked, last) : []
        expect(back.toReversed().map(({ ids }) => ids)).toEqual(pages.slice(0, -1).map(({ ids }) => ids))
        const listed = await page(assembly, harbor, '/Users', { ...asked, count: 1000 })
        expect(listed.ids).toEqual(whole)
      }),
      { seed, numRuns: 60 },
    )
  })
})
