import { expect, test } from 'bun:test'
import { open } from '../../src/storage/sqlite/store'
import { scratch } from '../support/scratch'
import { numberOf } from './people'
import { seed } from './seed'

test('a directory is filled with people of the right size, and with groups one after another', async () => {
  const folder = scratch()
  const plans = [
    { name: 'Pair', count: 3, members: 2 },
    { name: 'All', count: 1, members: 1100 },
  ]
  const { connection, sample, groups, last } = await seed(folder, 'Harbor', 1100, plans)
  const store = await open(folder)
  const scope = { organizationId: connection.organizationId, connectionId: connection.id, includeUnowned: false }
  const { total, items } = await store.users.list(scope, { offset: 0, limit: 1100 })
  expect(total).toBe(1100)
  expect(sample.map(({ id }) => id)).toEqual(items.map(({ id }) => id))
  expect(last).toEqual(items.slice(-1000).map(({ id }) => id))
  const lengths = items.map(({ document }) => document.length)
  expect(lengths.reduce((sum, length) => sum + length, 0) / 1100).toBeWithin(850, 950)
  const pairs = await Promise.all((groups.get('Pair') ?? []).map((id) => store.members.list(id)))
  expect(pairs.map((members) => members.map(({ value }) => value))).toEqual(
    [0, 2, 4].map((start) => items.slice(start, start + 2).map(({ id }) => id)),
  )
  expect(await store.members.list(groups.get('All')?.[0] ?? '')).toHaveLength(1100)
  await store.close()
})

test('no two people have the same number, and neighbours are far apart', () => {
  const numbers = Array.from({ length: 100_000 }, (_, index) => numberOf(index))
  expect(new Set(numbers).size).toBe(100_000)
  expect(numbers.every((number) => /^\d{9}$/.test(number))).toBe(true)
  // A number of the load generator's, whose product is still exact.
  expect(numberOf(999_999_999)).toBe(String((999_999_999n * 7_368_787n) % 1_000_000_000n).padStart(9, '0'))
})
