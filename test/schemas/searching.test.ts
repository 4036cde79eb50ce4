import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { resourceTypesWith } from '../../src/directory/definitions'
import { parseFilter } from '../../src/scim/filter-parser'
import { holds } from '../../src/scim/holds'
import type { JsonObject } from '../../src/scim/json'
import { lenient } from '../../src/scim/leniency'
import { resolve } from '../../src/scim/resolve'
import type { ResourceTypes } from '../../src/scim/resource-types'
import { compareSortKeys, sortBy, sortKey } from '../../src/scim/sort'
import { acme, endHarbors, type Harbor, harbor } from './harbor'

let there: Harbor
let types: ResourceTypes
const people: JsonObject[] = []

const instants = [
  '2020-01-01T00:00:00Z',
  '2020-01-01T01:00:00+01:00',
  '2019-12-31T23:30:00-01:00',
  '2021-06-30T12:00:00.5Z',
]

beforeAll(async () => {
  there = await harbor()
  await there.define(
    { name: 'text' },
    { name: 'exact', caseExact: true },
    { name: 'whole', type: 'integer' },
    { name: 'decimal', type: 'decimal' },
    { name: 'since', type: 'dateTime' },
    { name: 'truth', type: 'boolean' },
    { name: 'link', type: 'reference' },
    { name: 'bytes', type: 'binary' },
    { name: 'words', multiValued: true },
    { name: 'numbers', type: 'integer', multiValued: true },
    { name: 'dates', type: 'dateTime', multiValued: true },
    { name: 'unique', uniqueness: 'server' },
    {
      name: 'desk',
      type: 'complex',
      subAttributes: [{ name: 'value' }, { name: 'floor', type: 'integer' }, { name: 'since', type: 'dateTime' }],
    },
    {
      name: 'phones',
      type: 'complex',
      multiValued: true,
      subAttributes: [{ name: 'value' }, { name: 'type' }, { name: 'primary', type: 'boolean' }],
    },
  )
  types = resourceTypesWith(await there.directory.definitionsOf(there.organizationId))
  const letters = ['Äpfel', 'äpfel', 'Birne', 'birne', 'straße', 'STRASSE', '\u{1f600}', 'z']
  for (let index = 0; index < 24; index++) {
    const has = (every: number) => index % every !== 0
    const since = instants[index % 4]
    const attributes = {
      ...(has(3) && { text: letters[index % 8], exact: letters[(index + 3) % 8] }),
      ...(has(4) && { whole: (index % 7) - 3, decimal: (index % 5) / 4 - 0.5 }),
      ...(has(5) && {
        since,
        dates: instants.slice(index % 4),
        desk: { value: letters[index % 8], floor: index % 3, since },
      }),
      ...(has(2) && { truth: index % 3 === 0, link: `https://example.com/${letters[index % 8]}`, bytes: 'aGVsbG8=' }),
      ...(has(6) && { words: letters.slice(index % 8), numbers: [index % 4, 10 + (index % 3)], unique: `U${index}` }),
      ...(has(7) && {
        phones: [
          { value: `${index}`, type: 'work' },
          { value: `${index % 4}`, type: 'Home', primary: true },
        ],
      }),
    }
    people.push(await there.create(Object.keys(attributes).length > 0 ? { [acme]: attributes } : {}))
  }
})
afterAll(endHarbors)

const find = async (query: Record<string, string>) => {
  const { status, json } = await there.ask(`GET /Users?${new URLSearchParams({ count: '100', ...query })}`)
  return { status, ids: json.Resources?.map(({ id }: { id: string }) => id) }
}

