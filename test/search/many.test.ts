import { afterAll, beforeAll, expect, test } from 'bun:test'
import { userKeys } from '../../src/directory/keys'
import { type Access, type Assembly, assemble, endAssemblies, urns } from '../http/assembly'
import { idsOf, page, walk, walkBack } from './searching'

/** More than are looked at before others get their turn. */
const count = 2300
const id = (index: number) => `id${String(index).padStart(5, '0')}`
const ids = Array.from({ length: count }, (_, index) => id(index))

let assembly: Assembly
let harbor: Access

beforeAll(async () => {
  assembly = await assemble()
  harbor = await assembly.organization('Harbor')
  const { organizationId, id: connectionId } = harbor.connection
  await assembly.store.write(async (tx) => {
    for (let index = 0; index < count; index++) {
      const resource = {
        schemas: [urns.user],
        id: id(index),
        userName: `u${index}`,
        active: true,
        title: `t${index % 7}`,
      }
      const document = JSON.stringify(resource)
      const stored = { id: id(index), organizationId, connectionId, document, version: 1, created: 1, modified: 1 }
      await tx.users.insert({ ...stored, source: 'scim', role: 'member', keys: userKeys(resource, document) })
    }
  })
})
afterAll(endAssemblies)

const ends = ids.filter((_, index) => index < 3 || index > count - 4)
const among = (wanted: readonly number[]) => wanted.map((index) => `userName ew "u${index}"`).join(' or ')

test.each([
  ['everybody', undefined, 1000, ids],
  ['everybody who is looked at one by one', 'title co "t"', 999, ids],
  ['every seventh', 'title co "3"', 50, ids.filter((_, index) => index % 7 === 3)],
  ['the first and the last', among([0, 1, 2, count - 3, count - 2, count - 1]), 2, ends],
  ['those at the borders of a stretch', among([999, 1000, 1999, 2000]), 1, [999, 1000, 1999, 2000].map(id)],
  ['nobody', 'title co "none"', 5, []],
])('a walk through many shows %s, there and back', async (_, filter, size, expected) => {
  const pages = await walk(assembly, harbor, '/Users', { filter, count: size, attributes: 'id' })
  expect(idsOf(pages)).toEqual(expected)
  const last = pages.at(-1)
  if (!last) throw new Error('no page')
  const back = await walkBack(assembly, harbor, '/Users', { filter, count: size, attributes: 'id' }, last)
  expect(back.toReversed().map((each) => each.ids)).toEqual(pages.slice(0, -1).map((each) => each.ids))
})

test('a page holds no more than may be, and a list counts all', async () => {
  for (const asked of [1000, 1001, 5000]) {
    const { ids: found, json } = await page(assembly, harbor, '/Users', {
      count: asked,
      startIndex: 5,
      attributes: 'id',
    })
    expect([found, json.totalResults, json.itemsPerPage]).toEqual([ids.slice(4, 1004), count, 1000])
    const begun = await page(assembly, harbor, '/Users', { count: asked, cursor: '', attributes: 'id' })
    expect(begun.ids).toEqual(ids.slice(0, 1000))
    const next = await page(assembly, harbor, '/Users', { count: asked, cursor: begun.next, attributes: 'id' })
    expect(next.ids).toEqual(ids.slice(1000, 2000))
  }
  expect((await page(assembly, harbor, '/Users', {})).ids).toEqual(ids.slice(0, 100))
  expect((await page(assembly, harbor, '/Users', { cursor: '' })).ids).toEqual(ids.slice(0, 100))
})
