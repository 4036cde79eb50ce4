import { Database } from 'bun:sqlite'
import { expect, test } from 'bun:test'
import { join } from 'node:path'
import type { Connection } from '../../src/directory/connection'
import { open } from '../../src/storage/sqlite/store'
import { scratch } from '../support/scratch'
import { laterNumber, numberAmong } from './people'
import { insertPeople, seed } from './seed'

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
  expect(new Set(sample.map(({ id }) => id))).toEqual(new Set(items.map(({ id }) => id)))
  expect(last).toEqual(items.map(({ id }) => id))
  const lengths = items.map(({ document }) => document.length)
  expect(lengths.reduce((sum, length) => sum + length, 0) / 1100).toBeWithin(850, 950)
  const pairs = await Promise.all((groups.get('Pair') ?? []).map((id) => store.members.list(id)))
  expect(pairs.map((members) => members.map(({ value }) => value))).toEqual(
    [0, 2, 4].map((start) => items.slice(start, start + 2).map(({ id }) => id)),
  )
  expect(await store.members.list(groups.get('All')?.[0] ?? '')).toHaveLength(1100)
  await store.close()
})

test('no two people have the same number, and those who come later fall anywhere among the others', () => {
  const [first, later] = [[...Array(50_000).keys()], [...Array(50_000).keys()]]
  const numbers = [...first.map((index) => numberAmong(50_000, index)), ...later.map(laterNumber)]
  expect(new Set(numbers).size).toBe(100_000)
  expect(numbers.every((number) => /^\d{9}$/.test(number))).toBe(true)
  const lower = later.map(laterNumber).filter((number) => number < '500000000')
  expect(lower.length).toBeWithin(24_000, 26_000)
  // As far as the load generator can come, the product is still exact.
  expect(laterNumber(499_999_999)).toBe(String(2n * ((499_999_999n * 7_368_787n) % 500_000_000n) + 1n).padStart(9, '0'))
})

test('people who are copied leave behind what the store would have written', async () => {
  const [copied, written] = [scratch(), scratch()]
  const copies = await seed(copied, 'Harbor', 1100)
  const { connection } = await seed(written, 'Harbor', 0)
  const store = await open(written)
  await insertPeople(
    store,
    connection,
    copies.sample.toSorted((one, other) => one.index - other.index),
  )
  await store.close()
  const rows = contents(copied, copies.connection)
  expect(rows.length).toBeGreaterThan(1100 * 5)
  expect(rows).toEqual(contents(written, connection))
})

/** All that is kept of people who are provisioned, but for when they were, and by which connection. */
function contents(dataDirectory: string, { id, organizationId }: Connection): readonly string[] {
  const db = new Database(join(dataDirectory, 'rollcall.db'), { readonly: true })
  const tables = ['users', 'user_emails', 'user_texts', 'user_unique_values', 'user_blocks', 'tallies', 'changes']
  const lines = tables.flatMap((name) =>
    db
      .query<Record<string, unknown>, []>(`select * from ${name}`)
      .all()
      .map((row) => `${name} ${JSON.stringify({ ...row, time: 0, created: 0, modified: 0 })}`),
  )
  db.close()
  return lines
    .filter((line) => !line.includes('owner@'))
    .map((line) => line.replaceAll(id, 'the connection').replaceAll(organizationId, 'the organization'))
    .toSorted()
}