describe('a filter finds in SQL whom it holds for in memory', () => {
  test.each([
    ['text eq "ÄPFEL"'],
    [`${acme}:text eq "strasse"`],
    [`${acme}:text sw "b"`],
    ['text gt "birne"'],
    ['text ne "Birne"'],
    ['text pr'],
    ['not (text pr)'],
    ['exact eq "Birne"'],
    ['exact eq "BIRNE"'],
    ['exact co "ir"'],
    ['whole eq 2'],
    ['whole lt 0'],
    ['whole ge "1"'],
    ['decimal gt 0.1'],
    ['decimal eq -0.25'],
    ['since eq "2020-01-01T00:00:00Z"'],
    ['since eq "2020-01-01T02:00:00+02:00"'],
    ['since gt "2020-01-01T00:00:00Z"'],
    ['since le "2020-01-01T00:30:00Z"'],
    ['since pr'],
    ['truth eq true'],
    ['truth eq "False"'],
    ['truth ne true'],
    ['link eq "https://example.com/Birne"'],
    ['link eq "https://example.com/birne"'],
    ['bytes eq "aGVsbG8="'],
    ['bytes eq "AGVSBG8="'],
    ['words eq "Z"'],
    ['words co "A"'],
    ['words[value eq "z"]'],
    ['numbers gt 10'],
    ['numbers eq 3'],
    ['dates lt "2020-01-01T00:00:00Z"'],
    ['dates eq "2020-01-01T00:00:00.000+00:00"'],
    ['unique eq "u5"'],
    ['unique eq "u5" and whole pr'],
    ['unique sw "u1"'],
    ['desk.floor ge 1'],
    ['desk eq "Birne"'],
    ['desk[floor eq 1 and value pr]'],
    ['desk.since gt "2020-06-01T00:00:00Z"'],
    [`${acme}:desk.value ew "E"`],
    ['phones.value eq "3"'],
    ['phones[type eq "home" and value gt "1"]'],
    [`${acme}:phones[primary eq true].value eq "2"`],
    ['phones[type eq "work"] and not (words pr)'],
    [`${acme}:whole gt 0 or ${acme}:text eq "z"`],
  ])('%s', async (filter) => {
    const condition = resolve(types.user, parseFilter(filter, lenient()), lenient())
    const expected = people.filter((person) => holds(condition, person)).map(({ id }) => id)
    const { status, ids } = await find({ filter })
    expect([status, ids.filter((id: string) => people.some((person) => person.id === id))]).toEqual([200, expected])
  })

  test('and none of these finds nobody or everybody by accident', async () => {
    const some = await find({ filter: 'since eq "2020-01-01T00:00:00Z"' })
    expect(some.ids).toHaveLength(
      people.filter(({ [acme]: its }) => Date.parse(String(at(its, 'since'))) === 1_577_836_800_000).length,
    )
    expect(some.ids.length).toBeGreaterThan(5)
  })
})

describe('what does not apply to a type is refused', () => {
  test.each([
    'since co "2020"',
    'since eq "yesterday"',
    'truth gt true',
    'whole sw 1',
    'bytes gt "a"',
    'desk.nothing eq 1',
    `${acme}:nothing pr`,
  ])('%s', async (filter) => {
    expect((await there.ask(`GET /Users?filter=${encodeURIComponent(filter)}`)).json.scimType).toBe('invalidFilter')
  })
})

describe('an order in SQL is that in memory', () => {
  test.each([
    'text',
    'exact',
    'whole',
    `${acme}:decimal`,
    'since',
    'truth',
    'link',
    'words',
    'numbers',
    'dates',
    'unique',
    'desk',
    'desk.floor',
    'desk.since',
    'phones',
    'phones.type',
  ])('%s', async (name) => {
    for (const sortOrder of ['ascending', 'descending'] as const) {
      const sort = sortBy(types.user, name, sortOrder, lenient())
      if (!sort) throw new Error('no order')
      const sign = sortOrder === 'ascending' ? 1 : -1
      const keyed = people.map((person) => ({ id: person.id, key: sortKey(person, sort.by) }))
      const expected = keyed.toSorted((a, b) => sign * compareSortKeys(a.key, b.key)).map(({ id }) => id)
      expect((await find({ sortBy: name, sortOrder })).ids).toEqual(expected)
      const walked: unknown[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const { json } = await there.ask(
          `GET /Users?${new URLSearchParams({ sortBy: name, sortOrder, cursor, count: '5' })}`,
        )
        walked.push(...json.Resources.map(({ id }: { id: string }) => id))
        cursor = json.nextCursor
      }
      expect(walked).toEqual(expected)
    }
  })
})

function at(object: unknown, name: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined
}
